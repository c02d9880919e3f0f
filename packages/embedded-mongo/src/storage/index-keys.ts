import type { Collation } from '../bson/collation.js';
import { encodeKey } from '../bson/keys.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { EMPTY, keyRows, type Part } from '../query/key-rows.js';
import type { Index } from './index-spec.js';
import { joined } from './ranges.js';

/** The keys under which an index lists a document, without repeats, and the fields in which arrays were met. */
export interface IndexKeys {
  keys: Uint8Array[];
  multikey: number;
}

/**
 * Computes the keys of a document: one per distinct array element where a field meets an array.
 * Fields may meet the same array (`a.b` and `a.c` over `a: [{…}]`), never two different ones.
 * @throws MongoError 171 for two arrays in one compound key, 16746 for an ambiguous number in a path
 */
export function keysOf(index: Index, doc: Doc): IndexKeys {
  if (index.partial && !index.partial.filter.matches(doc)) return { keys: [], multikey: 0 };
  const { rows, multikey } = walkAll(index, doc);
  const wanted = index.sparse ? rows.filter((row) => row.some((value) => value !== undefined)) : rows;
  return { keys: distinctKeys(index, wanted), multikey };
}

/**
 * The values that an index takes from a document, one row per element of the array they meet,
 * as `encodeKey` wants them: null for missing, `undefined` for an empty array.
 */
export function partsOf(index: Index, doc: Doc): (Value | undefined)[][] {
  return walkAll(index, doc).rows.map((row) => row.map(encodable));
}

function walkAll(index: Index, doc: Doc): { rows: Part[][]; multikey: number } {
  return keyRows(
    doc,
    index.key.map((field) => field.parts),
    (first, second) => {
      throw parallelArrays(index, first, second);
    },
  );
}

function distinctKeys(index: Index, rows: Part[][]): Uint8Array[] {
  const encode = (row: Part[]): Uint8Array => encodeKey(row.map(encodable), index.directions, index.collation);
  if (rows.length < 2) return rows.map(encode);
  const keys = new Map<string, Uint8Array>();
  for (const row of rows) {
    const key = encode(row);
    keys.set(keyText(key), key);
  }
  return [...keys.values()];
}

/** `encodeKey` takes null for a missing field and undefined for an empty array. */
function encodable(part: Part): Value | undefined {
  if (part === EMPTY) return undefined;
  return part === undefined ? null : part;
}

/**
 * The key of a document by its `_id`. With a collation several strings share one collated key,
 * so the plain key follows it and tells them apart.
 */
export function idKeyOf(id: Value, collation: Collation | undefined): Uint8Array {
  const plain = encodeKey([id], [1]);
  return collation ? joined(encodeKey([id], [1], collation), plain) : plain;
}

/** A byte key as a string, one character per byte, for use in maps and sets. */
export function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}

function parallelArrays(index: Index, first: number, second: number): MongoError {
  const names = [index.key[second]!.path, index.key[first]!.path].map((path) => path.split('.').at(-1));
  return new MongoError(171, `cannot index parallel arrays [${names[0]}] [${names[1]}]`);
}
