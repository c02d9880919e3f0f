import { EJSON } from 'bson';
import { fail } from '../error.js';
import { decode, encode } from './codec.js';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
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

/**
 * Turns JS literals into engine values, as the driver writes them: an integer within 32 bits is an Int32, any other
 * number a Double, a bigint a Long, a RegExp a BSONRegExp, an object a Doc, `undefined` in an array null.
 */
export function fromPlain(value: unknown): Value {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isInteger(value) && value === (value | 0) && !Object.is(value, -0)
        ? new Int32(value)
        : new Double(value);
    case 'bigint':
      return Long.fromBigInt(value);
    case 'undefined':
      return null;
    case 'object':
      return fromObject(value);
  }
  return fail(2, `A ${typeof value} is no BSON value`);
}

function fromObject(value: object | null): Value {
  if (value === null || value instanceof Date || value instanceof Map) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (value instanceof RegExp) return new BSONRegExp(value.source, value.flags.replace(/[^imsx]/g, ''));
  if ('_bsontype' in value) return value as Value;
  return docOf(value);
}

/** `fromPlain` for a document. A field that is `undefined` is left out. */
export function docOf(value: object): Doc {
  if (value instanceof Map) return value;
  const doc: Doc = new Map();
  for (const [name, field] of Object.entries(value)) if (field !== undefined) doc.set(name, fromPlain(field));
  return doc;
}

const ejsonTypes: Record<string, (content: never) => Value> = {
  $numberInt: (text: string) => new Int32(text),
  $numberLong: (text: string) => Long.fromString(text),
  $numberDouble: (text: string) => new Double(Number(text)),
  $numberDecimal: (text: string) => new Decimal128(text),
  $oid: (hex: string) => new ObjectId(hex),
  $date: (date: string | { $numberLong: string }) =>
    new Date(typeof date === 'string' ? date : Number(date.$numberLong)),
  $binary: ({ base64, subType }: { base64: string; subType: string }) =>
    new Binary(Buffer.from(base64, 'base64'), Number.parseInt(subType, 16)),
  $timestamp: (parts: { t: number; i: number }) => new Timestamp(parts),
  $regularExpression: ({ pattern, options }: { pattern: string; options: string }) => new BSONRegExp(pattern, options),
  $code: (code: string) => new Code(code),
  $symbol: (text: string) => new BSONSymbol(text),
  $minKey: () => new MinKey(),
  $maxKey: () => new MaxKey(),
};

/**
 * Turns parsed canonical EJSON into values. Other than the `EJSON` of `bson` it leaves the operators `$regex`, `$options`
 * and `$type` as they are written.
 */
export function fromEjson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromEjson);
  if (typeof json !== 'object' || json === null) return fromPlain(json);
  const [first] = Object.entries(json);
  const read =
    first && Object.keys(json).length === 1 && Object.hasOwn(ejsonTypes, first[0]) ? ejsonTypes[first[0]] : undefined;
  if (read && first) return read(first[1] as never);
  return new Map(Object.entries(json).map(([name, field]) => [name, fromEjson(field)]));
}

/** Reads canonical EJSON text of a document. */
export function docFromEjson(text: string): Doc {
  return fromEjson(JSON.parse(text)) as Doc;
}

/** Canonical EJSON of a value, for messages and tests. */
export function toEjson(value: Value | undefined): string {
  if (value === undefined) return 'missing';
  const doc = decode(encode(new Map([['v', value]])));
  return plainJson(doc.get('v')!);
}

function plainJson(value: Value): string {
  if (value instanceof Map) {
    return `{${[...value].map(([name, field]) => `${JSON.stringify(name)}:${plainJson(field)}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(plainJson).join(',')}]`;
  return EJSON.stringify(value, { relaxed: false });
}
