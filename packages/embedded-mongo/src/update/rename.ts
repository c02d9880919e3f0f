import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { findContainer, makeContainer, putChild, readChild, removeChild } from './update-path.js';

/** `$rename`: moves a field. A missing one is left alone; error 28 for a path that cannot be, 2 for one through an array. */
export function renameField(doc: Doc, from: string[], to: string[]): void {
  const source = findContainer(doc, from, true);
  const name = from[from.length - 1]!;
  const value = source && readChild(source, name);
  if (!source || value === undefined) return;
  noArrayOn(doc, from, 'source');
  noArrayOn(doc, to, 'destination');
  putChild(makeContainer(doc, to), to[to.length - 1]!, value, to[to.length - 2] ?? '');
  removeChild(source, name);
}

function noArrayOn(doc: Doc, parts: string[], which: string): void {
  let value: Value | undefined = doc;
  for (const part of parts.slice(0, -1)) {
    value = isDoc(value) ? value.get(part) : undefined;
    if (isArray(value))
      fail(
        2,
        `The ${which} field cannot be an array element, '${parts.join('.')}' has an array field called '${part}'`,
      );
  }
}
