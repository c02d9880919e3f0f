import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StoreError } from './store-error.js';

/** Makes the data folder, for its owner alone. @throws StoreError `unwritable` */
export function prepareFolder(dir: string): string {
  const path = resolve(dir);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('unwritable', `The data folder ${path} cannot be used (${reason}); check its rights.`);
  }
}

/** Where drivers reach a store: the address to listen on, and what has to be removed afterwards. */
export interface SocketPlace {
  path: string;
  remove(): void;
}

/** The longest path that every system takes for a socket; Linux has 108 bytes, macOS 104. */
const LONGEST = 100;

/** Chooses the socket of a data folder: inside it, or in a short private folder when its path is too long. */
export function socketPlace(dir: string): SocketPlace {
  if (process.platform === 'win32') {
    // Drivers take a host for a pipe or socket only when it ends so.
    return { path: `\\\\.\\pipe\\embedded-mongo-${randomBytes(8).toString('hex')}.sock`, remove: () => undefined };
  }
  const path = join(dir, 'db.sock');
  if (Buffer.byteLength(path) <= LONGEST) return removable(path, path);
  const short = mkdtempSync(join(tmpdir(), 'em-'));
  return removable(join(short, 'db.sock'), short);
}

/** A socket file that a killed process left behind is in the way of the next; the folder's lock says that it is dead. */
function removable(path: string, whole: string): SocketPlace {
  rmSync(path, { force: true });
  return { path, remove: () => rmSync(whole, { force: true, recursive: true }) };
}
