import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/value.js';
import { compileExpression } from '../expression/expression.js';
import type { Projection } from '../projection/projection.js';
import type { Filter } from '../query/filter.js';
import type { Collection } from '../storage/catalog.js';
import { timestampOf } from '../storage/clock.js';
import type { Steps } from '../storage/engine.js';
import { filterOf, type Surroundings } from '../storage/environment.js';
import type { Rows } from '../storage/scan.js';
import type { CursorSource } from '../wire/cursors.js';
import type { Call, Reply } from './command.js';

/** The collation that a command uses: its own, else the collection's. */
export function collationFor(
  given: { order: Collation | undefined } | undefined,
  collection: Collection | undefined,
): Collation | undefined {
  return given ? given.order : collection?.collation;
}

/** What filters and expressions of a command see: its moment, its collation and its `let` variables. */
export function surroundings(call: Call, collation: Collation | undefined, variables: Doc | undefined): Surroundings {
  const clusterTime = timestampOf(call.engine.log.last());
  const fixed = { now: call.now, collation, clusterTime };
  const vars = new Map<string, Value>();
  for (const [name, expression] of variables ?? []) {
    const value = compileExpression(expression, fixed)(new Map());
    if (value !== undefined) vars.set(name, value);
  }
  return { ...fixed, vars };
}

/** Compiles the filter of a command. */
export function compiledFilter(filter: Doc | undefined, around: Surroundings): Filter {
  return filterOf(filter ?? new Map(), around);
}

/** The bytes that a cursor hands out for the rows of a selection. */
export function* projected(rows: Rows, project: Projection | undefined): Generator<Uint8Array | undefined, void, void> {
  for (const row of rows) yield row && (project?.ofBytes(row.bytes) ?? row.bytes);
}

/** What is special about a cursor. */
interface CursorKind {
  /** Ends with its first batch. */
  single?: boolean;
  /** May stay idle for longer than ten minutes. */
  keep?: boolean;
  /** Is a change stream. */
  stream?: boolean;
}

/**
 * Answers with the first batch of a cursor and keeps the cursor open when there is more to come.
 */
export function* openCursor(
  call: Call,
  ns: string,
  source: CursorSource,
  size: number,
  { single = false, keep = false, stream = false }: CursorKind = {},
): Steps<Reply> {
  const first = yield* source(size, 0);
  const { documents, extra } = first;
  if (first.finished || single) return { doc: new Map(), batch: { field: 'firstBatch', ns, id: 0n, documents, extra } };
  const { session, view } = call;
  const cursor = call.server.cursors.open({ ns, source, lsid: session?.key, txn: view.transaction?.txn, keep, stream });
  return { doc: new Map(), batch: { field: 'firstBatch', ns, id: cursor.id, documents, extra } };
}
