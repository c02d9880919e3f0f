import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Client, createClient } from '@incipit/sdk';
import { openTestStore, type TestData } from '../data/test-data.js';
import { testPassword } from './create-test-server.js';

const program = `import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}).then((it) => it.serve())`;

/** The server as a program that can be killed. Its store lives on, so that a test sees what it leaves behind. */
export interface Program {
  readonly url: string;
  /** What is stored. */
  readonly data: TestData['data'];
  /** Starts the server, and waits until it is ready. */
  serve(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Makes an account, and is its user. */
  register(name: string): Promise<Client>;
  close(): Promise<void>;
}

/** A store of its own, and the server on it as a program that is not started yet. */
export async function openProgram(): Promise<Program> {
  const store = await openTestStore();
  const test = await store.open();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let child: ChildProcess | undefined;
  const kill = async () => {
    const dying = child;
    if (!dying || dying.exitCode !== null) return;
    dying.kill('SIGKILL');
    await once(dying, 'exit');
  };
  return {
    url,
    data: test.data,
    async serve() {
      child = await started(port, store.uri);
    },
    kill,
    async register(name) {
      const account = { email: `${name}@example.org`, username: name, password: testPassword };
      const { accessToken } = (await createClient({ baseUrl: url }).auth.register({ ...account, client: 'native' }))
        .data;
      return createClient({ baseUrl: url, accessToken: () => accessToken, retries: 0 });
    },
    async close() {
      await kill();
      await test.close();
      await store.close();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return address.port;
}

async function started(port: number, uri: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', program], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      INCIPIT_PORT: String(port),
      INCIPIT_LOG_LEVEL: 'error',
      INCIPIT_ARGON2: 'm=19456,t=2,p=1',
      INCIPIT_RATE_LIMIT: '0',
      INCIPIT_REGISTRATION: 'open',
      INCIPIT_SECRET: 'q8Zt3vXy7Lk2Nw5Rj9Hs4Gd6Fa1Cb0Me',
      MONGODB_URI: uri,
    },
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ]);
  return child;
}
