import { compilePipeline } from '../aggregate/pipeline.js';
import type { Documents, Flow, PipelineEnv, Selection } from '../aggregate/stage.js';
import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/value.js';
import { compileSort } from '../query/sort-key.js';

/** Collections that live in memory only, for tests of pipelines without storage. */
export type Collections = Readonly<Record<string, readonly Doc[]>>;

/** Applies a selection to documents, as the storage does, only slowly. */
export function select(docs: readonly Doc[], selection: Selection, collation?: Collation): Doc[] {
  const { filter, sort, skip = 0, limit, filterAfter } = selection;
  const found = filter ? docs.filter((doc) => filter.matches(doc)) : [...docs];
  if (sort) {
    const order = compileSort(sort, collation);
    found.sort((a, b) => order.compare(order.keys(a), order.keys(b)));
  }
  const left = found.slice(skip, limit === undefined ? undefined : skip + limit);
  return filterAfter ? left.filter((doc) => filterAfter.matches(doc)) : left;
}

/** The environment of a pipeline over collections in memory. */
export function memoryEnv(collections: Collections, more: Partial<PipelineEnv> = {}): PipelineEnv {
  return {
    now: new Date(),
    db: 'test',
    collection: 'c',
    scan: (name, selection) => paused(select(collections[name] ?? [], selection, more.collation)),
    ...more,
  };
}

/** With moments of pause between the documents, as the storage has them. */
function* paused(docs: readonly Doc[]): Documents {
  for (const doc of docs) {
    yield undefined;
    yield doc;
  }
}

/** Runs a pipeline over the collection `c`. */
export function aggregate(stages: Value[], collections: Collections, more: Partial<PipelineEnv> = {}): Doc[] {
  const env = memoryEnv(collections, more);
  const pipeline = compilePipeline(stages, env);
  const input: Flow =
    pipeline.source || env.collection === undefined ? [] : env.scan(env.collection, pipeline.selection);
  const results: Doc[] = [];
  for (const doc of pipeline.run(input)) if (doc) results.push(doc);
  return results;
}
