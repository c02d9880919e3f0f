import { Double, Int32, Long, type Timestamp } from 'bson';
import { encode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import type { Batch, Reply } from '../commands/command.js';
import type { MongoError } from '../error.js';

const OK: Value = new Double(1);
const NOT_OK: Value = new Double(0);

/** Encodes a good answer. @param time the newest change, which causally consistent sessions wait for */
export function encodeReply(reply: Reply, time: Timestamp): Uint8Array {
  const doc = new Map(reply.doc);
  doc.set('ok', OK);
  stamp(doc, time);
  const rest = encode(doc);
  return reply.batch ? withCursor(reply.batch, rest) : rest;
}

/** Encodes an error as an answer. */
export function encodeError(error: MongoError, time: Timestamp): Uint8Array {
  const doc: Doc = new Map<string, Value>([
    ['ok', NOT_OK],
    ['errmsg', error.message],
    ['code', new Int32(error.code)],
    ['codeName', error.codeName],
  ]);
  if (error.labels.length > 0) doc.set('errorLabels', [...error.labels]);
  if ('keyPattern' in error && error.keyPattern instanceof Map) doc.set('keyPattern', error.keyPattern);
  if ('keyValue' in error && error.keyValue instanceof Map) doc.set('keyValue', error.keyValue);
  if ('errInfo' in error && error.errInfo instanceof Map) doc.set('errInfo', error.errInfo);
  stamp(doc, time);
  return encode(doc);
}

/** Drivers take the newest cluster time of all answers; nothing here signs it, so the signature is empty. */
function stamp(doc: Doc, time: Timestamp): void {
  doc.set('$clusterTime', new Map([['clusterTime', time]]));
  doc.set('operationTime', time);
}

/** Puts a cursor of encoded documents in front of the other fields. */
function withCursor(batch: Batch, rest: Uint8Array): Uint8Array {
  const head = batch.extra ? encode(batch.extra) : undefined;
  const tail = encode(
    new Map<string, Value>([
      ['id', Long.fromBigInt(batch.id)],
      ['ns', batch.ns],
    ]),
  );
  const extra = head ? head.subarray(4, head.length - 1) : new Uint8Array(0);
  const array = encodeArray(batch.documents);
  const name = Buffer.from(`\x04${batch.field}\0`);
  const inner = [name, array, extra, tail.subarray(4)];
  const cursor = [int32(4 + total(inner)), ...inner];
  const parts = [Buffer.from('\x03cursor\0'), ...cursor, rest.subarray(4)];
  return Buffer.concat([int32(4 + total(parts)), ...parts]);
}

function encodeArray(documents: Uint8Array[]): Buffer {
  let size = 5;
  for (const [at, document] of documents.entries()) size += 2 + String(at).length + document.length;
  const out = Buffer.allocUnsafe(size);
  out.writeInt32LE(size, 0);
  let position = 4;
  for (const [at, document] of documents.entries()) {
    out[position] = 3;
    position += 1 + out.write(`${at}\0`, position + 1, 'latin1');
    out.set(document, position);
    position += document.length;
  }
  out[position] = 0;
  return out;
}

const total = (parts: Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value, 0);
  return bytes;
}
