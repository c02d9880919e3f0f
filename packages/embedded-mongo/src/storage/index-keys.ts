import type { Collation } from '../bson/collation.js';
import { encodeKey } from '../bson/keys.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Index } from './index-spec.js';
import { joined } from './ranges.js';

/** The keys under which an index lists a document, without repeats, and the fields in which arrays were met. */
export interface IndexKeys {
  keys: Uint8Array[];
  multikey: number;
}

/** Stands for an empty array at the end of a path, which has a key of its own. */
const EMPTY = Symbol('empty array');

/** What a key field holds: a value, nothing (`undefined`), or an empty array. */
type Part = Value | undefined | typeof EMPTY;

/** Where the walk along one field's path stands: at a value, with this much of the path still to go. */
interface Position {
  value: Part;
  parts: string[];
  at: number;
}

/**
 * Computes the keys of a document: one per distinct array element where a field meets an array.
 * Fields may meet the same array (`a.b` and `a.c` over `a: [{…}]`), never two different ones.
 * @throws MongoError 171 for two arrays in one compound key
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
  const start = index.key.map((field) => ({ value: doc as Value, parts: field.parts, at: 0 }));
  const rows: Part[][] = [];
  return { rows, multikey: expand(index, start, rows) };
}

/** Walks every field to its value or its first array, then once more per element of that array. */
function expand(index: Index, start: Position[], rows: Part[][]): number {
  const positions = start.map(walk);
  const stopped = positions.map((position) => Array.isArray(position.value) && !isEnd(position));
  const first = stopped.indexOf(true);
  if (first < 0) {
    rows.push(positions.map((position) => position.value));
    return 0;
  }
  const array = positions[first]!.value as Value[];
  let fields = 0;
  for (const [field, isStopped] of stopped.entries()) {
    if (!isStopped) continue;
    if (positions[field]!.value !== array) throw parallelArrays(index, first, field);
    fields |= 1 << field;
  }
  // An empty array is one key: the array itself where the path ends in it, else a missing value.
  const elements = array.length > 0 ? array : [undefined];
  for (const element of elements) {
    const next = positions.map((position, field) => (stopped[field] ? enter(position, element, array) : position));
    fields |= expand(index, next, rows);
  }
  return fields;
}

/** A position whose value is final, whatever it is. */
const isEnd = (position: Position): boolean => position.at > position.parts.length;

function walk(position: Position): Position {
  let { value, at } = position;
  if (isEnd(position)) return position;
  while (at < position.parts.length && value instanceof Map) {
    value = value.get(position.parts[at]!);
    at += 1;
  }
  if (Array.isArray(value)) return { value, parts: position.parts, at };
  // A scalar before the end of the path has no such field.
  if (at < position.parts.length) value = undefined;
  return { value, parts: position.parts, at: position.parts.length + 1 };
}

function enter(position: Position, element: Value | undefined, array: Value[]): Position {
  const { parts, at } = position;
  const done = parts.length + 1;
  if (at === parts.length) return { value: element === undefined ? EMPTY : element, parts, at: done };
  const part = parts[at]!;
  if (/^\d+$/.test(part) && !array.some((item) => item instanceof Map && item.has(part))) {
    return walk({ value: array[Number(part)], parts, at: at + 1 });
  }
  if (!(element instanceof Map)) return { value: undefined, parts, at: done };
  return walk({ value: element, parts, at });
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
