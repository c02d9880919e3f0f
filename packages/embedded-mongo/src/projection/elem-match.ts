import { type Doc, isArray, type Value } from '../bson/value.js';
import { compileFilter } from '../query/filter.js';
import type { QueryEnv } from '../query/node.js';

/** An `$elemMatch` of a projection: the field, and the index of the element to show. */
export type ElemMatch = { field: string; find(array: Value[]): number };

/** Compiles the condition, which is that of the query operator. */
export function compileElemMatch(field: string, condition: Doc, env: QueryEnv): ElemMatch {
  const filter = compileFilter(new Map([['array', new Map([['$elemMatch', condition]])]]), env);
  return { field, find: (array) => filter.positions(new Map([['array', array]])) ?? -1 };
}

/** Shows the first element that matches; without one, or when the field is no array, the field is left out. */
export function applyElemMatch(result: Doc, doc: Doc, { field, find }: ElemMatch): Doc {
  const array = doc.get(field);
  const index = isArray(array) ? find(array) : -1;
  const changed = new Map(result);
  if (isArray(array) && index >= 0) changed.set(field, [array[index]!]);
  else changed.delete(field);
  return changed;
}
