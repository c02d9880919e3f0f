import { fail, refuse } from '../error.js';
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

export { getRaw, rawPath } from './raw.js';

/** The deepest nesting of a document, as MongoDB has it. */
export const maxDepth = 180;

const maxDateMs = 8.64e15;
const doubles = new DataView(new ArrayBuffer(8));

class Reader {
  at = 0;
  constructor(readonly bytes: Buffer) {}

  int32(): number {
    const { bytes, at } = this;
    if (at + 4 > bytes.length) fail(22, 'BSON ends within a number');
    this.at = at + 4;
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }

  double(): number {
    const { bytes, at } = this;
    if (at + 8 > bytes.length) fail(22, 'BSON ends within a number');
    this.at = at + 8;
    return bytes.readDoubleLE(at);
  }

  cstring(): string {
    const { bytes, at } = this;
    // Most names are a few ASCII letters, for which a loop beats the call of the decoder.
    let text = '';
    for (let i = at; i < at + 24; i++) {
      const byte = bytes[i];
      if (byte === undefined || byte > 127) break;
      if (byte === 0) {
        this.at = i + 1;
        return text;
      }
      text += String.fromCharCode(byte);
    }
    const end = bytes.indexOf(0, at);
    if (end < 0) fail(22, 'BSON ends within a field name');
    this.at = end + 1;
    return this.utf8(at, end);
  }

  string(): string {
    const length = this.int32();
    const start = this.at;
    const end = start + length - 1;
    if (length < 1 || end >= this.bytes.length || this.bytes[end] !== 0)
      fail(22, 'BSON has a string of a wrong length');
    this.at = end + 1;
    return this.utf8(start, end);
  }

  private utf8(start: number, end: number): string {
    const text = this.bytes.toString('utf8', start, end);
    if (text.includes('\ufffd') && !Buffer.from(text).equals(this.bytes.subarray(start, end))) {
      fail(22, 'BSON has text that is no valid UTF-8');
    }
    return text;
  }

  take(length: number): Buffer {
    const { at } = this;
    if (length < 0 || at + length > this.bytes.length) fail(22, 'BSON ends within a value');
    this.at = at + length;
    return this.bytes.subarray(at, at + length);
  }

  /** Reads the length in front of a document and answers where its content ends. */
  end(): number {
    const start = this.at;
    const length = this.int32();
    if (length < 5 || start + length > this.bytes.length) fail(22, 'BSON has a document of a wrong length');
    return start + length - 1;
  }

  close(end: number): void {
    if (this.at !== end || this.bytes[end] !== 0) fail(22, 'BSON has a document that ends at the wrong place');
    this.at = end + 1;
  }
}

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
      return refuse('BSON undefined (a deprecated type)');
    case 12:
      return refuse('BSON DBPointer (a deprecated type)');
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
  if (Math.abs(ms) > maxDateMs) refuse('A date more than 8.64e15 milliseconds from 1970');
  return new Date(ms);
}

class Writer {
  bytes = Buffer.allocUnsafe(65536);
  at = 0;

  room(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  int32(value: number): void {
    this.room(4);
    this.at = this.bytes.writeInt32LE(value | 0, this.at);
  }

  double(value: number): void {
    this.room(8);
    doubles.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.bytes[this.at++] = doubles.getUint8(i);
  }

  cstring(text: string): void {
    if (text.includes('\0')) fail(22, 'A field name must not contain a null byte');
    this.text(text);
    this.byte(0);
  }

  string(text: string): void {
    const start = this.at;
    this.int32(0);
    this.text(text);
    this.byte(0);
    this.bytes.writeInt32LE(this.at - start - 4, start);
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  private text(text: string): void {
    this.room(text.length * 3);
    if (text.length > 24) {
      this.at += this.bytes.write(text, this.at);
      return;
    }
    const start = this.at;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        this.at = start + this.bytes.write(text, start);
        return;
      }
      this.bytes[this.at++] = unit;
    }
  }
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
