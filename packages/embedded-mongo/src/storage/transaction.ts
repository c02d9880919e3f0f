import { MongoError } from '../error.js';
import type { Collection } from './catalog.js';
import type { Change } from './change-log.js';
import type { Engine } from './engine.js';
import { openReader } from './schema.js';
import type { Database } from './sqlite.js';

/** What a transaction has made of one document; no bytes when it deleted it. */
export interface Entry {
  row: number;
  idKey: Uint8Array;
  bytes: Uint8Array | undefined;
}

/** A transaction's own changes to one collection. New documents have negative row numbers. */
export interface Overlay {
  byRow: Map<number, Entry>;
  byId: Map<string, Entry>;
  /** The unique keys of the documents in this overlay, with the row that has them. */
  unique: Map<string, number>;
}

/** An open transaction: a snapshot to read from and its changes, which the file gets at commit. */
export interface Transaction {
  readonly lsid: string;
  readonly txn: number;
  readonly snapshot: number;
  readonly reader: Database;
  readonly overlays: Map<number, Overlay>;
  readonly changes: Change[];
  readonly held: Set<string>;
  readonly startedAt: number;
  readonly ended: Promise<void>;
  /** Settles `ended`. */
  readonly settle: () => void;
  bytes: number;
  nextRow: number;
}

/** How many bytes a transaction may change. */
const TRANSACTION_BYTES = 64 * 1024 * 1024;

/** Snapshot connections that are open but not in use. */
const idle = new WeakMap<Engine, Database[]>();
const MOST_IDLE = 16;

/** Starts a transaction: takes a snapshot of everything acknowledged. */
export function beginTransaction(engine: Engine, lsid: string, txn: number): Transaction {
  const reader = idle.get(engine)?.pop() ?? openReader(engine.database.path);
  // SQLite takes the snapshot at the first read. What an open batch holds is not acknowledged and not in it.
  reader.exec('begin');
  reader.get('select 1 from sqlite_schema limit 1');
  let settle = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const transaction: Transaction = {
    lsid,
    txn,
    snapshot: engine.claims.committed(),
    reader,
    overlays: new Map(),
    changes: [],
    held: new Set(),
    startedAt: Date.now(),
    ended,
    settle,
    bytes: 0,
    nextRow: -1,
  };
  engine.transactions.add(transaction);
  return transaction;
}

/** Lets go of the snapshot and of all claims; whoever waits for them goes on. */
export function endTransaction(engine: Engine, transaction: Transaction): void {
  if (!engine.transactions.delete(transaction)) return;
  transaction.reader.exec('commit');
  const readers = idle.get(engine) ?? [];
  idle.set(engine, readers);
  if (readers.length < MOST_IDLE) readers.push(transaction.reader);
  else transaction.reader.close();
  engine.claims.release(transaction);
  transaction.settle();
}

/** Closes the connections that wait for the next transaction. */
export function closeReaders(engine: Engine): void {
  for (const reader of idle.get(engine) ?? []) reader.close();
  idle.delete(engine);
}

/** The overlay of a collection, made at its first change. */
export function overlayOf(transaction: Transaction, collection: Collection): Overlay {
  let overlay = transaction.overlays.get(collection.id);
  if (!overlay) {
    overlay = { byRow: new Map(), byId: new Map(), unique: new Map() };
    transaction.overlays.set(collection.id, overlay);
  }
  return overlay;
}

/** Takes a claim. @throws MongoError 112, which drivers answer by repeating the whole transaction */
export function claim(engine: Engine, transaction: Transaction, key: string): void {
  if (!engine.claims.take(key, transaction)) throw writeConflict();
}

/** Counts changed bytes. @throws MongoError 257 over the limit */
export function countBytes(transaction: Transaction, bytes: number): void {
  transaction.bytes += bytes;
  if (transaction.bytes > TRANSACTION_BYTES) {
    throw new MongoError(257, `Total size of all transaction operations must be less than ${TRANSACTION_BYTES} bytes.`);
  }
}

export function writeConflict(): MongoError {
  const text =
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.';
  return new MongoError(112, text, ['TransientTransactionError']);
}
