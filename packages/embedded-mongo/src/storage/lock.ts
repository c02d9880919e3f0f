import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase, SQLITE, sqliteCode } from './sqlite.js';
import { StoreError } from './store-error.js';

/** The exclusive right to a data folder, held by the operating system until `release` or the end of the process. */
export interface Lock {
  /** Whether a store was completely set up in this folder before. */
  readonly used: boolean;
  /** Notes that the store is set up, so that a lost data file is later told apart from a first start. */
  markUsed(): void;
  release(): void;
}

/**
 * Takes the folder for this process.
 * SQLite's exclusive lock on a file of its own is a record lock on POSIX and a byte-range lock on Windows:
 * both end with the process, however it ends, and need no pid file.
 * @throws StoreError `in_use` when another process holds it.
 */
export function lockFolder(dir: string): Lock {
  const path = join(dir, 'store.lock');
  createPrivate(path);
  const database = openDatabase(path);
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit');
    const used = database.get('pragma user_version')?.user_version === 1;
    return { used, markUsed: () => database.exec('pragma user_version = 1'), release: () => release(database) };
  } catch (error) {
    throw refusal(error, database, dir);
  }
}

/** Unlocks first: a closed connection keeps its lock until the garbage collector has taken its last statement. */
function release(database: Database): void {
  database.exec('pragma locking_mode = normal; select count(*) from sqlite_schema');
  database.close();
}

/**
 * Makes the file when it is missing, readable by its owner only.
 * One that is there is not even opened: on POSIX, closing a file drops every lock that this process has on it.
 */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function refusal(error: unknown, database: Database, dir: string): unknown {
  database.close();
  const code = sqliteCode(error);
  if (code === SQLITE.BUSY) {
    return new StoreError(
      'in_use',
      `The data folder ${dir} is in use by another running process; stop that one first.`,
    );
  }
  if (code === SQLITE.NOTADB || code === SQLITE.CORRUPT) {
    return new StoreError(
      'damaged',
      `${join(dir, 'store.lock')} is damaged (not a lock file of the store); delete it.`,
    );
  }
  return error;
}
