import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { Reader } from './reader.js';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  CodeWithScope,
  Decimal128,
  type Doc,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  type Value,
} from './value.js';
import { Writer } from './writer.js';

export { getRaw, rawPath } from './raw.js';

/** The deepest nesting of a message and what is in it, as MongoDB has it. */
export const maxDepth = 200;

const maxDateMs = 8.64e15;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Decodes one BSON document. Binary values are copied, so the answer does not hold the bytes.
 * Errors: 22 InvalidBSON for damaged bytes, 238 for the types undefined and DBPointer and dates outside ±8.64e15 ms.
 */
export function decode(bytes: Uint8Array): Doc {
  const reader = new Reader(asBuffer(bytes));
  const doc = readDoc(reader, 0);
  if (reader.at !== bytes.length) fail(22, 'BSON has bytes after the document');
  return doc;
}

/** Decodes the one value of `type` that begins at `at`. */
export function decodeValue(bytes: Uint8Array, at: number, type: number): Value {
  const reader = new Reader(asBuffer(bytes));
  reader.at = at;
  return readValue(reader, type, 0);
}

function readDoc(reader: Reader, depth: number): Doc {
  if (depth > maxDepth) fail(15, `BSON is nested deeper than ${maxDepth} levels`);
  const end = reader.end();
  const doc: Doc = new Map();
  while (reader.at < end) {
    const type = reader.bytes[reader.at++]!;
    const name = reader.cstring();
    doc.set(name, readValue(reader, type, depth));
  }
  reader.close(end);
  return doc;
}

function readArray(reader: Reader, depth: number): Value[] {
  if (depth > maxDepth) fail(15, `BSON is nested deeper than ${maxDepth} levels`);
  const end = reader.end();
  const array: Value[] = [];
  while (reader.at < end) {
    const type = reader.bytes[reader.at++]!;
    while (reader.bytes[reader.at] !== 0) {
      if (++reader.at > end) fail(22, 'BSON ends within a field name');
    }
    reader.at++;
    array.push(readValue(reader, type, depth));
  }
  reader.close(end);
  return array;
}

function readValue(reader: Reader, type: number, depth: number): Value {
  switch (type) {
    case 1:
      return new Double(reader.double());
    case 2:
      return reader.string();
    case 3:
      return readDoc(reader, depth + 1);
    case 4:
      return readArray(reader, depth + 1);
    case 5:
      return readBinary(reader);
    case 7:
      return new ObjectId(Uint8Array.from(reader.take(12)));
    case 8:
      return reader.take(1)[0] === 1;
    case 9:
      return readDate(reader);
    case 10:
      return null;
    case 11:
      return readRegex(reader);
    case 16:
      return new Int32(reader.int32());
    case 18:
      return Long.fromBits(reader.int32(), reader.int32());
    case 19:
      return new Decimal128(Uint8Array.from(reader.take(16)));
  }
  return readRareValue(reader, type, depth);
}

function readRareValue(reader: Reader, type: number, depth: number): Value {
  switch (type) {
    case 13:
      return new Code(reader.string());
    case 14:
      return new BSONSymbol(reader.string());
    case 15:
      reader.int32();
      return new CodeWithScope(reader.string(), readDoc(reader, depth + 1));
    case 17: {
      const i = reader.int32() >>> 0;
      return new Timestamp({ t: reader.int32() >>> 0, i });
    }
    case 127:
      return new MaxKey();
    case 255:
      return new MinKey();
    case 6:
      return refuse('BSON undefined');
    case 12:
      return refuse('BSON DBPointer');
  }
  return fail(22, `BSON has the unknown type ${type}`);
}

function readBinary(reader: Reader): Binary {
  const length = reader.int32();
  const subtype = reader.take(1)[0]!;
  // Subtype 2 repeats the length inside; Binary keeps the content only.
  if (subtype !== 2) return new Binary(Uint8Array.from(reader.take(length)), subtype);
  const inner = reader.int32();
  if (inner !== length - 4) fail(22, 'BSON has a binary value of a wrong length');
  return new Binary(Uint8Array.from(reader.take(inner)), subtype);
}

function readRegex(reader: Reader): BSONRegExp {
  const pattern = reader.cstring();
  const options = reader.cstring();
  if (/[^ilmsux]/.test(options)) fail(51108, `invalid flag in regex options: ${options}`);
  return new BSONRegExp(pattern, options);
}

function readDate(reader: Reader): Date {
  const low = reader.int32() >>> 0;
  const ms = reader.int32() * 4294967296 + low;
  if (Math.abs(ms) > maxDateMs) refuse('a date outside the years -271821 to 275760');
  return new Date(ms);
}

const shared = new Writer();

/** Encodes a document. Errors: 22 for a null byte in a name, 15 for nesting over `maxDepth`. */
export function encode(doc: Doc): Uint8Array {
  shared.at = 0;
  writeDoc(shared, doc, 0);
  const bytes = Uint8Array.prototype.slice.call(shared.bytes, 0, shared.at);
  if (shared.bytes.length > 4194304) shared.bytes = Buffer.allocUnsafe(65536);
  return bytes;
}

function writeDoc(writer: Writer, doc: Doc, depth: number): void {
  if (depth > maxDepth) fail(15, `BSON is nested deeper than ${maxDepth} levels`);
  const start = writer.at;
  writer.int32(0);
  for (const [name, value] of doc) writeElement(writer, name, value, depth);
  writer.byte(0);
  writer.bytes.writeInt32LE(writer.at - start, start);
}

function writeArray(writer: Writer, array: Value[], depth: number): void {
  if (depth > maxDepth) fail(15, `BSON is nested deeper than ${maxDepth} levels`);
  const start = writer.at;
  writer.int32(0);
  for (let i = 0; i < array.length; i++) writeElement(writer, String(i), array[i]!, depth);
  writer.byte(0);
  writer.bytes.writeInt32LE(writer.at - start, start);
}

function writeElement(writer: Writer, name: string, value: Value, depth: number): void {
  const typeAt = writer.at;
  writer.byte(0);
  writer.cstring(name);
  const type = writeValue(writer, value, depth);
  writer.bytes[typeAt] = type;
}

function writeValue(writer: Writer, value: Value, depth: number): number {
  if (typeof value === 'string') {
    writer.string(value);
    return 2;
  }
  if (typeof value === 'boolean') {
    writer.byte(value ? 1 : 0);
    return 8;
  }
  if (value === null) return 10;
  if (value instanceof Map) {
    writeDoc(writer, value, depth + 1);
    return 3;
  }
  if (Array.isArray(value)) {
    writeArray(writer, value, depth + 1);
    return 4;
  }
  if (value instanceof Date) {
    writeDate(writer, value);
    return 9;
  }
  return writeObject(writer, value, depth);
}

function writeDate(writer: Writer, value: Date): void {
  const ms = value.getTime();
  const high = Math.floor(ms / 4294967296);
  writer.int32(ms - high * 4294967296);
  writer.int32(high);
}

type BsonObject = Exclude<Value, null | string | boolean | Date | Doc | Value[]>;

function writeObject(writer: Writer, value: BsonObject, depth: number): number {
  if (value instanceof CodeWithScope) return writeCodeWithScope(writer, value, depth);
  switch (value._bsontype) {
    case 'Int32':
      writer.int32(value.value);
      return 16;
    case 'Double':
      writer.double(value.value);
      return 1;
    case 'Long':
      writer.int32(value.low);
      writer.int32(value.high);
      return 18;
    case 'Decimal128':
      writer.raw(value.bytes);
      return 19;
    case 'ObjectId':
      writer.raw(value.id);
      return 7;
    case 'Timestamp':
      writer.int32(value.low);
      writer.int32(value.high);
      return 17;
    case 'BSONRegExp':
      writer.cstring(value.pattern);
      writer.cstring(value.options);
      return 11;
    case 'Binary':
      return writeBinary(writer, value);
    case 'Code':
      writer.string(value.code);
      return 13;
    case 'BSONSymbol':
      writer.string(value.value);
      return 14;
    case 'MinKey':
      return 255;
    case 'MaxKey':
      return 127;
  }
}

function writeBinary(writer: Writer, value: Binary): number {
  const bytes = value.value();
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  writer.int32(content.length + (value.sub_type === 2 ? 4 : 0));
  writer.byte(value.sub_type);
  if (value.sub_type === 2) writer.int32(content.length);
  writer.raw(content);
  return 5;
}

function writeCodeWithScope(writer: Writer, value: CodeWithScope, depth: number): number {
  const start = writer.at;
  writer.int32(0);
  writer.string(value.code);
  writeDoc(writer, value.scope, depth + 1);
  writer.bytes.writeInt32LE(writer.at - start, start);
  return 15;
}
