import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;
let nora: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  nora = await server.register('nora');
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
const text = (value: string) => ({ type: 'text' as const, text: value });
const show = async (title: string, more: object = {}, user = mira) =>
  (await user.client.prompts.create({ title, content: text(`About ${title}`), visibility: 'public', ...more })).data;
const hide = (id: string) => mira.client.prompts.update({ id, visibility: 'private' }, { ifMatch: '*' });
const anybody = () => server.client().publicPrompts;
const titles = async (query: Parameters<ReturnType<typeof anybody>['list']>[0] = {}) =>
  (await anybody().list(query)).data.items.map(({ title }) => title);

describe('public prompts', () => {
  it('are shown to everybody, as they are published', async () => {
    const { id, name } = await show('Welcome', { tags: ['Mail'], description: 'Kind', content: text('{{> x}} one') });
    await mira.client.labels.move({ id, label: 'production', version: 1, expected: null });
    await mira.client.versions.create({ id, content: text('two') });
    await nora.client.prompts.star({ id });
    const { data: shown, etag } = await anybody().get({ id });
    expect(shown).toEqual({
      id,
      name,
      title: 'Welcome',
      description: 'Kind',
      tags: ['Mail'],
      author: { username: 'mira', displayName: 'mira' },
      starCount: 1,
      content: { type: 'text', text: '{{> x}} one', dialect: 'simple', variables: [], config: {} },
      updatedAt: expect.any(String),
      forkedFrom: null,
    });
    expect(await anybody().get({ id }, { ifNoneMatch: etag ?? '' })).toMatchObject({ status: 304 });
    expect((await anybody().list()).data.items).toContainEqual(shown);
    expect((await ask(server.url, `GET /public/prompts/${id}`)).headers['cache-control']).toBe('no-cache');
    const known = await ask(server.url, `GET /public/prompts/${id}`, { token: nora.token });
    expect([known.body, known.headers['cache-control']]).toEqual([shown, 'no-store']);
    await mira.client.labels.remove({ id, label: 'production', expected: 1 });
    expect((await anybody().get({ id })).data.content).toMatchObject({ text: 'two' });
  });

  it('and no others', async () => {
    const ids = [];
    for (const visibility of ['private', 'link']) ids.push((await show(`Hidden ${visibility}`, { visibility })).id);
    const trashed = await show('Hidden in the trash');
    await mira.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    const workspaceId = (await mira.client.workspaces.create({ name: 'Going' })).data.id;
    const removed = await show('Hidden with its workspace', { workspaceId });
    expect(await titles({ q: 'workspace' })).toEqual(['Hidden with its workspace']);
    await mira.client.workspaces.remove({ id: workspaceId, confirm: 'Going' }, { ifMatch: '*' });
    for (const id of [...ids, trashed.id, removed.id, 'f'.repeat(24)]) {
      for (const client of [server.client(), mira.client]) {
        expect(await refusedWith(client.publicPrompts.get({ id }))).toBe('404 prompt_not_found');
      }
    }
    expect(await titles({ q: 'hidden' })).toEqual([]);
    expect((await titles()).filter((title) => title.startsWith('Hidden'))).toEqual([]);
    await mira.client.prompts.restore({ id: trashed.id });
    expect(await titles({ q: 'hidden' })).toEqual(['Hidden in the trash']);
  });

  it('are gone with the answer that sets them private', async () => {
    const { id } = await show('Vanishing');
    await mira.client.shares.create({ promptId: id });
    expect((await anybody().get({ id })).status).toBe(200);
    await hide(id);
    expect(await refusedWith(anybody().get({ id }))).toBe('404 prompt_not_found');
    expect(await titles({ q: 'vanishing' })).toEqual([]);
    expect(await titles()).not.toContain('Vanishing');
    expect(await data().publicEntries.count({ promptId: id }, 1)).toBe(0);
  });

  it('are listed in each order, page by page', async () => {
    const rare = await show('Zebra a');
    await show('zebra B');
    await show('Zebra c');
    await nora.client.prompts.star({ id: rare.id });
    expect(await titles({ q: 'zebra' })).toEqual(['Zebra c', 'zebra B', 'Zebra a']);
    expect(await titles({ q: 'zebra', sort: 'title' })).toEqual(['Zebra a', 'zebra B', 'Zebra c']);
    expect((await titles({ q: 'zebra', sort: 'stars' }))[0]).toBe('Zebra a');
    for (const sort of ['updated', 'created', 'title', 'stars'] as const) {
      const all = await titles({ sort, limit: 100 });
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const { data: page } = await anybody().list({ sort, limit: 2, cursor, count: true });
        paged.push(...page.items.map(({ title }) => title));
        expect(page).toMatchObject({ total: all.length, totalIsExact: true });
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(paged).toEqual(all);
    }
    const bad = await ask(server.url, 'GET /public/prompts?sort=used');
    expect([bad.status, bad.body.code]).toEqual([400, 'invalid_request']);
  });

  it('have a fork say where it came from only while that is public', async () => {
    const { id } = await show('Original');
    const fork = (await nora.client.prompts.fork({ id })).data;
    await nora.client.prompts.update({ id: fork.id, visibility: 'public' }, { ifMatch: '*' });
    expect((await anybody().get({ id: fork.id })).data.forkedFrom).toEqual({ promptId: id, version: 1 });
    await hide(id);
    expect((await anybody().get({ id: fork.id })).data.forkedFrom).toBeNull();
  });

  it('come in pages that are not too large to answer', async () => {
    const big = 'x'.repeat(1_000_000);
    for (let n = 0; n < 6; n += 1) await show(`Huge ${n}`, { content: text(big) });
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const { data: page } = await anybody().list({ q: 'huge', cursor });
      sizes.push(page.items.length);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(sizes).toEqual([4, 2]);
  }, 60_000);
});

describe('the search', () => {
  it('knows what is published, and nothing else', async () => {
    const { id } = await show('Recipe', { name: 'old-walnut', content: text('cinnamon') });
    await mira.client.labels.move({ id, label: 'production', version: 1, expected: null });
    await mira.client.versions.create({ id, content: text('saffron for the latest') });
    await mira.client.prompts.update({ id, name: 'new-hazel' }, { ifMatch: '*' });
    const found = async () => {
      const words = ['cinnamon', 'saffron', '"saffron for"', 'walnut', 'hazel', 'recipe'];
      return Promise.all(words.map(async (q) => (await titles({ q })).length));
    };
    expect(await found()).toEqual([1, 0, 0, 0, 1, 1]);
    // Members find all of it.
    const { items } = (await mira.client.prompts.list({ q: 'saffron walnut' })).data;
    expect(items.map((item) => item.id)).toEqual([id]);
    await mira.client.labels.move({ id, label: 'production', version: 2, expected: 1 });
    expect(await found()).toEqual([0, 1, 1, 0, 1, 1]);
    await mira.client.prompts.update(
      { id, title: 'Cake', content: text('third'), labels: ['production'] },
      { ifMatch: '*' },
    );
    expect(await titles({ q: 'third' })).toEqual(['Cake']);
    expect(await found()).toEqual([0, 0, 0, 0, 1, 0]);
  });

  it('finds what becomes public, and by its tags', async () => {
    const { id } = await show('Later', { visibility: 'private', tags: ['quince'] });
    expect(await titles({ q: 'quince' })).toEqual([]);
    await mira.client.prompts.update({ id, visibility: 'public' }, { ifMatch: '*' });
    expect(await titles({ q: 'quince' })).toEqual(['Later']);
    const [tag] = (await mira.client.prompts.get({ id })).data.tags;
    await mira.client.tags.update({ id: tag!.id, name: 'medlar' }, { ifMatch: '*' });
    expect([await titles({ q: 'quince' }), await titles({ q: 'medlar' })]).toEqual([[], ['Later']]);
  });
});

describe('the public prompts of somebody', () => {
  it('are theirs alone, newest first', async () => {
    const olga = await server.register('olga');
    await show('O one', {}, olga);
    await show('O two', {}, olga);
    await show('O hidden', { visibility: 'link' }, olga);
    const { data: page } = await anybody().listByAuthor({ username: 'OLGA', limit: 1, count: true });
    expect(page).toMatchObject({ items: [{ title: 'O two', author: { username: 'olga' } }], total: 2 });
    const rest = (await anybody().listByAuthor({ username: 'OLGA', limit: 1, cursor: page.nextCursor ?? '' })).data;
    expect(rest).toMatchObject({ items: [{ title: 'O one' }], nextCursor: null });
  });

  it('do not tell the signed-out who has an account', async () => {
    await server.register('quiet-one');
    const whole = async (username: string) => {
      const { status, body } = await ask(server.url, `GET /public/profiles/${username}/prompts`);
      return { status, body: { ...body, requestId: '' } };
    };
    expect(await whole('quiet-one')).toEqual(await whole('nobody-here'));
    expect(await refusedWith(anybody().listByAuthor({ username: 'quiet-one' }))).toBe('404 profile_not_found');
    expect((await nora.client.publicPrompts.listByAuthor({ username: 'quiet-one' })).data.items).toEqual([]);
  });
});

describe('strangers', () => {
  it('fork and star what is published, and read it on the public pages only', async () => {
    const { id } = await show('Forked', { content: text('one') });
    await mira.client.labels.move({ id, label: 'production', version: 1, expected: null });
    await mira.client.versions.create({ id, content: text('two') });
    expect(await refusedWith(nora.client.prompts.get({ id }))).toBe('404 prompt_not_found');
    expect(await refusedWith(nora.client.versions.list({ id }))).toBe('404 prompt_not_found');
    expect(await refusedWith(nora.client.prompts.fork({ id, version: 2 }))).toBe('404 version_not_found');
    const fork = (await nora.client.prompts.fork({ id })).data;
    expect(fork).toMatchObject({ forkedFrom: { promptId: id, version: 1 }, version: { content: { text: 'one' } } });
    expect((await nora.client.prompts.star({ id })).status).toBe(204);
    const key = (await nora.client.apiKeys.create({ name: 'k', scopes: ['prompts:read'] })).data.secret;
    expect((await server.client(key).publicPrompts.get({ id })).data.title).toBe('Forked');
    expect(await refusedWith(server.client(key).prompts.star({ id }))).toBe('403 key_not_allowed');
    await hide(id);
    expect(await refusedWith(nora.client.prompts.fork({ id }))).toBe('404 prompt_not_found');
    expect(await refusedWith(nora.client.prompts.star({ id }))).toBe('404 prompt_not_found');
  });
});

it('an admin closes all of it', async () => {
  const { id } = await show('Closed');
  await data().instance.patch(instanceId, { set: { publicPages: false } });
  try {
    expect(await refusedWith(anybody().list())).toBe('404 route_not_found');
    expect(await refusedWith(mira.client.publicPrompts.get({ id }))).toBe('404 prompt_not_found');
    expect(await refusedWith(nora.client.publicPrompts.listByAuthor({ username: 'mira' }))).toBe(
      '404 profile_not_found',
    );
    expect(await refusedWith(nora.client.prompts.fork({ id }))).toBe('404 prompt_not_found');
    expect(await refusedWith(nora.client.prompts.star({ id }))).toBe('404 prompt_not_found');
    expect((await mira.client.prompts.fork({ id })).status).toBe(201);
  } finally {
    await data().instance.patch(instanceId, { set: { publicPages: true } });
  }
  expect((await anybody().get({ id })).status).toBe(200);
});
