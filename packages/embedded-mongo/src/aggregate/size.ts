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
  ObjectId,
  type Value,
} from '../bson/value.js';
import { fail } from '../error.js';

/** The most bytes that a blocking stage may hold: `$sort`, `$group` and their like. */
export const MOST_BYTES = 100 * 1024 * 1024;

/** The most bytes of one document. */
export const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** About the bytes of a value in BSON, without its name. Cheap, for bounds only. */
export function sizeOf(value: Value | undefined): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'string') return value.length + 5;
  if (typeof value === 'boolean') return 1;
  if (value instanceof Map) return docSize(value);
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOf(item) + 4, 5);
  return scalarSize(value);
}

function docSize(doc: Doc): number {
  let size = 5;
  for (const [name, value] of doc) size += name.length + 2 + sizeOf(value);
  return size;
}

function scalarSize(value: Exclude<Value, null | string | boolean | Doc | Value[]>): number {
  if (value instanceof Int32) return 4;
  if (value instanceof Double || value instanceof Date) return 8;
  if (value instanceof ObjectId) return 12;
  if (value instanceof Decimal128) return 16;
  if (value instanceof Binary) return value.position + 5;
  if (value instanceof BSONRegExp) return value.pattern.length + 8;
  if (value instanceof Code) return value.code.toString().length + 5;
  if (value instanceof CodeWithScope) return value.code.length + docSize(value.scope) + 9;
  return value instanceof BSONSymbol ? value.value.length + 5 : 8;
}

/** Fails with 292 when a stage holds too much; nothing is written to disk, whatever `allowDiskUse` says. */
export function checkBytes(bytes: number, stage: string): void {
  if (bytes > MOST_BYTES) {
    fail(292, `Exceeded memory limit of ${MOST_BYTES} bytes for ${stage}. The embedded store does not spill to disk.`);
  }
}
