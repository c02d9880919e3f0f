import type { Collation } from './collation.js';
import { binaryBytes } from './compare.js';
import { compareDec, decOfDouble, decToDouble, type FiniteDec, finite, normalize } from './decimal.js';
import { toDec, toDouble } from './numbers.js';
import {
  type Binary,
  type BSONRegExp,
  type Code,
  type CodeWithScope,
  type Doc,
  Double,
  Int32,
  Long,
  type Num,
  type ObjectId,
  rankOf,
  type Timestamp,
  type Value,
} from './value.js';

/**
 * Keys for an index: bytes whose order is the order of `compare`, and which are equal when the values are.
 * Each part is prefix-free, so a key of fewer parts is a prefix for a range scan.
 * - A part is the rank of the type, then the value.
 * - A number is the largest double that is not above its magnitude, then 00 (it is that double) or 01 and its 34 digits.
 * - Text is UTF-8 with 00 → 01 01 and 01 → 01 02, ended by 00. With a collation it is the collation's key, which keeps
 *   equality and not order (see `Collation.key`).
 * - Descending parts are inverted.
 * Pass null for a missing field and `undefined` for an empty array.
 */
export function encodeKey(values: (Value | undefined)[], directions: (1 | -1)[], collation?: Collation): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const start = out.length;
    writeValue(out, values[i], collation);
    if (directions[i] === -1) invert(out, start);
  }
  return Uint8Array.from(out);
}

/** The least key that is above every key beginning with `prefix`; `undefined` when there is none (all bytes FF). */
export function successor(prefix: Uint8Array): Uint8Array | undefined {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return undefined;
  const next = prefix.slice(0, end);
  next[end - 1]!++;
  return next;
}

/** The prefix of all keys whose first value has the given type rank, in the given direction. */
export function rankPrefix(rank: number, direction: 1 | -1): Uint8Array {
  return Uint8Array.of(direction === 1 ? rank : rank ^ 0xff);
}

function invert(out: number[], start: number): void {
  for (let i = start; i < out.length; i++) out[i] = out[i]! ^ 0xff;
}

type Write = (out: number[], value: Value, collation: Collation | undefined) => void;

/** How the values of each type rank are written; the others are told by their rank alone. */
const writers = new Map<number, Write>([
  [10, (out, value) => writeNumber(out, value as Num)],
  [15, (out, value, collation) => writeString(out, typeof value === 'string' ? value : String(value), collation)],
  [20, (out, value, collation) => writeDoc(out, value as Doc, collation)],
  [25, (out, value, collation) => writeArray(out, value as Value[], collation)],
  [30, (out, value) => writeBinary(out, value as Binary)],
  [35, (out, value) => out.push(...(value as ObjectId).id)],
  [40, (out, value) => out.push(value === true ? 1 : 0)],
  [45, (out, value) => writeDouble(out, (value as Date).getTime())],
  [47, (out, value) => writeTimestamp(out, value as Timestamp)],
  [50, (out, value) => writeRegex(out, value as BSONRegExp)],
  [60, (out, value) => writeText(out, (value as Code).code)],
  [65, (out, value, collation) => writeScoped(out, value as CodeWithScope, collation)],
]);

function writeValue(out: number[], value: Value | undefined, collation: Collation | undefined): void {
  const rank = rankOf(value);
  out.push(rank);
  if (value !== undefined) writers.get(rank)?.(out, value, collation);
}

function writeArray(out: number[], array: Value[], collation: Collation | undefined): void {
  for (const element of array) writeValue(out, element, collation);
  out.push(0);
}

function writeTimestamp(out: number[], value: Timestamp): void {
  writeUint32(out, value.high);
  writeUint32(out, value.low);
}

function writeRegex(out: number[], value: BSONRegExp): void {
  writeText(out, value.pattern);
  writeText(out, value.options);
}

function writeScoped(out: number[], value: CodeWithScope, collation: Collation | undefined): void {
  writeText(out, value.code);
  writeDoc(out, value.scope, collation);
}

function writeUint32(out: number[], value: number): void {
  out.push((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function writeString(out: number[], text: string, collation: Collation | undefined): void {
  if (collation) writeEscaped(out, collation.key(text));
  else writeText(out, text);
}

function writeText(out: number[], text: string): void {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) {
      writeEscaped(out, Buffer.from(text.slice(i)));
      return;
    }
    if (unit < 2) out.push(1, unit + 1);
    else out.push(unit);
  }
  out.push(0);
}

function writeEscaped(out: number[], bytes: Uint8Array): void {
  for (const byte of bytes) {
    if (byte < 2) out.push(1, byte + 1);
    else out.push(byte);
  }
  out.push(0);
}

/** Field by field: type, name, value, as documents compare. A rank is never 0, so 0 ends the document. */
function writeDoc(out: number[], doc: Doc, collation: Collation | undefined): void {
  for (const [name, value] of doc) {
    out.push(rankOf(value));
    writeText(out, name);
    writeValue(out, value, collation);
  }
  out.push(0);
}

function writeBinary(out: number[], value: Binary): void {
  writeUint32(out, value.length());
  out.push(value.sub_type);
  for (const byte of binaryBytes(value)) out.push(byte);
}

const scratch = new DataView(new ArrayBuffer(8));

function writeDouble(out: number[], value: number): void {
  scratch.setFloat64(0, value === 0 ? 0 : value);
  const mask = value < 0 ? 0xff : 0;
  out.push(scratch.getUint8(0) ^ (mask || 0x80));
  for (let i = 1; i < 8; i++) out.push(scratch.getUint8(i) ^ mask);
}

function writeNumber(out: number[], value: Num): void {
  const exact = value instanceof Int32 || value instanceof Double ? value.value : exactDouble(value);
  if (exact === undefined) writeDec(out, toDec(value) as FiniteDec);
  else writeExact(out, exact);
}

/** The double that a long or decimal equals, if there is one. */
function exactDouble(value: Num): number | undefined {
  const near = toDouble(value);
  if (value instanceof Long && Number.isSafeInteger(near)) return near;
  return compareDec(decOfDouble(near), toDec(value)) === 0 ? near : undefined;
}

function writeExact(out: number[], value: number): void {
  if (Number.isNaN(value)) {
    for (let i = 0; i < 9; i++) out.push(0);
    return;
  }
  writeDouble(out, value);
  // What follows is inverted for negative numbers, since a larger magnitude comes earlier there.
  out.push(value < 0 ? 0xff : 0);
}

function writeDec(out: number[], dec: FiniteDec): void {
  const magnitude = finite(false, dec.coefficient, dec.exponent);
  const start = out.length;
  writeDouble(out, doubleBelow(magnitude));
  out.push(1);
  writeDigits(out, magnitude);
  if (dec.negative) invert(out, start);
}

/** The largest double whose value is not above a positive decimal. */
function doubleBelow(magnitude: FiniteDec): number {
  const near = decToDouble(magnitude);
  if (near === Infinity) return Number.MAX_VALUE;
  if (near === 0 || compareDec(decOfDouble(near), magnitude) <= 0) return near;
  scratch.setFloat64(0, near);
  scratch.setBigUint64(0, scratch.getBigUint64(0) - 1n);
  return scratch.getFloat64(0);
}

/** The place of the first digit, then 34 digits two a byte. */
function writeDigits(out: number[], magnitude: FiniteDec): void {
  const normal = normalize(magnitude);
  const digits = normal.coefficient.toString();
  const place = digits.length + normal.exponent + 8192;
  out.push(place >> 8, place & 255);
  const padded = digits.padEnd(34, '0');
  for (let i = 0; i < 34; i += 2) out.push(Number(padded.slice(i, i + 2)));
}

/** The order of two keys. */
export function compareKeys(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
