import { EJSON } from 'bson';
import { fail } from '../error.js';
import { decode, encode } from './codec.js';
import { BSONRegExp, type Doc, Double, Int32, Long, type Value } from './value.js';

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
  const doc: Doc = new Map();
  for (const [name, field] of Object.entries(value)) if (field !== undefined) doc.set(name, fromPlain(field));
  return doc;
}

/** Reads canonical or relaxed EJSON text of a document. */
export function docFromEjson(text: string): Doc {
  return docOf(EJSON.parse(text, { relaxed: false }));
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
