import { chmodSync, closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { openDatabase } from './sqlite.js';
import { StoreError } from './store-error.js';

/**
 * Writes a compact copy of a store that may be running, as it is at this moment, and flushes it to disk.
 * @throws StoreError `unwritable` when the target exists or cannot be written
 */
export function backupStore(from: string, to: string): void {
  if (existsSync(to))
    throw new StoreError('unwritable', `${to} is there already; choose another name for the back-up.`);
  const database = openDatabase(from);
  try {
    database.exec('pragma busy_timeout = 5000');
    database.run('vacuum into ?', to);
  } catch (error) {
    rmSync(to, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('unwritable', `The back-up ${to} could not be written (${reason}).`);
  } finally {
    database.close();
  }
  chmodSync(to, 0o600);
  for (const path of [to, dirname(to)]) flush(path);
}

function flush(path: string): void {
  // A folder cannot be opened for flushing on Windows, which keeps its entries safe by itself.
  if (process.platform === 'win32' && !existsSync(path)) return;
  const file = openSync(path, 'r');
  if (process.platform !== 'win32') fsyncSync(file);
  closeSync(file);
}
