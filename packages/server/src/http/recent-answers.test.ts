import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KeyIdentityService } from '../api-keys/key-identity.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;

beforeAll(async () => {
  server = await createTestServer({ rateLimit: 100_000, fetchRateLimit: 3 });
  mira = await server.register('mira');
  await mira.client.prompts.create({ title: 'Hot', content: { type: 'text', text: 'one' } });
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
});

const newKey = async (expiresInDays = 90) => {
  const { data } = await mira.client.apiKeys.create({ name: 'app', scopes: ['prompts:read'], expiresInDays });
  return { ...data, client: server.client(data.secret) };
};

describe('a question asked again', () => {
  it('is counted like the first', async () => {
    const { client } = await newKey();
    for (let n = 1; n <= 3; n += 1) expect((await client.prompts.getByName({ name: 'hot' })).data.name).toBe('hot');
    expect(await refusedWith(client.prompts.getByName({ name: 'hot' }))).toBe('429 rate_limited');
  });

  it('is a use of its key', async () => {
    const { client, id } = await newKey();
    const keys = server.app.get(KeyIdentityService);
    const lastUsed = async () => (await mira.client.apiKeys.get({ id })).data.lastUsedAt ?? '';
    await client.prompts.getByName({ name: 'hot' });
    await keys.writeUses();
    const first = await lastUsed();
    await client.prompts.getByName({ name: 'hot' });
    await keys.writeUses();
    expect((await lastUsed()) > first).toBe(true);
  });

  it('is refused when the key has expired meanwhile', async () => {
    const { client } = await newKey(1);
    await client.prompts.getByName({ name: 'hot' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3600_000 });
    // The event stream answers once more, so that what is remembered counts as true.
    await delay(600);
    expect(await refusedWith(client.prompts.getByName({ name: 'hot' }))).toBe('401 unauthorized');
  });

  it('is no answer for another credential, address or method', async () => {
    const { client, secret } = await newKey();
    await client.prompts.getByName({ name: 'hot' });
    const other = await server.register('noah');
    expect(await refusedWith(other.client.prompts.getByName({ name: 'hot' }))).toBe('404 prompt_not_found');
    expect(await refusedWith(server.client(`${secret}x`).prompts.getByName({ name: 'hot' }))).toBe('401 unauthorized');
    expect(await refusedWith(client.prompts.getByName({ name: 'hot', version: 7 }))).toBe('404 version_not_found');
    const head = await fetch(`${server.url}/api/v1/prompts/by-name/hot`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${secret}` },
    });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

it('is forgotten when its asker loses the sight of it', async () => {
  const { data: team } = await mira.client.workspaces.create({ name: 'Team' });
  const { data: ours } = await mira.client.prompts.create({
    workspaceId: team.id,
    title: 'Ours',
    content: { type: 'text', text: 'x' },
  });
  const lea = await server.register('lea');
  await joinWorkspace(server, lea, team.id, 'viewer');
  const ask = () => lea.client.prompts.getByName({ name: 'ours', workspaceId: team.id });
  for (let n = 0; n < 2; n += 1) expect((await ask()).data.name).toBe('ours');
  await mira.client.prompts.remove({ id: ours.id }, { ifMatch: '*' });
  expect(await refusedWith(ask())).toBe('404 prompt_not_found');
  await mira.client.prompts.restore({ id: ours.id });
  for (let n = 0; n < 2; n += 1) expect((await ask()).data.name).toBe('ours');
  await lea.client.auth.logout({});
  expect(await refusedWith(ask())).toBe('401 unauthorized');
});
