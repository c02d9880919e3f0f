import type { Doc } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from '../storage/catalog.js';
import type { Engine } from '../storage/engine.js';

/** Makes a collection at once, in the open batch, also from within a transaction. @throws MongoError 48 or 73 */
export function createCollection(engine: Engine, db: string, name: string, options: Doc): Collection {
  if (name.startsWith('system.')) throw new MongoError(73, `Invalid system namespace: ${db}.${name}`);
  return inBatch(engine, () => {
    const since = engine.claims.next();
    return engine.catalog.create(db, name, options, since);
  });
}

/** Runs changes to the catalog in the open batch; what SQLite cannot do undoes the batch. */
export function inBatch<T>(engine: Engine, work: () => T): T {
  try {
    engine.batch.begin();
    return work();
  } catch (error) {
    if (error instanceof Error && 'codeName' in error) throw error;
    throw engine.batch.fail(error);
  }
}
