import type { Doc } from '../bson/value.js';
import { compileProjection, type Projection } from '../projection/projection.js';
import type { Filter } from '../query/filter.js';
import type { Collection } from '../storage/catalog.js';
import type { Steps } from '../storage/engine.js';
import { queryEnv, type Surroundings } from '../storage/environment.js';
import { select } from '../storage/select.js';
import { sourceOf } from '../wire/cursors.js';
import type { Call, Command, Reply } from './command.js';
import {
  anything,
  collation,
  collectionName,
  count,
  docOrNull,
  flag,
  integer,
  type Options,
  only,
  readOptions,
} from './options.js';
import { collationFor, compiledFilter, openCursor, projected, surroundings } from './read.js';

/** Documents in the first batch when the client does not say (manual, `find`). */
export const FIRST_BATCH = 101;

export const findOptions = {
  find: anything,
  filter: docOrNull,
  sort: docOrNull,
  projection: docOrNull,
  hint: anything,
  skip: count,
  limit: integer,
  batchSize: count,
  singleBatch: flag,
  let: docOrNull,
  collation,
  noCursorTimeout: flag,
  // Memory is bounded instead of spilled to disk; see SORT_BYTES.
  allowDiskUse: flag,
  allowPartialResults: flag,
  tailable: only([false], 'a tailable cursor'),
  awaitData: only([false], 'a tailable cursor'),
  oplogReplay: only([false], 'oplogReplay'),
  returnKey: only([false], 'returnKey'),
  showRecordId: only([false], 'showRecordId'),
  min: only([], 'min or max of an index'),
  max: only([], 'min or max of an index'),
};

export const find: Command = {
  name: 'find',
  readsOnly: true,
  transactional: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, 'find');
    const options = readOptions('find', call.body, findOptions);
    const limit = Math.abs(options.limit ?? 0);
    const single = options.singleBatch === true || (options.limit ?? 0) < 0;
    const documents = findDocuments(call, call.engine.catalog.find(call.db, name), options, limit);
    const size = options.batchSize ?? FIRST_BATCH;
    return yield* openCursor(call, `${call.db}.${name}`, sourceOf(documents, limit || undefined), size, {
      single,
      keep: options.noCursorTimeout,
    });
  },
};

type FindOptions = Options<typeof findOptions>;

function findDocuments(
  call: Call,
  collection: Collection | undefined,
  options: FindOptions,
  limit: number,
): Generator<Uint8Array | undefined, void, void> {
  const order = collationFor(options.collation, collection);
  const around = surroundings(call, order, options.let);
  const filter = compiledFilter(options.filter, around);
  const project = projection(options.projection, filter, around);
  if (!collection) return projected(nothing(), undefined);
  const { sort, skip, hint } = options;
  return projected(select(call.view, collection, { filter, collation: order, sort, skip, limit, hint }), project);
}

function* nothing(): Generator<undefined, void, void> {}

/** Compiles a projection; an empty one leaves documents as they are. */
export function projection(spec: Doc | undefined, filter: Filter, around: Surroundings): Projection | undefined {
  return spec && spec.size > 0 ? compileProjection(spec, filter, queryEnv(around)) : undefined;
}
