import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Client, createClient, IncipitError } from '@incipit/sdk';
import { UsageError } from '../usage-error.js';

/** Which server, and with which key. */
export interface Connection {
  readonly url: string;
  readonly apiKey: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where `incipit login` keeps the key: readable by its owner only. */
export const connectionFile = (env: Environment): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'incipit', 'connection.json');

/** `INCIPIT_URL` and `INCIPIT_KEY`, else what `incipit login` kept. @throws UsageError */
export async function loadConnection(env: Environment): Promise<Connection> {
  const { INCIPIT_URL: url, INCIPIT_KEY: apiKey } = env;
  if (url && apiKey) return { url, apiKey };
  // Half of it from here and half of it from the file would send a key to a server that it is not for.
  if (url || apiKey) throw new UsageError('INCIPIT_URL and INCIPIT_KEY are needed together; only one of them is set.');
  return readConnection(connectionFile(env));
}

async function readConnection(file: string): Promise<Connection> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new UsageError('Not connected: run "incipit login <url>", or set INCIPIT_URL and INCIPIT_KEY.');
  });
  try {
    const { url, apiKey } = JSON.parse(text) as Partial<Connection>;
    if (url && apiKey) return { url, apiKey };
  } catch {
    // Said below: what was kept is at fault either way.
  }
  throw new UsageError(`${file} is damaged: run "incipit login <url>" again.`);
}

/** Written whole or not at all, so that a full disk does not lose the connection one had. Answers the file. */
export async function saveConnection(env: Environment, connection: Connection): Promise<string> {
  const file = connectionFile(env);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return file;
}

/** Runs with a client of the server that the user is connected to. @throws UsageError without a connection */
export async function connected<T>(env: Environment, run: (client: Client) => Promise<T>): Promise<T> {
  return withClient(await loadConnection(env), run);
}

/** Runs with a client. A server that cannot be reached is named: often it is the address that is wrong. */
export async function withClient<T>({ url, apiKey }: Connection, run: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await run(createClient({ baseUrl: url, apiKey }));
  } catch (error) {
    const isUnreachable = error instanceof IncipitError && error.code === 'network';
    throw isUnreachable ? new UsageError(`${url} does not answer: ${error.detail}`) : error;
  }
}
