import { indexOf } from '../bson/path.js';
import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';

/** Stands for an empty array at the end of a path, which has a key of its own. */
export const EMPTY = Symbol('empty array');

/** What a field of a key holds: a value, nothing (`undefined`), or an empty array. */
export type Part = Value | undefined | typeof EMPTY;

/** Where the walk along one field's path stands: at a value, with this much of the path still to go. */
interface Position {
  value: Part;
  parts: string[];
  at: number;
}

/** Called for two fields that meet different arrays, with their numbers. */
type Parallel = (first: number, second: number) => never;

/**
 * The keys of a document by the paths of an index or a sort: one row per element of the array that the paths meet.
 * Paths may meet the same array (`a.b` and `a.c` over `a: [{…}]`), never two different ones.
 * `multikey` has one bit per path that met an array.
 * Error 16746 where a number in a path names both an element of an array and a field of one of its documents.
 */
export function keyRows(doc: Doc, paths: string[][], parallel: Parallel): { rows: Part[][]; multikey: number } {
  const start = paths.map((parts) => ({ value: doc as Value, parts, at: 0 }));
  const rows: Part[][] = [];
  return { rows, multikey: expand(start, rows, parallel) };
}

/** Walks every field to its value or its first array, then once more per element of that array. */
function expand(start: Position[], rows: Part[][], parallel: Parallel): number {
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
    if (positions[field]!.value !== array) parallel(first, field);
    fields |= 1 << field;
  }
  // An empty array is one key: the array itself where the path ends in it, else a missing value.
  const elements = array.length > 0 ? array : [undefined];
  for (const element of elements) {
    const next = positions.map((position, field) => (stopped[field] ? enter(position, element, array) : position));
    fields |= expand(next, rows, parallel);
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
  const index = indexOf(part);
  if (index !== undefined) {
    const isName = array.some((item) => item instanceof Map && item.has(part));
    if (isName && index < array.length) ambiguous(part);
    if (!isName) return walk({ value: array[index], parts, at: at + 1 });
  }
  if (!(element instanceof Map)) return { value: undefined, parts, at: done };
  return walk({ value: element, parts, at });
}

function ambiguous(part: string): never {
  const why = 'do not use numeric field names in embedded elements in an array';
  fail(16746, `Ambiguous field name found in array (${why}), field: '${part}'`);
}
