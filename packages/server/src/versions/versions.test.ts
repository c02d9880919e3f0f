import type { GivenContent } from '@incipit/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

const text = (value: string): GivenContent => ({ type: 'text', text: value });

let server: TestServer;
let mira: TestUser;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
});
afterAll(() => server.close());

const make = async (title: string, value = 'one') =>
  (await mira.client.prompts.create({ title, content: text(value) })).data.id;
const save = (id: string, value: string, more: object = {}) =>
  mira.client.versions.create({ id, content: text(value), ...more });

it('gives fifty concurrent saves fifty consecutive numbers', { timeout: 60_000 }, async () => {
  const id = await make('Fifty');
  const saved = await Promise.all(Array.from({ length: 50 }, (_, index) => save(id, `text ${index}`)));
  const numbers = saved.map(({ data }) => data.number).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
  const { data } = await mira.client.versions.list({ id, limit: 100 });
  expect(data.items.map((version) => version.number)).toEqual([...numbers].reverse().concat(1));
  const texts = new Map(saved.map(({ data: version }) => [version.number, version.content]));
  for (const version of data.items.slice(0, 50)) expect(version.content).toEqual(texts.get(version.number));
});

it('keeps a thousand random strings byte for byte, in the old and the new version', { timeout: 120_000 }, async () => {
  const anyText = fc
    .string({ unit: 'binary', maxLength: 200 })
    .filter((value) => value.isWellFormed() && !value.includes('\u0000'));
  const ten = fc.array(anyText, { minLength: 10, maxLength: 10 });
  const chat = (texts: readonly string[]): GivenContent => ({
    type: 'chat',
    messages: texts.map((content) => ({ role: 'user', content })),
  });
  const { data: prompt } = await mira.client.prompts.create({ title: 'Bytes', content: chat(['seed']) });
  const expectStored = async (n: number, texts: readonly string[]) => {
    const { data } = await mira.client.versions.get({ id: prompt.id, n });
    const stored = data.content.type === 'chat' ? data.content.messages : [];
    const bytes = stored.map((message) => Buffer.from('content' in message ? message.content : ''));
    expect(bytes).toEqual(texts.map((text) => Buffer.from(text)));
  };
  let before: readonly string[] = ['seed'];
  let number = 1;
  await fc.assert(
    fc.asyncProperty(ten, async (texts) => {
      const { data } = await mira.client.versions.create({ id: prompt.id, content: chat(texts) });
      await expectStored(data.number, texts);
      if (data.number !== number) await expectStored(number, before);
      before = texts;
      number = data.number;
    }),
    { numRuns: 100, endOnFailure: true },
  );
});

describe('save', () => {
  it('makes no version of equal content, and still moves the labels', async () => {
    const id = await make('Equal');
    const again = await save(id, 'one', { labels: ['production'], baseVersion: 7 });
    expect([again.status, again.data.number, again.data.deduplicated]).toEqual([200, 1, true]);
    expect(again.data.labels).toEqual(['latest', 'production']);
    const other = await mira.client.versions.create({ id, content: { ...text('one'), config: { temperature: 0.3 } } });
    expect([other.status, other.data.number]).toEqual([201, 2]);
  });

  it('refuses to overwrite what was not seen', async () => {
    const id = await make('Conflict');
    await save(id, 'two', { baseVersion: 1 });
    const lost = await refusalOf(save(id, 'also two', { baseVersion: 1 }));
    expect([lost.status, lost.code, lost.problem?.latestVersion]).toEqual([409, 'version_conflict', 2]);
  });

  it('keeps config and variables as they were given', async () => {
    const id = await make('Config');
    const config = {
      model: 'm',
      nothing: {},
      list: [1, { z: 1, a: [] }],
      zero: -1.5e-7,
      nested: { '1': 'b', a: null },
    };
    const variables = [
      { name: 'länge', type: 'select' as const, required: false, options: ['kurz', 'lang'], default: 'kurz' },
      { name: 'n', type: 'number' as const, required: true, description: 'How many' },
    ];
    await mira.client.versions.create({ id, content: { ...text('{{länge}} {{n}}'), config, variables } });
    const { data } = await mira.client.versions.get({ id, n: 2 });
    expect(JSON.stringify(data.content.config)).toBe(JSON.stringify(config));
    expect(data.content.variables).toEqual(variables);
  });

  it('restores once for one Idempotency-Key', async () => {
    const id = await make('Once');
    await save(id, 'two');
    const restore = () => mira.client.versions.restore({ id, n: 1 }, { idempotencyKey: 'restore-1' });
    const first = await restore();
    await save(id, 'four');
    expect((await restore()).data).toEqual(first.data);
    expect((await mira.client.versions.list({ id, count: true })).data.total).toBe(4);
  });

  it('of a number that is not there is missing, before a condition is', async () => {
    const id = await make('Missing');
    expect(await refusedWith(mira.client.versions.update({ id, n: 9, message: 'm' }))).toBe('404 version_not_found');
    expect(await refusedWith(mira.client.versions.remove({ id, n: 9 }, { ifMatch: '"7-0123456789ab"' }))).toBe(
      '404 version_not_found',
    );
  });

  it('answers a repeated call with the same Idempotency-Key from the first one', async () => {
    const id = await make('Retry');
    const create = (value: string) =>
      mira.client.versions.create({ id, content: text(value) }, { idempotencyKey: 'retry-1' });
    const first = await create('two');
    await save(id, 'three');
    expect((await create('two')).data).toEqual(first.data);
    expect(await refusedWith(create('another body'))).toBe('422 idempotency_mismatch');
    expect((await mira.client.versions.list({ id })).data.items).toHaveLength(3);
  });
});

it('restores an older version as the newest', async () => {
  const id = await make('Restore', 'first');
  await save(id, 'second');
  const { data, status } = await mira.client.versions.restore({ id, n: 1 });
  expect(status).toBe(201);
  expect(data).toMatchObject({
    number: 3,
    restoredFrom: 1,
    message: 'Restored from version 1',
    content: { text: 'first' },
  });
  const again = await mira.client.versions.restore({ id, n: 1 });
  expect([again.status, again.data.number, again.data.deduplicated]).toEqual([200, 3, true]);
  expect(await refusedWith(mira.client.versions.restore({ id, n: 9 }))).toBe('404 version_not_found');
});

it('shows what changed between two versions', async () => {
  const id = await make('Diff', 'Act as a poet.\nBe short.\n');
  await save(id, 'Act as a critic.\nBe short.\n');
  const { data } = await mira.client.versions.diff({ id, a: 1, b: 2 });
  expect(data).toMatchObject({ from: 1, to: 2, changes: [{ path: '/text' }] });
  expect(data.changes[0]?.hunks.map((hunk) => hunk.op)).toEqual(['equal', 'delete', 'insert', 'equal']);
});

describe('mend and delete', () => {
  it('changes only the message, with If-Match of the version', async () => {
    const id = await make('Message');
    const { data, etag } = await mira.client.versions.get({ id, n: 1 });
    expect(data.message).toBe('');
    const mended = await mira.client.versions.update({ id, n: 1, message: 'Now I know why' }, { ifMatch: etag });
    expect(mended.data.message).toBe('Now I know why');
    const stale = mira.client.versions.update({ id, n: 1, message: 'x' }, { ifMatch: etag });
    expect(await refusedWith(stale)).toBe('412 precondition_failed');
  });

  it('deletes one version for good and never gives its number again', async () => {
    const id = await make('Leak');
    await save(id, 'my secret', { labels: ['production'] });
    const remove = (n: number) => mira.client.versions.remove({ id, n }, { ifMatch: '*' });
    expect(await refusedWith(remove(2))).toBe('409 version_labelled');
    await mira.client.labels.remove({ id, label: 'production', expected: 2 });
    await remove(2);
    const { data: prompt } = await mira.client.prompts.get({ id });
    expect(prompt).toMatchObject({ latestVersion: 1, labels: { latest: 1 }, version: { content: { text: 'one' } } });
    expect(await refusedWith(mira.client.versions.get({ id, n: 2 }))).toBe('404 version_not_found');
    expect((await save(id, 'next')).data.number).toBe(3);
    await remove(1);
    expect(await refusedWith(remove(3))).toBe('409 last_version');
  });

  it('answers 404 for numbers that are none', async () => {
    const id = await make('Numbers');
    for (const n of ['0', '01', '1.5', 'abc', '-1', '99999999999']) {
      const answer = await fetch(`${server.url}/api/v1/prompts/${id}/versions/${n}`, {
        headers: { authorization: `Bearer ${mira.token}` },
      });
      expect([n, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        n,
        404,
        'version_not_found',
      ]);
    }
  });
});
