import type { Batch } from './batch.js';
import type { Catalog, Collection } from './catalog.js';
import type { ChangeLog } from './change-log.js';
import type { Claims } from './claims.js';
import type { Database } from './sqlite.js';
import type { Transaction } from './transaction.js';

/**
 * Work that may stop in between: it yields nothing to let other clients have a turn,
 * or a promise for what it has to wait for.
 */
export type Steps<T> = Generator<Promise<void> | undefined, T, void>;

/** The parts of one running store that its commands work with. */
export interface Engine {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly batch: Batch;
  readonly claims: Claims;
  readonly log: ChangeLog;
  /** The transactions that hold a snapshot now. */
  readonly transactions: Set<Transaction>;
}

/** Through what a command reads: the newest state, or a transaction's snapshot and its own changes. */
export interface View {
  readonly database: Database;
  readonly transaction: Transaction | undefined;
}

/** A stored document: its row number (negative when only a transaction knows it) and its bytes. */
export interface Row {
  row: number;
  bytes: Uint8Array;
}

/** Whether the table of a collection or index of this age exists in what the view sees. */
export function isVisible(view: View, made: { since: number }): boolean {
  return !view.transaction || made.since <= view.transaction.snapshot;
}

/** The document of a row, or undefined when it is gone. */
export function fetchRow(view: View, collection: Collection, row: number): Uint8Array | undefined {
  const entry = view.transaction?.overlays.get(collection.id)?.byRow.get(row);
  if (entry) return entry.bytes;
  if (row < 0) return undefined;
  return view.database.get(`select doc from d${collection.id} where r = ?`, row)?.doc as Uint8Array | undefined;
}
