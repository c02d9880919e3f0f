import { createBatch } from './batch.js';
import { openCatalog } from './catalog.js';
import { openChangeLog } from './change-log.js';
import { createClaims } from './claims.js';
import type { Engine } from './engine.js';
import type { Database } from './sqlite.js';
import { closeReaders, endTransaction } from './transaction.js';

/** What others do when a batch ends. */
export interface EngineHooks {
  /** Writes that belong to the open batch and were put off. */
  beforeCommit(): void;
  rolledBack(): void;
}

/** Puts the parts of an engine together over an open store. */
export function openEngine(database: Database, hooks: EngineHooks): Engine {
  const catalog = openCatalog(database);
  const claims = createClaims();
  const log = openChangeLog(database);
  const transactions: Engine['transactions'] = new Set();
  const batch = createBatch(database, {
    before: hooks.beforeCommit,
    committed() {
      claims.commit(transactions.size === 0);
      log.commit();
    },
    rolledBack() {
      catalog.reload();
      log.rolledBack();
      hooks.rolledBack();
    },
  });
  return { database, catalog, batch, claims, log, transactions };
}

/** Commits what is open and lets go of the file. */
export function closeEngine(engine: Engine): void {
  engine.batch.flush();
  for (const transaction of [...engine.transactions]) endTransaction(engine, transaction);
  closeReaders(engine);
  engine.database.exec('pragma wal_checkpoint(truncate)');
  engine.database.close();
}
