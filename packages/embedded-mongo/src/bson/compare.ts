import type { Collation } from './collation.js';
import { compareDec, decOf, decOfDouble, decToDouble, normalize } from './decimal.js';
import { compareNumbers } from './numbers.js';
import {
  type Binary,
  type BSONRegExp,
  type BSONSymbol,
  type Code,
  type CodeWithScope,
  Decimal128,
  type Doc,
  Double,
  Int32,
  type Long,
  type Num,
  type ObjectId,
  rankOf,
  type Timestamp,
  type Value,
} from './value.js';

/**
 * The full BSON order of two values (manual, "Comparison/Sort Order"): below 0, 0 or above 0.
 * `undefined` (missing) is after MinKey and before null; a sort or an index passes null for a missing field and
 * `undefined` for an empty array, which MongoDB sorts before null. Strings in nested values follow the collation too.
 */
export function compare(a: Value | undefined, b: Value | undefined, collation?: Collation): number {
  if (a === b) return 0;
  const rank = rankOf(a);
  const byRank = rank - rankOf(b);
  if (byRank !== 0) return byRank;
  return compareSameRank(rank, a as Value, b as Value, collation);
}

function compareSameRank(rank: number, a: Value, b: Value, collation: Collation | undefined): number {
  switch (rank) {
    case 10:
      return compareNumbers(a as Num, b as Num);
    case 15:
      return compareText(textOf(a), textOf(b), collation);
    case 20:
      return compareDocs(a as Doc, b as Doc, collation);
    case 25:
      return compareArrays(a as Value[], b as Value[], collation);
    case 30:
      return compareBinaries(a as Binary, b as Binary);
    case 35:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case 40:
      return Number(a) - Number(b);
    case 45:
      return (a as Date).getTime() - (b as Date).getTime();
    case 47:
      return compareTimestamps(a as Timestamp, b as Timestamp);
    case 50:
      return compareRegexes(a as BSONRegExp, b as BSONRegExp);
    case 60:
      return compareUtf8((a as Code).code, (b as Code).code);
    case 65:
      return compareScoped(a as CodeWithScope, b as CodeWithScope, collation);
  }
  return 0;
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : (value as BSONSymbol).value;
}

function compareText(a: string, b: string, collation: Collation | undefined): number {
  return collation ? collation.compare(a, b) : compareUtf8(a, b);
}

/** Compares by UTF-8 bytes (which is by code points): JS compares by UTF-16 units, where surrogates come too early. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return fixUp(x) - fixUp(y);
  }
  return a.length - b.length;
}

function fixUp(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function compareDocs(a: Doc, b: Doc, collation: Collation | undefined): number {
  const right = b.entries();
  for (const [name, value] of a) {
    const next = right.next();
    if (next.done) return 1;
    const [otherName, other] = next.value;
    const rank = rankOf(value);
    const order =
      rank - rankOf(other) ||
      compareUtf8(name, otherName) ||
      (value === other ? 0 : compareSameRank(rank, value, other, collation));
    if (order !== 0) return order;
  }
  return a.size - b.size;
}

function compareArrays(a: Value[], b: Value[], collation: Collation | undefined): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i], b[i], collation);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareBinaries(a: Binary, b: Binary): number {
  return a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(binaryBytes(a), binaryBytes(b));
}

/** The content of a binary value. */
export function binaryBytes(value: Binary): Uint8Array {
  return value.buffer.subarray(0, value.position);
}

function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return (a.high >>> 0) - (b.high >>> 0) || (a.low >>> 0) - (b.low >>> 0);
}

function compareRegexes(a: BSONRegExp, b: BSONRegExp): number {
  return compareUtf8(a.pattern, b.pattern) || compareUtf8(a.options, b.options);
}

function compareScoped(a: CodeWithScope, b: CodeWithScope, collation: Collation | undefined): number {
  return compareUtf8(a.code, b.code) || compareDocs(a.scope, b.scope, collation);
}

/** Whether two values are equal in the BSON order (1, 1.0, Long 1 and Decimal 1.00 are). */
export function equals(a: Value | undefined, b: Value | undefined, collation?: Collation): boolean {
  return compare(a, b, collation) === 0;
}

/**
 * Whether two values are the same bytes: same types, number kinds, zeros and signs. An update that leaves a field
 * identical has changed nothing.
 */
export function identical(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === null || b === null) return false;
  if (a instanceof Map) return b instanceof Map && identicalDocs(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((value, i) => identical(value, b[i]));
  if (a instanceof Double) return b instanceof Double && Object.is(a.value, b.value);
  if (a instanceof Decimal128) return b instanceof Decimal128 && Buffer.compare(a.bytes, b.bytes) === 0;
  return sameClass(a, b) && compare(a, b) === 0;
}

function sameClass(a: Value, b: Value): boolean {
  return typeof a === typeof b && Object(a).constructor === Object(b).constructor;
}

function identicalDocs(a: Doc, b: Doc): boolean {
  if (a.size !== b.size) return false;
  const right = b.entries();
  for (const [name, value] of a) {
    const [otherName, other] = right.next().value!;
    if (name !== otherName || !identical(value, other)) return false;
  }
  return true;
}

/** Stands for all texts that are equal to it. */
type TextOf = (text: string) => string;

/** A string that equal values share and different values do not. With a collation see `identities`. */
export function hashKey(value: Value | undefined, textOf?: TextOf): string {
  if (typeof value === 'string') return `s${sized(textOf ? textOf(value) : value)}`;
  if (value === undefined) return 'u';
  if (value === null) return 'z';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Map) return `{${hashDoc(value, textOf)}}`;
  if (Array.isArray(value)) return `[${value.map((element) => hashKey(element, textOf)).join('')}]`;
  if (value instanceof Date) return `d${value.getTime()};`;
  return hashObject(value, textOf);
}

function sized(text: string): string {
  return `${text.length}:${text}`;
}

function hashDoc(doc: Doc, textOf: TextOf | undefined): string {
  let key = '';
  for (const [name, value] of doc) key += sized(name) + hashKey(value, textOf);
  return key;
}

function hashObject(
  value: Exclude<Value, null | string | boolean | Doc | Value[] | Date>,
  textOf: TextOf | undefined,
): string {
  if ('scope' in value && !('_bsontype' in value)) return `C${sized(value.code)}{${hashDoc(value.scope, textOf)}}`;
  switch (value._bsontype) {
    case 'Int32':
    case 'Double':
    case 'Long':
    case 'Decimal128':
      return `n${hashNumber(value)};`;
    case 'ObjectId':
      return `o${value.toHexString()}`;
    case 'Binary':
      return `b${value.sub_type}.${sized(Buffer.from(binaryBytes(value)).toString('latin1'))}`;
    case 'Timestamp':
      return `T${value.toString()};`;
    case 'BSONRegExp':
      return `r${sized(value.pattern)}${sized(value.options)}`;
    case 'BSONSymbol':
      return hashKey(value.value, textOf);
    case 'Code':
      return `c${sized(value.code)}`;
  }
  return value._bsontype;
}

function hashNumber(value: Num): string {
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Double) return String(value.value === 0 ? 0 : value.value);
  return value instanceof Decimal128 ? hashDecimal(value) : hashLong(value);
}

function hashLong(value: Long): string {
  const near = value.toNumber();
  if (Number.isSafeInteger(near) || BigInt(near) === value.toBigInt()) return String(near);
  return `x${hashDigits(value.toBigInt() < 0n, (value.toBigInt() < 0n ? -1n : 1n) * value.toBigInt(), 0)}`;
}

function hashDigits(negative: boolean, coefficient: bigint, exponent: number): string {
  const normal = normalize({ kind: 'finite', negative, coefficient, exponent });
  return `${normal.negative ? '-' : ''}${normal.coefficient}e${normal.exponent}`;
}

function hashDecimal(value: Decimal128): string {
  const dec = decOf(value);
  const near = decToDouble(dec);
  if (dec.kind !== 'finite' || compareDec(decOfDouble(near), dec) === 0) return String(near === 0 ? 0 : near);
  return `x${hashDigits(dec.negative, dec.coefficient, dec.exponent)}`;
}
