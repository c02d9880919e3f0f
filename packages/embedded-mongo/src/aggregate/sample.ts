import { toDouble } from '../bson/numbers.js';
import { type Doc, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { checkBytes, sizeOf } from './size.js';
import type { StageCompiler } from './stage.js';

function sizeOption(spec: Value): number {
  if (!(spec instanceof Map)) return fail(28745, 'the $sample stage specification must be an object');
  for (const key of spec.keys()) if (key !== 'size') fail(28748, `unrecognized option to $sample: ${key}`);
  const size = spec.get('size');
  if (size === undefined) return fail(28749, '$sample stage must specify a size');
  if (!isNum(size)) return fail(28746, 'size argument to $sample must be a number');
  const count = Math.trunc(toDouble(size));
  return count > 0 ? count : fail(28747, 'size argument to $sample must be a positive integer');
}

/** `$sample`: so many documents, each with the same chance, in random order. */
export const sample: StageCompiler = (spec) => {
  const size = sizeOption(spec);
  return {
    fields: 'pass',
    *run(input) {
      const chosen: Doc[] = [];
      let seen = 0;
      let bytes = 0;
      for (const doc of input) {
        if (!doc) {
          yield undefined;
          continue;
        }
        bytes += offer(chosen, doc, size, ++seen);
        checkBytes(bytes, '$sample');
      }
      yield* shuffled(chosen);
    },
  };
};

/** Reservoir sampling: the n-th document takes a place with the chance size/n. The change in bytes. */
function offer(chosen: Doc[], doc: Doc, size: number, seen: number): number {
  const place = seen <= size ? seen - 1 : Math.floor(Math.random() * seen);
  if (place >= size) return 0;
  const change = sizeOf(doc) - sizeOf(chosen[place]);
  chosen[place] = doc;
  return change;
}

function shuffled(docs: Doc[]): Doc[] {
  for (let at = docs.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [docs[at], docs[other]] = [docs[other]!, docs[at]!];
  }
  return docs;
}
