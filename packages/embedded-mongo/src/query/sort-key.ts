import type { Collation } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { wholeOf } from '../bson/numbers.js';
import { indexOf } from '../bson/path.js';
import { type Doc, isArray, isDoc, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { refuse } from '../refused.js';

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

/**
 * The value by which a document sorts in one part: null when missing; of an array the least element (descending: the
 * greatest), `undefined` (before null) when it is empty.
 */
export function sortValue(doc: Doc, part: SortPart, collation?: Collation): Value | undefined {
  const values = new Set<Value | undefined>();
  collect(doc, part.path.split('.'), 0, values);
  let best: Value | undefined;
  let first = true;
  for (const value of values) {
    if (first || compare(value, best, collation) * part.direction < 0) best = value;
    first = false;
  }
  return best;
}

type Values = Set<Value | undefined>;

function collect(value: Value | undefined, parts: string[], at: number, into: Values): void {
  if (at === parts.length) collectLeaf(value, into);
  else if (isDoc(value)) collect(value.get(parts[at]!), parts, at + 1, into);
  else if (isArray(value)) collectArray(value, parts, at, into);
  else into.add(null);
}

function collectLeaf(value: Value | undefined, into: Values): void {
  if (!isArray(value)) into.add(value === undefined ? null : value);
  else if (value.length === 0) into.add(undefined);
  else for (const element of value) into.add(element);
}

function collectArray(array: Value[], parts: string[], at: number, into: Values): void {
  const index = indexOf(parts[at]!);
  if (index !== undefined && (index < array.length || !array.some(isDoc))) {
    collect(array[index], parts, at + 1, into);
    return;
  }
  if (array.length === 0) into.add(null);
  for (const element of array) collect(isDoc(element) ? element : undefined, parts, at, into);
}

/** Compiles a sort into the keys of a document and the order of two such lists of keys. */
export function compileSort(
  spec: Doc,
  collation?: Collation,
): { keys(doc: Doc): (Value | undefined)[]; compare(a: (Value | undefined)[], b: (Value | undefined)[]): number } {
  const parts = parseSort(spec);
  return {
    keys: (doc) => parts.map((part) => sortValue(doc, part, collation)),
    compare: (a, b) => {
      for (let i = 0; i < parts.length; i++) {
        const order = compare(a[i], b[i], collation);
        if (order !== 0) return order * parts[i]!.direction;
      }
      return 0;
    },
  };
}
