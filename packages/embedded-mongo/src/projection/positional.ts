import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';

/** Keeps of the first array on a path only the element that the filter matched. Error 51246 when none did. */
export function applyPositional(doc: Doc, path: string[], index: number | undefined): Doc {
  if (index === undefined) {
    return fail(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  }
  return below(doc, path, index) as Doc;
}

function below(value: Value, path: string[], index: number): Value {
  if (isArray(value)) return value.slice(index, index + 1);
  const [name, ...rest] = path;
  const child = isDoc(value) && name !== undefined ? value.get(name) : undefined;
  return child === undefined ? value : new Map(value as Doc).set(name!, below(child, rest, index));
}
