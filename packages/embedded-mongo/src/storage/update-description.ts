import { Int32 } from 'bson';
import { identical } from '../bson/compare.js';
import type { Doc, Value } from '../bson/value.js';

interface Difference {
  updatedFields: Doc;
  removedFields: Value[];
  truncatedArrays: Value[];
}

/** What an update has changed, in the form of a change event's `updateDescription`. */
export function updateDescription(before: Doc, after: Doc): Doc {
  const difference: Difference = { updatedFields: new Map(), removedFields: [], truncatedArrays: [] };
  compareDocs(before, after, '', difference);
  return new Map(Object.entries(difference));
}

function compareDocs(before: Doc, after: Doc, prefix: string, into: Difference): void {
  for (const name of before.keys()) if (!after.has(name)) into.removedFields.push(prefix + name);
  for (const [name, value] of after) compareValues(before.get(name), value, prefix + name, into);
}

function compareValues(before: Value | undefined, after: Value, path: string, into: Difference): void {
  if (before instanceof Map && after instanceof Map) compareDocs(before, after, `${path}.`, into);
  else if (Array.isArray(before) && Array.isArray(after) && before.length > 0) compareArrays(before, after, path, into);
  else if (!identical(before, after)) into.updatedFields.set(path, after);
}

/** Element by element while that is shorter than the whole array, which is what MongoDB then tells. */
function compareArrays(before: Value[], after: Value[], path: string, into: Difference): void {
  const changed = after.filter((value, at) => !identical(before[at], value)).length;
  if (changed * 2 > after.length) {
    into.updatedFields.set(path, after);
    return;
  }
  for (const [at, value] of after.entries()) compareValues(before[at], value, `${path}.${at}`, into);
  if (after.length < before.length) {
    const cut: Doc = new Map<string, Value>([
      ['field', path],
      ['newSize', new Int32(after.length)],
    ]);
    into.truncatedArrays.push(cut);
  }
}
