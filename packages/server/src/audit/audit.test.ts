import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;
let noah: TestUser;
let team: string;
let promptId: string;

const text = (value: string) => ({ type: 'text' as const, text: value });

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  noah = await server.register('noah');
  team = (await mira.client.workspaces.create({ name: 'Team' })).data.id;
  await joinWorkspace(server, noah, team, 'editor');
  const { data } = await mira.client.prompts.create({ workspaceId: team, title: 'Plan', content: text('one') });
  promptId = data.id;
  await noah.client.versions.create({ id: promptId, content: text('two') });
  await mira.client.labels.move({ id: promptId, label: 'production', version: 1, expected: null });
  await mira.client.labels.move({ id: promptId, label: 'production', version: 2, expected: 1 });
});
afterAll(() => server.close());

describe('the activity of a prompt', () => {
  it('is who did what, newest first, page by page', async () => {
    const { data: first } = await noah.client.audit.activity({ id: promptId, limit: 2, count: true });
    expect(first.total).toBe(4);
    expect(first.items).toMatchObject([
      { action: 'label.moved', by: { username: 'mira' }, label: 'production', from: 1, to: 2 },
      { action: 'label.moved', by: { username: 'mira' }, label: 'production', from: null, to: 1 },
    ]);
    const { data: rest } = await noah.client.audit.activity({ id: promptId, limit: 2, cursor: first.nextCursor! });
    expect(rest.items).toMatchObject([
      { action: 'version.created', by: { username: 'noah' }, version: 2 },
      { action: 'prompt.created', by: { username: 'mira' } },
    ]);
    expect(rest.nextCursor).toBeNull();
  });

  it('begins with the birth of the prompt, which tells of its labels by itself', async () => {
    const { data: born } = await mira.client.prompts.create({
      title: 'Born released',
      content: text('x'),
      labels: ['production'],
    });
    const { data } = await mira.client.audit.activity({ id: born.id });
    expect(data.items.map(({ action }) => action)).toEqual(['prompt.created']);
    const { data: history } = await mira.client.labels.history({ id: born.id, label: 'production' });
    expect(history.items).toMatchObject([{ from: null, to: 1, by: { username: 'mira' } }]);
  });

  it('says to a key limited to labels nothing of other versions', async () => {
    const limits = { labels: ['production'] };
    const { data: key } = await mira.client.apiKeys.create({
      workspaceId: team,
      name: 'app',
      scopes: ['prompts:read'],
      limits,
    });
    const { data } = await server.client(key.secret).audit.activity({ id: promptId });
    expect(data.items.map((item) => item.action)).toEqual(['label.moved', 'label.moved']);
  });

  it('of what one does not see is not there', async () => {
    const lea = await server.register('lea');
    expect(await refusedWith(lea.client.audit.activity({ id: promptId }))).toBe('404 prompt_not_found');
  });
});

describe('the audit', () => {
  it('is for owners, with place and person', async () => {
    const { data } = await mira.client.audit.list({ workspaceId: team, action: 'version.created' });
    expect(data.items).toMatchObject([
      {
        action: 'version.created',
        actor: { username: 'noah' },
        target: { model: 'version', id: promptId, name: 'plan' },
        ip: '127.0.0.1',
      },
    ]);
    expect(data.items[0]?.requestId).toMatch(/^[\w.-]+$/);
    expect(await refusedWith(noah.client.audit.list({ workspaceId: team }))).toBe('403 forbidden');
    const max = await server.register('max');
    expect(await refusedWith(max.client.audit.list({ workspaceId: team }))).toBe('404 workspace_not_found');
  });

  it('is found by person and by time', async () => {
    const by = async (actor: string) =>
      (await mira.client.audit.list({ workspaceId: team, actor })).data.items.map((event) => event.action);
    expect(await by('noah')).toEqual(['version.created']);
    expect(await by('nobody-here')).toEqual([]);
    const { data: all } = await mira.client.audit.list({ workspaceId: team });
    const [newest, second] = all.items;
    const { data: since } = await mira.client.audit.list({ workspaceId: team, from: newest!.at });
    expect(since.items.map(({ id }) => id)).toContain(newest!.id);
    const { data: before } = await mira.client.audit.list({ workspaceId: team, to: second!.at });
    expect(before.items.every(({ at }) => at < second!.at)).toBe(true);
    expect(before.items.length).toBeGreaterThan(0);
  });

  it('of the instance is for admins only, sign-ups of others included', async () => {
    const { data } = await mira.client.audit.list({ instance: true, action: 'user.created' });
    expect(data.items.length).toBeGreaterThan(1);
    expect(await refusedWith(noah.client.audit.list({ instance: true }))).toBe('403 forbidden');
  });
});

describe('used-by', () => {
  it('names who includes it now, by name, each once', async () => {
    const { client } = mira;
    const { data: part } = await client.prompts.create({ title: 'Part', content: text('p') });
    const including = text('{{> part}}');
    for (const title of ['Zeta', 'Alpha', 'Mu']) await client.prompts.create({ title, content: including });
    const { data: former } = await client.prompts.create({ title: 'Former', content: including });
    await client.versions.create({ id: former.id, content: text('no more') });
    const { data: released } = await client.prompts.create({
      title: 'Released',
      content: including,
      labels: ['production'],
    });
    await client.versions.create({ id: released.id, content: text('not any more in the latest') });
    const { data: first } = await client.prompts.usedBy({ id: part.id, limit: 3, count: true });
    expect(first.items.map(({ name, version }) => [name, version])).toEqual([
      ['alpha', 1],
      ['mu', 1],
      ['released', 1],
    ]);
    expect(first.total).toBe(4);
    const { data: rest } = await client.prompts.usedBy({ id: part.id, limit: 3, cursor: first.nextCursor! });
    expect(rest.items.map(({ name }) => name)).toEqual(['zeta']);
    expect(await refusedWith(noah.client.prompts.usedBy({ id: part.id }))).toBe('404 prompt_not_found');
  });

  it('is no more, in the trash, once another prompt has the name', async () => {
    const { client } = mira;
    const { data: old } = await client.prompts.create({ title: 'Header', content: text('old') });
    await client.prompts.create({ title: 'Page', content: text('{{> header}}') });
    const usersOf = async (id: string) => (await client.prompts.usedBy({ id })).data.items.map(({ name }) => name);
    await client.prompts.remove({ id: old.id, force: true }, { ifMatch: '*' });
    expect(await usersOf(old.id)).toEqual(['page']);
    const { data: heir } = await client.prompts.create({ title: 'Header', content: text('new') });
    expect(await usersOf(heir.id)).toEqual(['page']);
    expect(await usersOf(old.id)).toEqual([]);
  });
});
