import { decode } from '../bson/codec.js';
import type { Doc } from '../bson/value.js';
import { MongoError } from '../error.js';

/** Operation codes of the wire protocol (MongoDB Wire Protocol, "Opcodes"). */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const HEADER = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

/** The largest message taken, in bytes: `maxMessageSizeBytes` of the handshake. */
export const MAX_MESSAGE = 48_000_000;

/** A command as it came: its document, and the document sequences that the driver put beside it, undecoded. */
export interface Request {
  id: number;
  legacy: boolean;
  body: Doc;
  sequences: Map<string, Uint8Array[]>;
  /** The client expects no answer. */
  silent: boolean;
}

/** Cuts complete messages from a stream of chunks. `take` throws when a length cannot be right. */
export function messageCutter(): { take(chunk: Buffer): Buffer[] } {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    take(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size < 4) return [];
      let all = chunks.length === 1 ? chunks[0]! : undefined;
      if (!all && (chunks[0]!.length < 4 || size >= chunks[0]!.readInt32LE(0))) all = Buffer.concat(chunks, size);
      if (!all) return [];
      const messages: Buffer[] = [];
      let at = 0;
      while (size - at >= 4) {
        const length = all.readInt32LE(at);
        if (length < HEADER || length > MAX_MESSAGE) throw new RangeError(`message of ${length} bytes`);
        if (size - at < length) break;
        messages.push(all.subarray(at, at + length));
        at += length;
      }
      const rest = all.subarray(at);
      chunks = rest.length > 0 ? [rest] : [];
      size = rest.length;
      return messages;
    },
  };
}

/** Reads one whole message. @throws MongoError for what is no OP_MSG or OP_QUERY, or is not BSON. */
export function parseMessage(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  if (code === OP_MSG) return parseMsg(id, message);
  if (code === OP_QUERY) return parseQuery(id, message);
  throw new MongoError(352, `Unsupported opcode ${code}`);
}

function parseQuery(id: number, message: Buffer): Request {
  const nameEnd = message.indexOf(0, HEADER + 4);
  const body = decode(documentAt(message, nameEnd + 9, message.length));
  return { id, legacy: true, body, sequences: new Map(), silent: false };
}

function parseMsg(id: number, message: Buffer): Request {
  const flags = message.readUInt32LE(HEADER);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  if (flags & ~(CHECKSUM_PRESENT | MORE_TO_COME) & 0xffff) {
    throw new MongoError(50833, 'Unknown required OP_MSG flag');
  }
  const sequences = new Map<string, Uint8Array[]>();
  let body: Doc | undefined;
  let at = HEADER + 4;
  while (at < end) {
    const kind = message[at];
    if (kind === 0) {
      if (body) throw new MongoError(40430, 'Multiple body sections in message');
      const bytes = documentAt(message, at + 1, end);
      body = decode(bytes);
      at += 1 + bytes.length;
    } else if (kind === 1) {
      at = readSequence(message, at + 1, end, sequences);
    } else throw new MongoError(40432, `Unknown section kind ${kind}`);
  }
  if (!body) throw new MongoError(40587, 'OP_MSG messages must have a body section');
  return { id, legacy: false, body, sequences, silent: (flags & MORE_TO_COME) !== 0 };
}

function readSequence(message: Buffer, at: number, limit: number, into: Map<string, Uint8Array[]>): number {
  const size = at + 4 <= limit ? message.readInt32LE(at) : 0;
  const end = at + size;
  const nameEnd = message.indexOf(0, at + 4);
  // Without the lower bound a message could send the reader back, for ever.
  if (size < 5 || end > limit || nameEnd < 0 || nameEnd >= end)
    throw new MongoError(22, 'Document sequence runs past the message');
  const documents: Uint8Array[] = [];
  let next = nameEnd + 1;
  while (next < end) {
    const bytes = documentAt(message, next, end);
    documents.push(bytes);
    next += bytes.length;
  }
  const name = message.toString('utf8', at + 4, nameEnd);
  if (into.has(name)) throw new MongoError(40431, `Duplicate document sequence: ${name}`);
  into.set(name, documents);
  return end;
}

function documentAt(message: Buffer, at: number, limit: number): Uint8Array {
  const length = at + 4 <= limit ? message.readInt32LE(at) : 0;
  if (length < 5 || at + length > limit) throw new MongoError(22, 'Document runs past the message');
  return message.subarray(at, at + length);
}

/** Frames an encoded answer for the request it belongs to. */
export function frameReply(request: { id: number; legacy: boolean }, body: Uint8Array): Buffer[] {
  const head = Buffer.alloc(request.legacy ? HEADER + 20 : HEADER + 5);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) {
    // AwaitCapable, and one document returned.
    head.writeInt32LE(8, HEADER);
    head.writeInt32LE(1, HEADER + 16);
  }
  return [head, Buffer.from(body.buffer, body.byteOffset, body.byteLength)];
}
