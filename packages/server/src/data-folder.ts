import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartError } from './config.js';

const minBytes = 32;

/** Makes the folder (0700) if need be. @throws StartError when nothing can be written there */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    await chmod(folder, 0o700);
  } catch (error) {
    throw new StartError(`The data folder ${folder} cannot be used: ${reasonOf(error)}.`);
  }
}

/** With its parents. Node's own way never ends below a folder in which nothing can be made, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  const make = () => mkdir(folder, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const isThere = codeOf(error) === 'EEXIST' && (await stat(folder)).isDirectory();
    if (isThere) return;
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await make();
  }
}

/** The secret of the folder, made at the first start: readable by the owner only. @throws StartError */
export async function secretOf(folder: string): Promise<string> {
  const file = join(folder, 'secret');
  try {
    await writeFile(file, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST')
      throw new StartError(`The secret cannot be written to ${file}: ${reasonOf(error)}.`);
  }
  const secret = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      throw new StartError(`The secret cannot be read from ${file}: ${reasonOf(error)}.`);
    },
  );
  if (Buffer.byteLength(secret) >= minBytes) return secret;
  throw new StartError(
    `The secret in ${file} is damaged: put it back from a back-up, or delete it to end all sessions.`,
  );
}

/** Bytes that the embedded store of the folder has on the disk. */
export async function storeBytesIn(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.startsWith('store.db'));
  // What is swept away meanwhile has no size.
  const sizes = await Promise.all(
    files.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return 'this account may not write there';
  if (code === 'EROFS') return 'the disk is read-only';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'it is not a folder';
  if (code === 'ENOENT') return 'it cannot be made';
  return String(code ?? error);
}
