import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@incipit/sdk';
import type { DataService } from '../data/data.service.js';
import { openFolder, openTestStore, type TestData } from '../data/test-data.js';
import { testPassword } from './create-test-server.js';

const program = `import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}).then((it) => it.serve())`;

/** The server as a program that can be killed. */
interface Killable {
  readonly url: string;
  /** Starts the server, and waits until it is ready. */
  serve(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Makes an account, and is its user. */
  register(name: string, inviteToken?: string): Promise<Client>;
  close(): Promise<void>;
}

/** Its store lives on, so that a test sees what it leaves behind. */
export interface Program extends Killable {
  /** What is stored. */
  readonly data: TestData['data'];
}

/** The whole of it, with the store that is its own: all is in one folder, and a kill ends all. */
export interface WholeProgram extends Killable {
  /** Ends it as its operator does, and waits for that. */
  stop(): Promise<void>;
  /** Is the user of an account. @param retries of a call that may be repeated */
  signIn(name: string, retries?: number): Promise<Client>;
  /** Opens what is stored, while the program does not run. @throws Error when the store finds its own file damaged */
  look<R>(at: (data: DataService) => Promise<R>): Promise<R>;
}

/** A store of its own, and the server on it as a program that is not started yet. */
export async function openProgram(): Promise<Program> {
  const store = await openTestStore();
  const test = await store.open();
  const it = await killable({ INCIPIT_SECRET: 'q8Zt3vXy7Lk2Nw5Rj9Hs4Gd6Fa1Cb0Me', MONGODB_URI: store.uri });
  return {
    ...it,
    data: test.data,
    async close() {
      await it.kill();
      await test.close();
      await store.close();
    },
  };
}

/** A data folder of its own, and the server on it as a program that is not started yet. */
export async function openWholeProgram(): Promise<WholeProgram> {
  const dir = await mkdtemp(join(tmpdir(), 'incipit-whole-'));
  const it = await killable({ INCIPIT_DATA: dir });
  return {
    ...it,
    stop: () => it.end('SIGTERM'),
    async signIn(name, retries = 0) {
      const account = { email: emailOf(name), password: testPassword, client: 'native' } as const;
      const { accessToken } = (await createClient({ baseUrl: it.url, retries }).auth.login(account)).data;
      return createClient({ baseUrl: it.url, accessToken: () => accessToken, retries });
    },
    look: (at) => openFolder(dir, at),
    async close() {
      await it.kill();
      await rm(dir, { recursive: true });
    },
  };
}

const emailOf = (name: string) => `${name}@example.org`;

async function killable(settings: Record<string, string>) {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let child: ChildProcess | undefined;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const ended = once(dying, 'exit');
    dying.kill(signal);
    await ended;
  };
  return {
    url,
    end,
    kill: () => end('SIGKILL'),
    async serve() {
      child = await started({ INCIPIT_PORT: String(port), ...settings });
    },
    async register(name: string, inviteToken?: string) {
      const account = { email: emailOf(name), username: name, password: testPassword, inviteToken };
      const signedOut = createClient({ baseUrl: url, retries: 0 });
      const { accessToken } = (await signedOut.auth.register({ ...account, client: 'native' })).data;
      return createClient({ baseUrl: url, accessToken: () => accessToken, retries: 0 });
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

async function started(settings: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', program], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      INCIPIT_LOG_LEVEL: 'error',
      INCIPIT_ARGON2: 'm=19456,t=2,p=1',
      INCIPIT_RATE_LIMIT: '0',
      INCIPIT_REGISTRATION: 'open',
      ...settings,
    },
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ]);
  return child;
}
