import type { Collation } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { wholeOf } from '../bson/numbers.js';
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

/**
 * Compiles a sort into the key of a document and the order of two such keys. A document with an array sorts by its first
 * element in that order. Error 2 for two different arrays.
 */
export function compileSort(
  spec: Doc,
  collation?: Collation,
): { keys(doc: Doc): (Value | undefined)[]; compare(a: (Value | undefined)[], b: (Value | undefined)[]): number } {
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
  return { keys: (doc) => plainKeys(doc, paths) ?? least(arrayKeys(doc, paths)), compare: compareKeys };
}
