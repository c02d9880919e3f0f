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

type Order = (a: Entry, b: Entry) => number;

/** So many are sorted at once, within a few milliseconds; the sorted runs are merged as they are read. */
const RUN = 5000;

/** Checks a `$sort`. Errors: 15973 no object, 15976 empty; those of single keys come from the sort itself. */
export function sortSpec(spec: Value): Doc {
  if (!(spec instanceof Map)) return fail(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) fail(15976, '$sort stage must have at least one sort key');
  return spec;
}

/** `$sort`. Error 292 beyond 100 MB. */
export const sort: StageCompiler = (spec, { env }) => sorting(sortSpec(spec), env.collation, Infinity);

/** Sorts; keeps no more than the first `most`. */
export function sorting(spec: Doc, collation: Parameters<typeof compileSort>[1], most: number): FlowStage {
  const { keys, compare } = compileSort(spec, collation);
  const order: Order = (a, b) => compare(a.keys, b.keys) || a.at - b.at;
  return {
    fields: 'pass',
    reads: [...spec.keys()].map((path) => path.split('.')[0]!),
    *run(input) {
      const runs = yield* gather(input, keys, order, most);
      let left = most;
      for (const { doc } of merged(runs, order)) {
        if (left-- <= 0) return;
        yield doc;
      }
    },
  };
}

/** Collects the documents in sorted runs; with a small limit in one, which is cut back whenever it has grown. */
function* gather(
  input: Flow,
  keys: (doc: Doc) => (Value | undefined)[],
  order: Order,
  most: number,
): Generator<undefined, Entry[][], void> {
  const runs: Entry[][] = [];
  const few = most < RUN / 2;
  let run: Entry[] = [];
  let bytes = 0;
  let at = 0;
  for (const doc of input) {
    if (!doc) {
      yield undefined;
      continue;
    }
    const entry = { doc, keys: keys(doc), at: at++, bytes: sizeOf(doc) };
    run.push(entry);
    bytes += entry.bytes;
    if (run.length >= RUN) {
      run.sort(order);
      if (few) {
        run = run.slice(0, most);
        bytes = run.reduce((sum, kept) => sum + kept.bytes, 0);
      } else {
        runs.push(run);
        run = [];
      }
      yield undefined;
    }
    checkBytes(bytes, '$sort');
  }
  return [...runs, run.sort(order)];
}

/** The entries of sorted runs in order. */
function* merged(runs: readonly Entry[][], order: Order): Generator<Entry, void, void> {
  const [first, second] = runs;
  if (!second) {
    yield* first ?? [];
    return;
  }
  const middle = runs.length >> 1;
  const left = merged(runs.slice(0, middle), order);
  const right = merged(runs.slice(middle), order);
  let [a, b] = [left.next().value, right.next().value];
  while (a || b) {
    if (a && (!b || order(a, b) <= 0)) {
      yield a;
      a = left.next().value;
    } else if (b) {
      yield b;
      b = right.next().value;
    }
  }
}
