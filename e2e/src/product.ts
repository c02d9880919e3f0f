import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@incipit/sdk';

const command = fileURLToPath(new URL('../../packages/cli/bin/incipit.js', import.meta.url));
const startMs = 45_000;

/** The product as people start it: the built command, with a data folder of its own. */
export interface Product {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the product on a free port and waits for its ready line. @throws Error with what it printed instead */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'incipit-e2e-'));
  const port = await freePort();
  const child = spawn(process.execPath, [command, 'serve'], {
    env: {
      PATH: process.env.PATH,
      INCIPIT_PORT: String(port),
      INCIPIT_DATA: folder,
      INCIPIT_RATE_LIMIT: '0',
      INCIPIT_LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ready(child);
  return {
    url: `http://localhost:${port}`,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server was not ready after ${startMs} ms. It printed: ${printed}`));
    }, startMs);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      if (!printed.includes('Incipit is ready at')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}. It printed: ${printed}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** The first account of every journey. */
export const mira = { email: 'mira@papermill.example', username: 'mira', password: 'the opening words of a text' };

/** Makes the first account over the API, and a client that is signed in as it. */
export async function registerMira(url: string): Promise<Client> {
  const { data } = await createClient({ baseUrl: url }).auth.register({
    ...mira,
    displayName: 'Mira',
    client: 'native',
  });
  return createClient({ baseUrl: url, accessToken: () => data.accessToken });
}
