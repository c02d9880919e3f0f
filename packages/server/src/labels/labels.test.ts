import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
});
afterAll(() => server.close());

/** A prompt with as many versions. */
async function make(title: string, versions: number): Promise<string> {
  const { data } = await mira.client.prompts.create({ title, content: { type: 'text', text: 'text 1' } });
  for (let number = 2; number <= versions; number += 1) {
    await mira.client.versions.create({ id: data.id, content: { type: 'text', text: `text ${number}` } });
  }
  return data.id;
}

const move = (id: string, version: number, expected?: number | null, reason?: string) =>
  mira.client.labels.move({ id, label: 'production', version, expected, reason });

it('has one winner of twenty concurrent moves that expect the same', { timeout: 60_000 }, async () => {
  const id = await make('Race', 21);
  await move(id, 1, null);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => move(id, index + 2, 1)));
  const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(won).toHaveLength(1);
  const winner = won[0]!.value.data.version;
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({ status: 409, code: 'label_moved', problem: { actual: winner } });
  }
  const { data } = await mira.client.labels.history({ id, label: 'production' });
  expect(data.items.map(({ from, to }) => [from, to])).toEqual([
    [1, winner],
    [null, 1],
  ]);
});

it('keeps who moved it, when, from where to where, and why', async () => {
  const id = await make('History', 3);
  await move(id, 1, null, 'First release');
  await move(id, 3, 1, 'Better');
  const { data: label } = await move(id, 3, 3);
  expect(label).toMatchObject({ name: 'production', version: 3, protected: false, updatedBy: { username: 'mira' } });
  await mira.client.labels.remove({ id, label: 'production', expected: 3, reason: 'Gone' });
  const { data } = await mira.client.labels.history({ id, label: 'production' });
  expect(data.items).toMatchObject([
    { label: 'production', from: 3, to: null, reason: 'Gone', by: { username: 'mira' } },
    { from: 1, to: 3, reason: 'Better' },
    { from: null, to: 1, reason: 'First release' },
  ]);
  expect((await mira.client.labels.list({ id })).data.items).toEqual([]);
  expect((await mira.client.prompts.get({ id })).data.labels).toEqual({ latest: 3 });
});

it('lists the labels by name, without latest, and does not raise the revision', async () => {
  const id = await make('List', 2);
  const before = (await mira.client.prompts.get({ id })).etag?.split('-')[0];
  for (const label of ['staging', 'eu-pilot']) {
    await mira.client.labels.move({ id, label, version: 1, expected: null });
  }
  const { data } = await mira.client.labels.list({ id });
  expect(data.items.map(({ name, version }) => [name, version])).toEqual([
    ['eu-pilot', 1],
    ['staging', 1],
  ]);
  expect((await mira.client.prompts.get({ id })).etag?.split('-')[0]).toBe(before);
});

describe('refuses', () => {
  it('a move that does not say where the label is, or is wrong about it', async () => {
    const id = await make('Refuse', 2);
    expect(await refusedWith(move(id, 1))).toBe('428 precondition_required');
    expect(await refusedWith(move(id, 9, null))).toBe('404 version_not_found');
    const absent = await refusalOf(move(id, 1, 2));
    expect([absent.code, absent.problem?.actual]).toEqual(['label_moved', null]);
    await mira.client.labels.move({ id, label: 'production', version: 1 }, { ifMatch: '*' });
    const there = await refusalOf(move(id, 2, null));
    expect([there.code, there.problem?.actual]).toEqual(['label_moved', 1]);
    const remove = (expected?: number) => mira.client.labels.remove({ id, label: 'production', expected });
    expect(await refusedWith(remove())).toBe('428 precondition_required');
    expect(await refusedWith(remove(2))).toBe('409 label_moved');
    await mira.client.labels.remove({ id, label: 'production' }, { ifMatch: '*' });
    expect(await refusedWith(remove(1))).toBe('404 label_not_found');
  });

  it('"latest", names that are none, and prompts in the trash', async () => {
    const id = await make('Reserved', 1);
    const to = (label: string) => mira.client.labels.move({ id, label, version: 1, expected: null });
    expect(await refusedWith(to('latest'))).toBe('400 label_reserved');
    expect(await refusedWith(to('Not A Label'))).toBe('400 invalid_request');
    expect(await refusedWith(to('12'))).toBe('400 invalid_request');
    await mira.client.prompts.remove({ id }, { ifMatch: '*' });
    expect(await refusedWith(to('production'))).toBe('409 in_trash');
  });

  it('a key without the scope, and grants one that has it', async () => {
    const id = await make('Scopes', 1);
    const keyWith = async (scopes: ('prompts:write' | 'labels:write')[]) =>
      server.client((await mira.client.apiKeys.create({ name: 'k', scopes })).data.secret);
    const input = { id, label: 'production', version: 1, expected: null };
    expect(await refusedWith((await keyWith(['prompts:write'])).labels.move(input))).toBe('403 scope_missing');
    expect((await (await keyWith(['labels:write'])).labels.move(input)).data.version).toBe(1);
    const saver = await keyWith(['prompts:write']);
    const save = saver.versions.create({ id, content: { type: 'text', text: 'new' }, labels: ['production'] });
    expect(await refusedWith(save)).toBe('403 scope_missing');
  });
});
