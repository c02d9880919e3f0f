import { decode, decodeValue, getRaw, rawPath } from '../bson/codec.js';
import type { Collation } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { wholeOf } from '../bson/numbers.js';
import type { RawPath } from '../bson/raw.js';
import { type Doc, isArray, isDoc, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { EMPTY, keyRows } from './key-rows.js';

/** One part of a sort: a path and its direction. */
export type SortPart = { path: string; direction: 1 | -1 };

/**
 * Reads a sort document of plain directions (a find's sort, or `$sort` without `$meta`).
 * Errors: 15974 for a value that is no number (15976 for no field at all is the caller's), 15975 for one that is not ±1.
 */
export function parseSort(spec: Doc): SortPart[] {
  if (spec.size > 32) fail(13103, 'too many sort keys');
  return [...spec].map(([path, direction]) => {
    if (isDoc(direction)) refuse('sorting by $meta', path);
    if (!isNum(direction)) return fail(15974, `Illegal key in $sort specification: ${path}`);
    const whole = wholeOf(direction);
    if (whole !== 1n && whole !== -1n)
      return fail(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    checkPath(path);
    return { path, direction: whole === 1n ? 1 : -1 };
  });
}

function checkPath(path: string): void {
  if (path === '') fail(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) fail(40353, "FieldPath must not end with a '.'.");
  if (path.split('.').includes('')) fail(15998, 'FieldPath field names may not be empty strings.');
  if (path.startsWith('$') || path.includes('.$')) fail(16410, "FieldPath field names may not start with '$'.");
}

type Key = (Value | undefined)[];

/** {@link plainKeys} of a stored document, of which only these values are decoded. */
function storedKeys(bytes: Uint8Array, paths: RawPath[]): Key | undefined {
  const keys: Key = [];
  for (const path of paths) {
    const found = getRaw(bytes, path);
    if (found === 'array') return undefined;
    const value = found ? decodeValue(bytes, found.start, found.type) : null;
    if (isArray(value)) return undefined;
    keys.push(value);
  }
  return keys;
}

/** The values of plain paths; undefined when an array is met. A missing one is null. */
function plainKeys(doc: Doc, paths: string[][]): Key | undefined {
  const keys: Key = [];
  for (const parts of paths) {
    let value: Value | undefined = doc;
    for (const part of parts) {
      if (isArray(value)) return undefined;
      value = isDoc(value) ? value.get(part) : undefined;
    }
    if (isArray(value)) return undefined;
    keys.push(value === undefined ? null : value);
  }
  return keys;
}

/** One key for each element of an array that is met; `undefined` (before null) stands for an empty one. */
function arrayKeys(doc: Doc, paths: string[][]): Key[] {
  const { rows } = keyRows(doc, paths, () => fail(2, 'cannot sort with keys that are parallel arrays'));
  return rows.map((row) => row.map((part) => (part === EMPTY ? undefined : part === undefined ? null : part)));
}

/** A sort, ready to be used. */
export interface CompiledSort {
  /** The key of a document. One with an array sorts by the first element in this order. Error 2 for two different arrays. */
  keys(doc: Doc): Key;
  /** The key of a document as it is stored. */
  keysOf(bytes: Uint8Array): Key;
  /** The order of two keys. */
  compare(a: Key, b: Key): number;
}

/** Compiles a sort. Errors: those of {@link parseSort}. */
export function compileSort(spec: Doc, collation?: Collation): CompiledSort {
  const parts = parseSort(spec);
  const paths = parts.map((part) => part.path.split('.'));
  const compareKeys = (a: Key, b: Key): number => {
    for (let i = 0; i < parts.length; i++) {
      const order = compare(a[i], b[i], collation);
      if (order !== 0) return order * parts[i]!.direction;
    }
    return 0;
  };
  const least = (keys: Key[]): Key => keys.reduce((best, key) => (compareKeys(key, best) < 0 ? key : best));
  const keys = (doc: Doc): Key => plainKeys(doc, paths) ?? least(arrayKeys(doc, paths));
  const raw = parts.map((part) => rawPath(part.path));
  return { keys, keysOf: (bytes) => storedKeys(bytes, raw) ?? keys(decode(bytes)), compare: compareKeys };
}
