import type { Doc, Value } from '../bson/value.js';
import type { Collection } from './catalog.js';
import type { Engine, Steps, View } from './engine.js';
import { filterOf } from './environment.js';
import type { Index } from './index-spec.js';
import { select } from './select.js';
import { removeDocument } from './writer.js';

/**
 * Deletes documents whose date in a TTL index is too long ago; of an array the earliest date counts.
 * Runs in slices, so that clients are served in between.
 */
export function* expireDocuments(engine: Engine, now: Date): Steps<number> {
  let removed = 0;
  for (const collection of [...engine.catalog.all()]) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds !== undefined) removed += yield* expireByIndex(engine, collection, index, now);
    }
  }
  return removed;
}

function* expireByIndex(engine: Engine, collection: Collection, index: Index, now: Date): Steps<number> {
  const view: View = { database: engine.database, transaction: undefined };
  const edge = new Date(now.getTime() - (index.expireAfterSeconds ?? 0) * 1000);
  const conditions: Value[] = [new Map([[index.key[0]!.path, new Map([['$lte', edge]])]])];
  if (index.partial) conditions.push(index.partial.spec);
  const filter: Doc = new Map([['$and', conditions]]);
  const { collation } = index;
  const expired = filterOf(filter, { now, collation });
  const selection = { filter: expired, collation, through: index };
  let removed = 0;
  for (const row of select(view, collection, selection)) {
    if (!row) yield undefined;
    else if (yield* removeDocument(engine, view, collection, row.row, ({ doc }) => expired.matches(doc))) removed += 1;
    if (removed % 64 === 63) yield undefined;
  }
  return removed;
}
