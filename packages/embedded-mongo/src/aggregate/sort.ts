import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import { compileSort } from '../query/sort-key.js';
import { checkBytes, sizeOf } from './size.js';
import type { Flow, FlowStage, StageCompiler } from './stage.js';

interface Entry {
  readonly doc: Doc;
  readonly keys: (Value | undefined)[];
  /** The order of arrival, so that equal documents keep it. */
  readonly at: number;
  readonly bytes: number;
}

/** Checks a `$sort`. Errors: 15973 no object, 15976 empty; those of single keys come from the sort itself. */
export function sortSpec(spec: Value): Doc {
  if (!(spec instanceof Map)) return fail(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) fail(15976, '$sort stage must have at least one sort key');
  return spec;
}

/** `$sort`. Error 292 beyond 100 MB. */
export const sort: StageCompiler = (spec, { env }) => sorting(sortSpec(spec), env.collation, Infinity);

/** Sorts; keeps no more than the first `most`. */
export function sorting(spec: Doc, collation: StageCollation, most: number): FlowStage {
  const order = compileSort(spec, collation);
  const compare = (a: Entry, b: Entry) => order.compare(a.keys, b.keys) || a.at - b.at;
  return {
    fields: 'pass',
    reads: [...spec.keys()].map((path) => path.split('.')[0]!),
    *run(input) {
      const entries = yield* gather(input, (doc) => order.keys(doc), compare, most);
      entries.sort(compare);
      for (const { doc } of entries.slice(0, most)) yield doc;
    },
  };
}

type StageCollation = Parameters<typeof compileSort>[1];

/** Collects the documents; with a limit, cuts back whenever twice as many are there. */
function* gather(
  input: Flow,
  keys: (doc: Doc) => (Value | undefined)[],
  compare: (a: Entry, b: Entry) => number,
  most: number,
): Generator<undefined, Entry[], void> {
  let entries: Entry[] = [];
  let bytes = 0;
  let at = 0;
  for (const doc of input) {
    if (!doc) {
      yield undefined;
      continue;
    }
    const size = sizeOf(doc);
    entries.push({ doc, keys: keys(doc), at: at++, bytes: size });
    bytes += size;
    if (entries.length >= 2 * most + 1000) {
      entries = entries.sort(compare).slice(0, most);
      bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    }
    checkBytes(bytes, '$sort');
  }
  return entries;
}
