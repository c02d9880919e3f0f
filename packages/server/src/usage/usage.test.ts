import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { start } from '../main.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusedWith } from '../testing/refusal.js';
import { UsageCounts } from './usage-counts.js';

let server: TestServer;
let mira: TestUser;
let data: DataService;
let team: string;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  data = server.app.get(DataService);
});
afterAll(() => server.close());
beforeEach(async () => {
  team = (await mira.client.workspaces.create({ name: 'Team' })).data.id;
});

const today = () => new Date().toISOString().slice(0, 10);
const write = () => server.app.get(UsageCounts).write();
const make = async (name: string, more: object = {}) =>
  (
    await mira.client.prompts.create({
      workspaceId: team,
      name,
      title: name,
      content: { type: 'text', text: name },
      ...more,
    })
  ).data;
const fetched = (name: string, more: object = {}) =>
  mira.client.prompts.getByName({ name, workspaceId: team, ...more });

/** What was used: version, label, fetches, renders. */
async function used(query: object = {}, client = mira.client) {
  await write();
  const { items } = (await client.usage.list({ workspaceId: team, ...query })).data;
  return items
    .map(({ version, label, fetches, renders }) => [version, label, fetches, renders])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

describe('counts', () => {
  it('fetches by name, also those answered from memory and those that are unchanged, each under its label', async () => {
    const { id } = await make('hot', { labels: ['production'] });
    await mira.client.versions.create({ id, content: { type: 'text', text: 'two' }, labels: ['staging'] });
    const { data: key } = await mira.client.apiKeys.create({ workspaceId: team, name: 'a', scopes: ['prompts:read'] });
    const ask = (query: string, etag = '') =>
      fetch(`${server.url}/api/v1/prompts/by-name/hot${query}`, {
        headers: { authorization: `Bearer ${key.secret}`, 'if-none-match': etag },
      });
    const first = await ask('');
    for (let n = 0; n < 4; n += 1) expect((await ask('')).status).toBe(200);
    for (let n = 0; n < 2; n += 1) expect((await ask('', first.headers.get('etag') ?? '')).status).toBe(304);
    for (let n = 0; n < 3; n += 1) await ask('?label=staging');
    await ask('?label=latest');
    await ask('?version=1');
    expect(await used()).toEqual([
      [1, null, 1, 0],
      [1, 'production', 7, 0],
      [2, 'latest', 1, 0],
      [2, 'staging', 3, 0],
    ]);
    expect((await mira.client.usage.list({ workspaceId: team })).data.items[0]).toMatchObject({
      day: today(),
      promptId: id,
    });
  });

  it('those by id, in batches and with includes, and renders', async () => {
    const { id, name } = await make('many');
    await mira.client.prompts.get({ id });
    await mira.client.prompts.get({ id, version: 1, resolve: true });
    await fetched(name, { resolve: true });
    const items = [{ id }, { name, workspaceId: team }, { name: 'not-there', workspaceId: team }];
    await mira.client.prompts.batchGet({ items });
    await mira.client.render.byId({ id });
    await mira.client.render.byName({ name, workspaceId: team, version: 1 });
    expect(await used()).toEqual([
      [1, null, 1, 1],
      [1, 'latest', 4, 1],
    ]);
  });

  it('nothing that was refused', async () => {
    const { id, name } = await make('strict', { content: { type: 'text', text: '{{needed}} {{> nowhere}}' } });
    expect(await refusedWith(fetched(name, { label: 'none' }))).toBe('404 label_not_found');
    expect(await refusedWith(fetched(name, { version: 9 }))).toBe('404 version_not_found');
    expect(await refusedWith(fetched(name, { resolve: true }))).toBe('422 include_not_found');
    expect(await refusedWith(mira.client.render.byId({ id }))).toBe('422 include_not_found');
    const lea = await server.register('lea');
    expect(await refusedWith(lea.client.prompts.get({ id }))).toBe('404 prompt_not_found');
    expect(await used()).toEqual([]);
  });

  it('nothing that was found while the answer was made ready for others', async () => {
    const { name } = await make('once');
    await Promise.all(Array.from({ length: 5 }, () => fetched(name)));
    expect(await used()).toEqual([[1, 'latest', 5, 0]]);
  });
});

describe('what was counted', () => {
  it('adds up over several servers, of which one ends', async () => {
    const { name } = await make('shared');
    const { mongodbUri, secret } = server.app.get<RunningConfig>(CONFIG);
    const other = await start(
      { ...server.config, mongodbUri, secret, publicUrl: server.url },
      { print: () => undefined, maxLagMs: Number.POSITIVE_INFINITY },
    );
    const { data: key } = await mira.client.apiKeys.create({ workspaceId: team, name: 'a', scopes: ['prompts:read'] });
    const { port } = other.app.getHttpServer().address() as { port: number };
    const fetchedThere = async () => {
      const url = `http://127.0.0.1:${port}/api/v1/prompts/by-name/${name}`;
      expect((await fetch(url, { headers: { authorization: `Bearer ${key.secret}` } })).status).toBe(200);
    };
    await fetched(name);
    await write();
    await fetched(name);
    for (let n = 0; n < 3; n += 1) await fetchedThere();
    await Promise.all([write(), other.app.get(UsageCounts).write()]);
    await fetchedThere();
    await other.close();
    expect(await used()).toEqual([[1, 'latest', 6, 0]]);
  });

  it('survives changes of the prompt at the same moment', { timeout: 60_000 }, async () => {
    const { id, name } = await make('busy');
    const changes = async () => {
      for (let n = 0; n < 10; n += 1) await mira.client.prompts.update({ id, title: `Busy ${n}` }, { ifMatch: '*' });
    };
    const uses = async () => {
      for (let n = 0; n < 20; n += 1) {
        await fetched(name);
        await write();
      }
    };
    await Promise.all([changes(), uses()]);
    expect(await used()).toEqual([[1, 'latest', 20, 0]]);
    expect((await data.prompts.get(id))?.usedCount).toBe(20);
  });

  it('does not change the prompt: neither revision nor time', async () => {
    const { id, name } = await make('calm');
    const before = await mira.client.prompts.get({ id });
    await fetched(name);
    await write();
    const after = await mira.client.prompts.get({ id });
    expect([after.etag, after.data.updatedAt]).toEqual([before.etag, before.data.updatedAt]);
  });

  it('goes with the prompt, also what is not written yet', async () => {
    const { id } = await make('gone');
    await mira.client.prompts.get({ id });
    await write();
    await mira.client.prompts.get({ id });
    await mira.client.prompts.remove({ id }, { ifMatch: '*' });
    await mira.client.prompts.remove({ id, permanent: true }, { ifMatch: '*' });
    await write();
    expect(await data.usage.count({ promptId: id }, 9)).toBe(0);
  });
});

describe('the list', () => {
  it('is by day, newest first, in pages, from one day to another', async () => {
    const { id: promptId } = await make('daily');
    const days = ['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-02'];
    for (const day of days) {
      const row = { workspaceId: team, promptId, day, version: 1, label: null, fetches: 1, renders: 0 };
      await data.usage.create(row);
    }
    const daysOf = async (query: object) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = (await mira.client.usage.list({ workspaceId: team, limit: 1, cursor, ...query })).data;
        found.push(...page.items.map(({ day }) => day));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return found;
    };
    expect(await daysOf({})).toEqual([...days].reverse());
    expect(await daysOf({ from: '2026-01-31', to: '2026-02-01' })).toEqual(['2026-02-01', '2026-01-31']);
    expect(await daysOf({ from: '2026-02-01T23:30:00-02:00' })).toEqual(['2026-02-02']);
    expect(await daysOf({ promptId, to: '2026-01-30T00:00:00Z' })).toEqual(['2026-01-30']);
    expect((await mira.client.usage.list({ promptId, count: true })).data.total).toBe(4);
    expect(await refusedWith(mira.client.usage.list({ from: 'yesterday' }))).toBe('400 invalid_request');
  });

  it('is for members, without what they do not see', async () => {
    const { data: folder } = await mira.client.collections.create({ workspaceId: team, name: 'Folder' });
    const inside = await make('inside', { collectionId: folder.id, labels: ['live'] });
    const trashed = await make('trashed');
    for (const label of ['live', undefined]) await mira.client.prompts.get({ id: inside.id, label });
    await mira.client.prompts.get({ id: trashed.id, version: 1 });
    await mira.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    const all = [
      [1, null, 1, 0],
      [1, 'latest', 1, 0],
      [1, 'live', 1, 0],
    ];
    const names = await used();
    expect(names).toEqual(expect.arrayContaining(all));
    expect(names).toHaveLength(3);

    const max = await server.register(`max-${team.slice(-6)}`);
    expect(await refusedWith(max.client.usage.list({ workspaceId: team }))).toBe('404 workspace_not_found');
    expect(await refusedWith(max.client.usage.list({ promptId: inside.id }))).toBe('404 prompt_not_found');
    await joinWorkspace(server, max, team, 'viewer');
    expect(await used({}, max.client)).toEqual([
      [1, 'latest', 1, 0],
      [1, 'live', 1, 0],
    ]);
    expect(await refusedWith(max.client.usage.list({ promptId: trashed.id }))).toBe('404 prompt_not_found');
    const other = mira.workspace.id;
    expect(await refusedWith(mira.client.usage.list({ workspaceId: other, promptId: inside.id }))).toBe(
      '404 prompt_not_found',
    );

    const keyed = async (limits: object) => {
      const given = { workspaceId: team, name: 'k', scopes: ['prompts:read' as const], limits };
      return server.client((await mira.client.apiKeys.create(given)).data.secret);
    };
    expect(await used({}, await keyed({ labels: ['live'] }))).toEqual([[1, 'live', 1, 0]]);
    expect(await used({ promptId: inside.id }, await keyed({ labels: ['live'] }))).toEqual([[1, 'live', 1, 0]]);
    const within = await keyed({ collectionId: folder.id });
    expect((await within.usage.list({ count: true })).data.total).toBe(2);
  });
});

it('sorts prompts by use, in pages', async () => {
  const prompts = [];
  for (const name of ['rare', 'often', 'never', 'sometimes']) prompts.push(await make(name));
  const times = { rare: 1, often: 5, never: 0, sometimes: 3 } as const;
  for (const [name, count] of Object.entries(times)) {
    for (let n = 0; n < count; n += 1) await fetched(name);
  }
  await write();
  const names = async (order?: 'asc') => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const asked = { workspaceId: team, sort: 'used' as const, order, limit: 1, cursor };
      const page = (await mira.client.prompts.list(asked)).data;
      found.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return found;
  };
  expect(await names()).toEqual(['often', 'sometimes', 'rare', 'never']);
  expect(await names('asc')).toEqual(['never', 'rare', 'sometimes', 'often']);
  const found = await mira.client.prompts.list({ workspaceId: team, q: 'some', sort: 'used', order: 'asc' });
  expect(found.data.items.map(({ name }) => name)).toEqual(['sometimes']);
});
