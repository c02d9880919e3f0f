import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

let server: TestServer;
let ada: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  ada = await server.register('ada');
});
afterAll(() => server.close());

const text = (content: string) => ({ type: 'text' as const, text: content });
const prompt = async (name: string, more: object = {}) =>
  (await ada.client.prompts.create({ name, title: name, content: text(name), ...more })).data;
const folder = async (name: string, parentId: string | null = null) =>
  (await ada.client.collections.create({ name, parentId })).data;

/** A client with a key that may do everything, within its limits. */
async function keyed(limits: { labels?: string[]; collectionId?: string }) {
  const scopes = ['prompts:read', 'prompts:write', 'labels:write'] as const;
  return server.client((await ada.client.apiKeys.create({ name: 'x', scopes: [...scopes], limits })).data.secret);
}

describe('a key limited to a collection', () => {
  it('sees that and what is below, and nothing else', async () => {
    const top = await folder('Top');
    const below = await folder('Below', top.id);
    const beside = await folder('Beside');
    const inside = await prompt('inside', { collectionId: below.id });
    const outside = await prompt('outside', { collectionId: beside.id });
    const loose = await prompt('loose');
    const key = await keyed({ collectionId: top.id });

    const prompts = (await key.prompts.list({ count: true })).data;
    expect(prompts.items.map(({ name }) => name)).toEqual(['inside']);
    expect(prompts.total).toBe(1);
    expect((await key.collections.list({})).data.items.map(({ name }) => name)).toEqual(['Below', 'Top']);
    expect((await key.prompts.getByName({ name: 'inside' })).data.id).toBe(inside.id);
    for (const { id, name } of [outside, loose]) {
      expect(await refusedWith(key.prompts.get({ id }))).toBe('404 prompt_not_found');
      expect(await refusedWith(key.prompts.getByName({ name }))).toBe('404 prompt_not_found');
      expect(await refusedWith(key.versions.list({ id }))).toBe('404 prompt_not_found');
      expect(await refusedWith(key.prompts.update({ id, title: 'x' }, { ifMatch: '*' }))).toBe('404 prompt_not_found');
      expect(await refusedWith(key.render.byId({ id }))).toBe('404 prompt_not_found');
    }
    expect(await refusedWith(key.collections.get({ id: beside.id }))).toBe('404 collection_not_found');
    expect(await refusedWith(key.prompts.list({ collectionId: beside.id }))).toBe('404 collection_not_found');
    const batch = await key.prompts.batchGet({ items: [{ name: 'inside' }, { name: 'outside' }, { id: loose.id }] });
    expect(batch.data.items).toMatchObject([
      { prompt: { id: inside.id } },
      { problem: { status: 404, code: 'prompt_not_found' } },
      { problem: { status: 404, code: 'prompt_not_found' } },
    ]);
  });

  it('is refused what prompts outside include, without their names', async () => {
    const top = await folder('Parts');
    const below = await folder('Used', top.id);
    const { id } = await prompt('used-part', { collectionId: below.id });
    await prompt('hidden-user', { content: text('{{> used-part}}') });
    const key = await keyed({ collectionId: top.id });
    const refusals = [
      await refusalOf(key.prompts.remove({ id }, { ifMatch: '*' })),
      await refusalOf(key.collections.remove({ id: below.id, prompts: 'trash' }, { ifMatch: '*' })),
    ];
    await prompt('seen-user', { collectionId: top.id, content: text('{{> used-part}}') });
    refusals.push(await refusalOf(key.prompts.remove({ id }, { ifMatch: '*' })));
    expect(refusals.map(({ code }) => code)).toEqual(Array(3).fill('prompt_in_use'));
    expect(JSON.stringify(refusals.map(({ problem }) => problem))).not.toContain('hidden-user');
    expect(refusals.map(({ problem }) => problem?.usedBy)).toMatchObject([[], [], [{ name: 'seen-user' }]]);
  });

  it('makes and moves things within it only', async () => {
    const top = await folder('Own');
    const beside = await folder('Foreign');
    const key = await keyed({ collectionId: top.id });
    const given = { title: 'Made', content: text('x') };
    expect(await refusedWith(key.prompts.create(given))).toBe('403 forbidden');
    expect(await refusedWith(key.prompts.create({ ...given, collectionId: beside.id }))).toBe(
      '404 collection_not_found',
    );
    const { id } = (await key.prompts.create({ ...given, collectionId: top.id })).data;
    const move = (collectionId: string | null) => key.prompts.update({ id, collectionId }, { ifMatch: '*' });
    expect(await refusedWith(move(null))).toBe('403 forbidden');
    expect(await refusedWith(move(beside.id))).toBe('404 collection_not_found');
    expect(await refusedWith(key.collections.put({ id: beside.id, promptId: id }))).toBe('404 collection_not_found');
    expect(await refusedWith(key.collections.take({ id: top.id, promptId: id }))).toBe('403 forbidden');
    expect(await refusedWith(key.collections.create({ name: 'At the top' }))).toBe('403 forbidden');
    expect(await refusedWith(key.collections.update({ id: top.id, name: 'x' }, { ifMatch: '*' }))).toBe(
      '403 forbidden',
    );
    const inner = (await key.collections.create({ name: 'Inner', parentId: top.id })).data;
    expect((await move(inner.id)).data.collectionId).toBe(inner.id);
    expect((await ada.client.prompts.get({ id })).data.collectionId).toBe(inner.id);
  });
});

describe('a key limited to labels', () => {
  it('is served the versions that these labels select', async () => {
    const { id } = await prompt('released', { labels: ['production'] });
    await ada.client.versions.create({ id, content: text('second') });
    await prompt('draft');
    const key = await keyed({ labels: ['staging', 'production'] });

    expect((await key.prompts.get({ id })).data.version).toMatchObject({ number: 1, content: { text: 'released' } });
    expect((await key.prompts.getByName({ name: 'released' })).data.version.number).toBe(1);
    expect((await key.prompts.list({})).data.items.map(({ name }) => name)).toEqual(['released']);
    expect((await key.versions.list({ id })).data.items.map(({ number }) => number)).toEqual([1]);
    expect(await refusedWith(key.versions.get({ id, n: 2 }))).toBe('404 version_not_found');
    expect(await refusedWith(key.prompts.get({ id, version: 2 }))).toBe('404 version_not_found');
    expect(await refusedWith(key.prompts.get({ id, label: 'latest' }))).toBe('404 label_not_found');
    expect(await refusedWith(key.prompts.getByName({ name: 'draft' }))).toBe('404 prompt_not_found');
  });

  it('moves these labels only', async () => {
    const { id } = await prompt('moved', { labels: ['production'] });
    await ada.client.versions.create({ id, content: text('second') });
    const key = await keyed({ labels: ['production'] });
    expect((await key.labels.history({ id, label: 'production' })).data.items).toHaveLength(1);
    expect(await refusedWith(key.labels.history({ id, label: 'staging' }))).toBe('404 label_not_found');
    const move = (label: string, expected: number | null) => key.labels.move({ id, label, version: 2, expected });
    expect(await refusedWith(move('staging', null))).toBe('403 forbidden');
    expect((await move('production', 1)).data).toMatchObject({ name: 'production', version: 2 });
    expect((await key.prompts.get({ id })).data.version.number).toBe(2);
  });
});

describe('a key limited to labels', () => {
  /** Version 1 staged, version 2 released, version 3 nobody's yet. */
  async function released(name: string) {
    const { id } = await prompt(name, { labels: ['staging'] });
    await ada.client.versions.create({ id, content: text('two'), labels: ['production'] });
    await ada.client.versions.create({ id, content: text('UNRELEASED') });
    return id;
  }

  it('gets the version of each of its labels, not only of the first', async () => {
    const id = await released('two-labels');
    const key = await keyed({ labels: ['production', 'staging'] });
    const number = async (label?: string) => (await key.prompts.get({ id, label })).data.version.number;
    expect([await number(), await number('production'), await number('staging')]).toEqual([2, 2, 1]);
    expect((await key.prompts.getByName({ name: 'two-labels', label: 'staging' })).data.version.number).toBe(1);
    expect((await key.render.byId({ id, label: 'staging', variables: {} })).data).toMatchObject({ version: 1 });
    expect((await key.versions.list({ id, count: true })).data).toMatchObject({
      items: [{ number: 2 }, { number: 1 }],
      total: 2,
    });
    expect((await key.versions.get({ id, n: 1 })).data.number).toBe(1);
    expect(await refusedWith(key.versions.get({ id, n: 3 }))).toBe('404 version_not_found');
  });

  it('does not read by writing what it does not get', async () => {
    const id = await released('write-routes');
    const key = await keyed({ labels: ['production'] });
    const { data } = await key.prompts.update({ id, description: 'd' }, { ifMatch: '*' });
    expect(data.version).toMatchObject({ number: 2, content: { text: 'two' } });
    for (const n of [1, 3]) {
      expect(await refusedWith(key.versions.update({ id, n, message: 'm' }, { ifMatch: '*' }))).toBe(
        '404 version_not_found',
      );
      expect(await refusedWith(key.versions.remove({ id, n }, { ifMatch: '*' }))).toBe('404 version_not_found');
      expect(await refusedWith(key.versions.restore({ id, n }))).toBe('404 version_not_found');
    }
    await ada.client.prompts.remove({ id }, { ifMatch: '*' });
    expect((await key.prompts.restore({ id })).data.version.content).toMatchObject({ text: 'two' });
  });
});
