import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from './catalog.js';
import type { Index } from './index-spec.js';

/** Error 11000, with the index and the values that met. */
export class DuplicateKey extends MongoError {
  constructor(
    text: string,
    readonly keyPattern: Doc,
    readonly keyValue: Doc,
  ) {
    super(11000, text);
  }
}

/** The error for a document whose key in a unique index belongs to another. */
export function duplicateKey(collection: Collection, index: Index, values: Value[]): DuplicateKey {
  const keyValue: Doc = new Map(index.key.map((field, at) => [field.path, values[at] ?? null]));
  const text = [...keyValue].map(([path, value]) => `${path}: ${shown(value)}`).join(', ');
  const where = `${collection.db}.${collection.name} index: ${index.name}`;
  return new DuplicateKey(
    `E11000 duplicate key error collection: ${where} dup key: { ${text} }`,
    index.spec.get('key') as Doc,
    keyValue,
  );
}

/** A value as MongoDB's shell writes it, for messages. */
export function shown(value: Value | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(shown).join(', ')} ]`;
  if (value instanceof Map) {
    return value.size === 0 ? '{}' : `{ ${[...value].map(([name, item]) => `${name}: ${shown(item)}`).join(', ')} }`;
  }
  if (value instanceof Double) return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (value instanceof Int32 || value instanceof Long) return value.toString();
  if (value instanceof Decimal128) return `Decimal128('${value.toString()}')`;
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Timestamp) return `Timestamp(${value.getHighBitsUnsigned()}, ${value.getLowBitsUnsigned()})`;
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`;
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  return value.constructor.name;
}
