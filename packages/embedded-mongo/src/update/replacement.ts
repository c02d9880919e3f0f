import type { Doc } from '../bson/value.js';
import { fail } from '../error.js';

/** A replacement: all of the old document goes but its `_id`. Error 52 for a top-level name that begins with `$`. */
export function replacementOf(replacement: Doc): (doc: Doc) => Doc {
  for (const name of replacement.keys()) {
    if (name.startsWith('$')) {
      fail(
        52,
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document.`,
      );
    }
  }
  return (doc) => {
    const id = doc.get('_id');
    return id === undefined || replacement.has('_id') ? replacement : new Map([['_id', id], ...replacement]);
  };
}
