import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '@incipit/sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openTestStore, type TestData } from '../data/test-data.js';
import { testPassword } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';

const program = `import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}).then((it) => it.serve())`;
// Whole programs start and are killed. The store lives on, so that the test sees what they leave behind.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let store: Awaited<ReturnType<typeof openTestStore>>;
let test: TestData;
let child: ChildProcess | undefined;
let port: number;
let client: Client;
beforeAll(async () => {
  store = await openTestStore();
  test = await store.open();
  port = await freePort();
  await serve();
  const account = { email: 'ada@example.org', username: 'ada', password: testPassword, client: 'native' as const };
  const { accessToken } = (await createClient({ baseUrl: url() }).auth.register(account)).data;
  client = createClient({ baseUrl: url(), accessToken: () => accessToken, retries: 0 });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await test?.close();
  await store?.close();
});

const url = () => `http://localhost:${port}`;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return address.port;
}

/** Starts the server as a program, on the store of the test. */
async function serve(): Promise<void> {
  const started = spawn(process.execPath, ['-e', program], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      INCIPIT_PORT: String(port),
      INCIPIT_LOG_LEVEL: 'error',
      INCIPIT_ARGON2: 'm=19456,t=2,p=1',
      INCIPIT_RATE_LIMIT: '0',
      INCIPIT_SECRET: 'q8Zt3vXy7Lk2Nw5Rj9Hs4Gd6Fa1Cb0Me',
      MONGODB_URI: store.uri,
    },
  });
  child = started;
  await Promise.race([
    once(started.stdout, 'data'),
    once(started, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ]);
}

async function kill(): Promise<void> {
  const dying = child;
  if (!dying || dying.exitCode !== null) return;
  dying.kill('SIGKILL');
  await once(dying, 'exit');
}

/** A team with so many prompts of two versions each. */
async function team(size: number): Promise<string> {
  const { id: workspaceId } = (await client.workspaces.create({ name: 'Team' })).data;
  const { data } = test;
  for (let number = 0; number < size; number += 1) {
    await data.transaction(async () => {
      const prompt = await data.prompts.create({ ...plainPrompt, ...namesOf(`prompt-${number}`), workspaceId });
      for (const version of [1, 2]) {
        await data.promptVersions.create({ ...plainVersion, workspaceId, promptId: prompt.id, number: version });
      }
    });
  }
  return workspaceId;
}

const remove = (id: string) => client.workspaces.remove({ id, confirm: 'Team' }, { ifMatch: '*' });
const rowsOf = async (workspaceId: string) => ({
  prompts: await test.data.prompts.count({ workspaceId }, 1_000),
  versions: await test.data.promptVersions.count({ workspaceId }, 1_000),
  members: await test.data.members.count({ workspaceId }, 1_000),
});
const jobsOf = (subjectId: string) => test.data.jobs.findMany({ subjectId });

it('a kill while a workspace is deleted leaves it whole or gone', async () => {
  for (const pause of [2, 9, 25]) {
    const id = await team(3);
    const answered = remove(id).then(
      () => 'answered',
      () => 'broken off',
    );
    await delay(pause);
    await kill();
    const answer = await answered;
    await serve();
    const [job] = await jobsOf(id);
    if (job) {
      expect(await refusedWith(client.workspaces.get({ id }))).toBe('404 workspace_not_found');
      expect((await client.workspaces.list()).data.items.map((item) => item.id)).not.toContain(id);
    } else {
      // A workspace that is there was not said to be gone.
      expect(answer).toBe('broken off');
      expect((await client.workspaces.get({ id })).data.memberCount).toBe(1);
      expect((await client.prompts.list({ workspaceId: id, count: true })).data.total).toBe(3);
    }
  }
});

it('a kill while its rows go is made good by the next server', async () => {
  const [id, other] = [await team(250), await team(3)];
  await remove(id);
  const [job] = await jobsOf(id);
  await test.data.jobs.patch(job?.id ?? '', { set: { dueAt: new Date() } });
  await vi.waitFor(async () => expect((await rowsOf(id)).versions).toBeLessThan(450), { timeout: 30_000, interval: 5 });
  await kill();
  const left = await rowsOf(id);
  expect(left.prompts).toBeGreaterThan(0);
  expect(await jobsOf(id)).toHaveLength(1);

  await serve();
  expect(await refusedWith(client.workspaces.get({ id }))).toBe('404 workspace_not_found');
  expect(await refusedWith(client.prompts.list({ workspaceId: id }))).toBe('404 workspace_not_found');
  await vi.waitFor(async () => expect(await jobsOf(id)).toEqual([]), { timeout: 120_000, interval: 200 });
  expect(await rowsOf(id)).toEqual({ prompts: 0, versions: 0, members: 0 });
  expect(await test.data.workspaces.get(id)).toBeNull();
  expect(await rowsOf(other)).toEqual({ prompts: 3, versions: 6, members: 1 });
});

const namesOf = (name: string) => ({ name, names: [name], title: name, titleKey: name });
const plainPrompt = {
  aliases: [],
  description: '',
  collectionId: null,
  visibility: 'private',
  tagIds: [],
  labelVersions: [],
  latestVersion: 2,
  lastNumber: 2,
  type: 'text',
  preview: 'text',
  authorId: null,
  forkedFrom: null,
  starCount: 0,
  usedCount: 0,
  deletedAt: null,
} as const;
const plainVersion = {
  type: 'text',
  contentJson: JSON.stringify({ type: 'text', text: 'text', dialect: 'simple', variables: [], config: {} }),
  contentHash: 'x',
  includes: [],
  message: '',
  authorId: null,
  restoredFrom: null,
} as const;
