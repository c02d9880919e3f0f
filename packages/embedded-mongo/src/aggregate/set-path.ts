import type { Doc, Value } from '../bson/value.js';

/** The value below documents only: an array on the way ends the path. */
export function valueBelow(doc: Doc, path: readonly string[]): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of path) value = value instanceof Map ? value.get(part) : undefined;
  return value;
}

/** The document with another value at a path; `undefined` takes it away. What is no document on the way becomes one. */
export function withValueAt(doc: Doc, [name, ...rest]: readonly string[], value: Value | undefined): Doc {
  const changed = new Map(doc);
  const inner = changed.get(name!);
  if (rest.length === 0) {
    if (value === undefined) changed.delete(name!);
    else changed.set(name!, value);
  } else if (value !== undefined || inner instanceof Map) {
    changed.set(name!, withValueAt(inner instanceof Map ? inner : new Map(), rest, value));
  }
  return changed;
}
