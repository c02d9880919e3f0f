import { MongoError } from '../error.js';
import { type Database, SQLITE, sqliteCode } from './sqlite.js';

/**
 * Group commit. Writes share one SQLite transaction and one COMMIT, which comes in the turn of the event loop in which
 * the first answer waits for it; answers that depend on it leave after it. So all commands of one turn share it, and a
 * command of many writes, which runs in slices, needs one and not one for each slice.
 */
export interface Batch {
  /** Opens the transaction when there is none. */
  begin(): void;
  /** Commits at once, for a snapshot that must see everything acknowledged. */
  flush(): void;
  /** Calls back after the open batch has been committed (or failed); at once when none is open. */
  settled(callback: (error: MongoError | undefined) => void): void;
  /** Undoes the open batch; all its answers become this error. */
  fail(error: unknown): MongoError;
  /** The error for which a batch was last undone. A command that sees another one at its end has lost what it did. */
  lastFailure(): MongoError | undefined;
}

/** What the rest of the engine does around a commit. */
export interface BatchHooks {
  before(): void;
  committed(): void;
  rolledBack(): void;
}

/** How long a batch stays open when no answer waits for it, in milliseconds: what it holds is not on disk. */
const LONGEST = 50;

export function createBatch(database: Database, hooks: BatchHooks): Batch {
  let waiting: ((error: MongoError | undefined) => void)[] = [];
  let open = false;
  let timer: NodeJS.Timeout | undefined;
  let lastFailure: MongoError | undefined;

  const settle = (error: MongoError | undefined): void => {
    const callbacks = waiting;
    waiting = [];
    open = false;
    clearTimeout(timer);
    for (const callback of callbacks) callback(error);
  };
  const undo = (cause: unknown): MongoError => {
    const error = storageError(cause);
    if (!open) return error;
    lastFailure = error;
    rollBack(database);
    hooks.rolledBack();
    settle(error);
    return error;
  };
  const commit = (): void => {
    if (!open) return;
    try {
      hooks.before();
      database.exec('commit');
    } catch (cause) {
      undo(cause);
      return;
    }
    hooks.committed();
    settle(undefined);
  };
  return {
    begin() {
      if (open) return;
      database.exec('begin immediate');
      open = true;
      timer = setTimeout(commit, LONGEST);
    },
    flush: commit,
    settled(callback) {
      if (!open) {
        callback(undefined);
        return;
      }
      if (waiting.length === 0) setImmediate(commit);
      waiting.push(callback);
    },
    fail: undo,
    lastFailure: () => lastFailure,
  };
}

function rollBack(database: Database): void {
  try {
    database.exec('rollback');
  } catch (error) {
    // A full disk or a failing one has already rolled back; SQLite then says that there is nothing to undo.
    if (!(error instanceof Error) || !error.message.includes('no transaction is active')) throw error;
  }
}

/** Every command finds its tables in the catalog first, so one that is not there was dropped since. */
const DROPPED = /^no such table: [dx]\d+$/;

/** The MongoDB error for what SQLite reported. */
export function storageError(cause: unknown): MongoError {
  if (cause instanceof MongoError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (DROPPED.test(text)) return new MongoError(175, 'The collection or its index was dropped while the command ran.');
  const code = sqliteCode(cause);
  if (code === SQLITE.FULL) return new MongoError(14031, 'The disk of the data folder is full; nothing was written.');
  if (code === SQLITE.CORRUPT || code === SQLITE.NOTADB) {
    return new MongoError(8, `The store file is damaged (${text}); stop and restore a back-up.`);
  }
  if (code !== undefined) return new MongoError(8, `The store could not read or write its file: ${text}`);
  return new MongoError(1, `Internal error: ${text}`);
}
