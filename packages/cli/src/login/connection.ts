import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Client, createClient } from '@incipit/sdk';

/** Which server, and with which key. */
export interface Connection {
  readonly url: string;
  readonly apiKey: string;
}

/** There is no usable connection; the message says how to make one. */
export class ConnectionError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where `incipit login` keeps the key: readable by its owner only. */
export const connectionFile = (env: Environment): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'incipit', 'connection.json');

/** `INCIPIT_URL` and `INCIPIT_KEY` when both are set, else what `incipit login` kept. @throws ConnectionError */
export async function loadConnection(env: Environment): Promise<Connection> {
  if (env.INCIPIT_URL && env.INCIPIT_KEY) return { url: env.INCIPIT_URL, apiKey: env.INCIPIT_KEY };
  const file = connectionFile(env);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new ConnectionError('Not connected: run "incipit login <url>", or set INCIPIT_URL and INCIPIT_KEY.');
  }
  try {
    const { url, apiKey } = JSON.parse(text) as Partial<Connection>;
    if (url && apiKey) return { url, apiKey };
  } catch {
    // Said below, with the file that has to be mended.
  }
  throw new ConnectionError(`${file} cannot be read. Run "incipit login <url>" again.`);
}

/** Written whole or not at all, so that a full disk does not lose the connection one had. */
export async function saveConnection(env: Environment, connection: Connection): Promise<string> {
  const file = connectionFile(env);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return file;
}

/** A client for the saved connection. @throws ConnectionError */
export async function connect(env: Environment): Promise<Client> {
  const { url, apiKey } = await loadConnection(env);
  return createClient({ baseUrl: url, apiKey });
}
