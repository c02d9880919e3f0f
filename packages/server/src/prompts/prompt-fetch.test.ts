import { setTimeout } from 'node:timers/promises';
import type { GivenContent } from '@incipit/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';

const text = (value: string): GivenContent => ({ type: 'text', text: value });

let server: TestServer;
let mira: TestUser;
let key: string;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  const { data } = await mira.client.apiKeys.create({ name: 'app', scopes: ['prompts:read'] });
  key = data.secret;
});
afterAll(() => server.close());

const fetchByName = (name: string, headers: Record<string, string> = {}, query = '') =>
  fetch(`${server.url}/api/v1/prompts/by-name/${encodeURIComponent(name)}${query}`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
  });

const textOf = async (name: string, query = '') => {
  const answer = await fetchByName(name, {}, query);
  const body = (await answer.json()) as { code?: string; version?: { content: { text: string } } };
  return body.version?.content.text ?? `${answer.status} ${body.code}`;
};

it('answers production, else the latest; or what is asked for', async () => {
  const { data: prompt } = await mira.client.prompts.create({ title: 'Hot', content: text('one') });
  const { id } = prompt;
  expect(await textOf('hot')).toBe('one');
  await mira.client.versions.create({ id, content: text('two') });
  expect(await textOf('hot')).toBe('two');
  await mira.client.labels.move({ id, label: 'production', version: 1, expected: null });
  expect(await textOf('hot')).toBe('one');
  expect(await textOf('hot', '?label=latest')).toBe('two');
  expect(await textOf('hot', '?version=2')).toBe('two');
  expect(await textOf('hot', '?version=3')).toBe('404 version_not_found');
  expect(await textOf('hot', '?version=0')).toBe('400 invalid_request');
  expect(await textOf('hot', '?label=staging')).toBe('404 label_not_found');
  expect(await textOf('hot', '?version=1&label=production')).toBe('400 selector_conflict');
  expect(await textOf('folder/none')).toBe('404 prompt_not_found');
});

describe('the cache', () => {
  it('answers 304 to the ETag, and a moved label at once', async () => {
    const { data: prompt } = await mira.client.prompts.create({
      title: 'Cached',
      content: text('one'),
      labels: ['production'],
    });
    const { id } = prompt;
    await mira.client.versions.create({ id, content: text('two') });
    const first = await fetchByName('cached');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\d+-[0-9a-f]{12}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const unchanged = await fetchByName('cached', { 'if-none-match': etag });
    expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
    expect([...unchanged.headers.keys()].sort()).toEqual(
      expect.arrayContaining(['cache-control', 'date', 'etag', 'vary']),
    );
    await mira.client.labels.move({ id, label: 'production', version: 2, expected: 1 });
    const moved = await fetchByName('cached', { 'if-none-match': etag });
    expect(moved.status).toBe(200);
    expect(await moved.json()).toMatchObject({ version: { number: 2, content: { text: 'two' } } });
  });

  it('never answers what was changed, while readers keep it warm', { timeout: 60_000 }, async () => {
    const { data: prompt } = await mira.client.prompts.create({ title: 'Busy', content: text('0') });
    let isWriting = true;
    const readers = Array.from({ length: 2 }, async () => {
      while (isWriting) {
        await textOf('busy');
        await setTimeout(1);
      }
    });
    try {
      for (let number = 1; number <= 20; number += 1) {
        await mira.client.versions.create({ id: prompt.id, content: text(String(number)) });
        expect(await textOf('busy')).toBe(String(number));
      }
    } finally {
      isWriting = false;
      await Promise.all(readers);
    }
  });

  it('forgets a prompt that is renamed, tagged anew or thrown away', async () => {
    const { data: prompt } = await mira.client.prompts.create({ title: 'Forget', content: text('x'), tags: ['old'] });
    const get = async () => (await (await fetchByName('forget')).json()) as { tags: { name: string }[]; name: string };
    expect((await get()).tags[0]?.name).toBe('old');
    const tag = prompt.tags[0]!;
    await mira.client.tags.update({ id: tag.id, name: 'new' }, { ifMatch: '*' });
    expect((await get()).tags[0]?.name).toBe('new');
    await mira.client.prompts.update({ id: prompt.id, name: 'forgotten' }, { ifMatch: '*' });
    expect((await get()).name).toBe('forgotten');
    await mira.client.prompts.remove({ id: prompt.id }, { ifMatch: '*' });
    expect((await fetchByName('forget')).status).toBe(404);
  });

  it('holds nothing that only some see: stars are not in it', async () => {
    const { data: prompt } = await mira.client.prompts.create({ title: 'Starless', content: text('x') });
    await mira.client.prompts.star({ id: prompt.id });
    const body = await (await fetchByName('starless')).json();
    expect(body).toMatchObject({ name: 'starless' });
    expect(body).not.toHaveProperty('starCount');
    expect(body).not.toHaveProperty('starred');
  });

  it('stops for a revoked key at once', async () => {
    await mira.client.prompts.create({ title: 'Revoked', content: text('x') });
    const { data } = await mira.client.apiKeys.create({ name: 'short', scopes: ['prompts:read'] });
    const as = () => server.client(data.secret).prompts.getByName({ name: 'revoked' });
    expect((await as()).data.title).toBe('Revoked');
    await mira.client.apiKeys.remove({ id: data.id });
    expect(await refusedWith(as())).toBe('401 unauthorized');
  });
});

it('serves a key limited to a label only what that label serves', async () => {
  const { data: made } = await mira.client.prompts.create({
    title: 'Limited',
    content: text('released'),
    labels: ['production'],
  });
  const { data: bare } = await mira.client.prompts.create({ title: 'Unlabelled', content: text('draft') });
  await mira.client.versions.create({ id: made.id, content: text('secret draft') });
  const { data: limited } = await mira.client.apiKeys.create({
    name: 'limited',
    scopes: ['prompts:read'],
    limits: { labels: ['production'] },
  });
  const client = server.client(limited.secret);
  expect((await client.prompts.get({ id: made.id })).data.version.content).toMatchObject({ text: 'released' });
  expect((await client.prompts.getByName({ name: 'limited' })).data.version.number).toBe(1);
  expect(await refusedWith(client.prompts.getByName({ name: 'limited', label: 'latest' }))).toBe('404 label_not_found');
  expect(await refusedWith(client.prompts.get({ id: made.id, version: 2 }))).toBe('404 version_not_found');
  expect(await refusedWith(client.prompts.get({ id: bare.id }))).toBe('404 prompt_not_found');
  expect((await client.versions.list({ id: made.id })).data.items.map((version) => version.number)).toEqual([1]);
  const { data: list } = await client.prompts.list();
  expect(list.items.map((item) => [item.name, item.preview])).not.toContainEqual(['unlabelled', 'draft']);
  expect(list.items.find((item) => item.name === 'limited')?.preview).toBe('released');
  expect(JSON.stringify(list)).not.toContain('secret draft');
});

it('answers a batch in order, each with its own outcome', async () => {
  const { data: made } = await mira.client.prompts.create({ title: 'Batch', content: text('one') });
  await mira.client.versions.create({ id: made.id, content: text('two') });
  const { data } = await server.client(key).prompts.batchGet({
    items: [{ name: 'batch', version: 1 }, { id: made.id }, { name: 'nothing-here' }, { name: 'batch', label: 'nope' }],
  });
  expect(data.items).toMatchObject([
    { prompt: { version: { number: 1 } } },
    { prompt: { version: { number: 2 } } },
    { problem: { status: 404, code: 'prompt_not_found' } },
    { problem: { status: 404, code: 'label_not_found' } },
  ]);
});
