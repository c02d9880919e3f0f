import { decoderOf } from '../aggregate/needed-fields.js';
import { compilePipeline, type Flow, type Pipeline, type PipelineEnv, type Selection } from '../aggregate/pipeline.js';
import { encode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { refuse } from '../refused.js';
import type { Steps } from '../storage/engine.js';
import { filterOf, type Surroundings } from '../storage/environment.js';
import { select } from '../storage/select.js';
import { sourceOf } from '../wire/cursors.js';
import { openChangeStream } from './change-stream.js';
import type { Call, Command, Reply } from './command.js';
import { FIRST_BATCH } from './find.js';
import {
  anything,
  checkCollectionName,
  collation,
  count,
  doc,
  docs,
  flag,
  type Options,
  readOptions,
} from './options.js';
import { carryOut } from './output.js';
import { collationFor, openCursor, surroundings } from './read.js';
import { collStats, indexStats } from './stats.js';
import { writeOptions } from './write.js';

export const aggregateOptions = {
  aggregate: anything,
  pipeline: docs,
  cursor: doc,
  explain: flag,
  allowDiskUse: flag,
  collation,
  hint: anything,
  let: doc,
  ...writeOptions,
};

type AggregateOptions = Options<typeof aggregateOptions>;

export const aggregate: Command = {
  name: 'aggregate',
  readsOnly: (body) => !writesOut(body.get('pipeline')),
  transactional: true,
  *run(call): Steps<Reply> {
    const options = readOptions('aggregate', call.body, aggregateOptions);
    const { pipeline: stages, cursor } = options;
    if (!stages) throw new MongoError(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
    if (options.explain) refuse('explain as an option of aggregate');
    if (!cursor)
      throw new MongoError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
    const { batchSize = FIRST_BATCH } = readOptions('aggregate.cursor', new Map([['', null], ...cursor]), {
      batchSize: count,
    });
    const name = collectionOf(options.aggregate ?? null);
    const ns = `${call.db}.${name ?? '$cmd.aggregate'}`;
    if (stages[0]?.has('$changeStream'))
      return yield* openChangeStream(call, name, stages, batchSize, options.collation?.order);
    const { pipeline, around } = compileAggregate(call, name, stages, options);
    const results = pipelineResults(call, name, pipeline, around, options.hint);
    if (pipeline.output) {
      yield* carryOut(call, pipeline.output, results);
      return { doc: new Map(), batch: { field: 'firstBatch', ns, id: 0n, documents: [] } };
    }
    return yield* openCursor(call, ns, sourceOf(encoded(results)), batchSize);
  },
};

function writesOut(pipeline: Value | undefined): boolean {
  const last = Array.isArray(pipeline) ? pipeline.at(-1) : undefined;
  return last instanceof Map && (last.has('$out') || last.has('$merge'));
}

/** The collection of an aggregate, or undefined for `aggregate: 1`. */
export function collectionOf(target: Value): string | undefined {
  if (typeof target !== 'string') return undefined;
  checkCollectionName(target);
  return target;
}

/** Compiles the stages of an aggregate command with all that they read. */
export function compileAggregate(
  call: Call,
  name: string | undefined,
  stages: Doc[],
  options: AggregateOptions,
): { pipeline: Pipeline; around: Surroundings } {
  const collection = name === undefined ? undefined : call.engine.catalog.find(call.db, name);
  const around = surroundings(call, collationFor(options.collation, collection), options.let);
  const env: PipelineEnv = {
    now: call.now,
    clusterTime: around.clusterTime,
    collation: around.collation,
    vars: around.vars,
    db: call.db,
    collection: name,
    scan: (from, selection) => flow(call, from, selection, around),
    collStats: (spec) => collStats(call, name ?? '', spec),
    indexStats: () => indexStats(call, name ?? ''),
  };
  return { pipeline: compilePipeline(stages, env), around };
}

/** The documents that come out at the end of a pipeline. */
export function pipelineResults(
  call: Call,
  name: string | undefined,
  pipeline: Pipeline,
  around: Surroundings,
  hint: Value | undefined,
): Flow {
  if (pipeline.source || name === undefined) return pipeline.run([]);
  return pipeline.run(flow(call, name, pipeline.selection, around, hint));
}

function* flow(
  call: Call,
  name: string,
  selection: Selection,
  around: Surroundings,
  hint?: Value,
): Generator<Doc | undefined, void, void> {
  const collection = call.engine.catalog.find(call.db, name);
  if (!collection) return;
  const filter = selection.filter ?? filterOf(new Map(), around);
  const decoded = decoderOf(selection.fields);
  for (const row of select(call.view, collection, { ...selection, filter, collation: around.collation, hint })) {
    yield row && decoded(row.bytes);
  }
}

function* encoded(results: Flow): Generator<Uint8Array | undefined, void, void> {
  for (const result of results) yield result && encode(result);
}
