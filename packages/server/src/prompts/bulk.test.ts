import type { BulkAction } from '@incipit/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;
let noah: TestUser;
let lea: TestUser;
let team: string;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  noah = await server.register('noah');
  lea = await server.register('lea');
  team = (await mira.client.workspaces.create({ name: 'Team' })).data.id;
  await joinWorkspace(server, noah, team, 'editor');
  await joinWorkspace(server, lea, team, 'viewer');
});
afterAll(() => server.close());

const text = (value: string) => ({ type: 'text' as const, text: value });
const make = async (title: string, more: object = {}) =>
  (await mira.client.prompts.create({ workspaceId: team, title, content: text(title), ...more })).data;
const three = (title: string, more: object = {}) =>
  Promise.all([make(`${title} 1`, more), make(`${title} 2`, more), make(`${title} 3`, more)]);
const get = async (id: string) => (await mira.client.prompts.get({ id })).data;

/** The outcomes, as one word each. */
async function outcomes(action: BulkAction, client = mira.client): Promise<string[]> {
  const { results } = (await client.prompts.bulk(action)).data;
  expect(results.map(({ id }) => id)).toEqual(action.ids);
  return results.map(({ ok, code }) => (ok ? 'ok' : (code ?? '')));
}

const idsOf = (prompts: readonly { id: string }[]) => prompts.map(({ id }) => id);
const nobody = 'f'.repeat(24);

describe('each action', () => {
  it('moves into a collection and out of it, and counts', async () => {
    const { data: folder } = await mira.client.collections.create({ workspaceId: team, name: 'Folder' });
    const ids = idsOf(await three('Moved'));
    expect(await outcomes({ ids, action: 'move', collectionId: folder.id })).toEqual(['ok', 'ok', 'ok']);
    expect((await mira.client.collections.get({ id: folder.id })).data.promptCount).toBe(3);
    expect(await outcomes({ ids: ids.slice(1), action: 'move', collectionId: null }, noah.client)).toEqual([
      'ok',
      'ok',
    ]);
    expect((await mira.client.collections.get({ id: folder.id })).data.promptCount).toBe(1);
    expect((await get(ids[0]!)).collectionId).toBe(folder.id);
  });

  it('puts tags on besides those that are there, and takes them off, whatever their case', async () => {
    const prompts = await three('Tagged', { tags: ['kept'] });
    const ids = idsOf(prompts);
    expect(await outcomes({ ids, action: 'tag', tags: ['New', 'KEPT', 'other'] })).toEqual(['ok', 'ok', 'ok']);
    expect((await get(ids[1]!)).tags.map(({ name }) => name)).toEqual(['kept', 'New', 'other']);
    expect(await outcomes({ ids, action: 'untag', tags: ['new', 'never-there'] })).toEqual(['ok', 'ok', 'ok']);
    expect((await get(ids[2]!)).tags.map(({ name }) => name)).toEqual(['kept', 'other']);
    const { items } = (await mira.client.tags.list({ workspaceId: team })).data;
    expect(items.map(({ name, promptCount }) => [name, promptCount])).toEqual([
      ['kept', 3],
      ['New', 0],
      ['other', 3],
    ]);
  });

  it('that changes nothing leaves the revision as it is', async () => {
    const [prompt] = await three('Same', { tags: ['same'] });
    const revision = async () => (await mira.client.prompts.get({ id: prompt.id })).etag?.split('-')[0];
    const before = await revision();
    for (const action of ['tag', 'untag'] as const) {
      const tags = action === 'tag' ? ['SAME'] : ['not-on-it'];
      expect(await outcomes({ ids: [prompt.id], action, tags })).toEqual(['ok']);
    }
    expect(await outcomes({ ids: [prompt.id], action: 'move', collectionId: null })).toEqual(['ok']);
    expect(await revision()).toBe(before);
  });

  it('trashes, restores and deletes for good, each with its event', async () => {
    const ids = idsOf(await three('Gone'));
    expect(await outcomes({ ids: [ids[0]!, ids[1]!], action: 'trash' })).toEqual(['ok', 'ok']);
    expect(await outcomes({ ids, action: 'trash' })).toEqual(['in_trash', 'in_trash', 'ok']);
    await make('Gone 1');
    expect(await outcomes({ ids: [ids[0]!, ids[1]!], action: 'restore' })).toEqual(['name_taken', 'ok']);
    expect(await outcomes({ ids, action: 'delete' })).toEqual(['ok', 'not_in_trash', 'ok']);
    expect(await refusedWith(get(ids[0]!))).toBe('404 prompt_not_found');
    expect((await get(ids[1]!)).deletedAt).toBeNull();
    const { items } = (await mira.client.audit.list({ workspaceId: team, action: 'prompt.removed' })).data;
    expect(items.map(({ target }) => target.id).sort()).toEqual([ids[0], ids[2]].sort());
  });

  it('sets a label to a version, or to the latest of each, wherever it was', async () => {
    const [one, two] = await three('Labelled', { labels: ['stable'] });
    await mira.client.versions.create({ id: two.id, content: text('second') });
    const ids = [one.id, two.id];
    expect(await outcomes({ ids, action: 'label', label: 'stable' })).toEqual(['ok', 'ok']);
    expect((await get(two.id)).labels).toEqual({ stable: 2, latest: 2 });
    expect(await outcomes({ ids, action: 'label', label: 'stable', version: 2 })).toEqual(['version_not_found', 'ok']);
    const { items } = (await mira.client.labels.history({ id: two.id, label: 'stable' })).data;
    expect(items.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [null, 1],
    ]);
  });

  it('sets the visibility, for owners', async () => {
    const ids = idsOf(await three('Seen'));
    expect(await outcomes({ ids, action: 'visibility', visibility: 'public' }, noah.client)).toEqual(
      Array(3).fill('forbidden'),
    );
    expect(await outcomes({ ids, action: 'visibility', visibility: 'public' })).toEqual(['ok', 'ok', 'ok']);
    expect((await get(ids[2]!)).visibility).toBe('public');
  });
});

describe('each prompt', () => {
  it('has its own outcome, and what one may not see is missing', async () => {
    const foreign = await noah.client.prompts.create({ title: 'Foreign', content: text('x') });
    const [one] = await three('Own');
    const ids = [foreign.data.id, nobody, one.id];
    expect(await outcomes({ ids, action: 'tag', tags: ['mine'] })).toEqual([
      'prompt_not_found',
      'prompt_not_found',
      'ok',
    ]);
    expect(await outcomes({ ids: [one.id], action: 'trash' }, lea.client)).toEqual(['forbidden']);
    expect((await get(one.id)).deletedAt).toBeNull();
  });

  it('that is given twice is done once', async () => {
    const [one, two] = await three('Twice');
    expect(await outcomes({ ids: [one.id, two.id, one.id], action: 'trash' })).toEqual(['ok', 'ok', 'ok']);
    const { items } = (await mira.client.audit.activity({ id: one.id })).data;
    expect(items.map(({ action }) => action)).toEqual(['prompt.trashed', 'prompt.created']);
  });

  it('that others include, or that carries a protected label, stays', async () => {
    const [part, kept, plain] = await three('Part');
    await make('User', { content: text(`{{> ${part.name}}}`) });
    await mira.client.labels.move({ id: kept.id, label: 'guarded', version: 1, expected: null });
    await mira.client.labels.protect({ id: team, label: 'guarded', protected: true });
    const ids = [part.id, kept.id, plain.id];
    expect(await outcomes({ ids, action: 'trash' }, noah.client)).toEqual(['prompt_in_use', 'label_protected', 'ok']);
    expect(await outcomes({ ids, action: 'label', label: 'guarded' }, noah.client)).toEqual([
      'label_protected',
      'label_protected',
      'label_protected',
    ]);
  });
});

describe('the whole request is refused', () => {
  it('for a collection that one does not see, a reserved label, or a scope that is missing', async () => {
    const [one] = await three('Untouched');
    const ids = [one.id];
    const { data: foreign } = await noah.client.collections.create({ name: 'Foreign' });
    for (const collectionId of [foreign.id, nobody]) {
      expect(await refusedWith(mira.client.prompts.bulk({ ids, action: 'move', collectionId }))).toBe(
        '404 collection_not_found',
      );
    }
    expect(await refusedWith(mira.client.prompts.bulk({ ids, action: 'label', label: 'latest' }))).toBe(
      '400 label_reserved',
    );
    const keyOf = async (...scopes: ('prompts:read' | 'prompts:write' | 'labels:write')[]) =>
      server.client((await mira.client.apiKeys.create({ workspaceId: team, name: 'k', scopes })).data.secret).prompts;
    const label = { ids, action: 'label', label: 'stable' } as const;
    expect(await refusedWith((await keyOf('prompts:read')).bulk({ ids, action: 'trash' }))).toBe('403 scope_missing');
    expect(await refusedWith((await keyOf('prompts:write')).bulk(label))).toBe('403 scope_missing');
    expect(await refusedWith((await keyOf('labels:write')).bulk(label))).toBe('403 scope_missing');
    expect((await (await keyOf('prompts:write', 'labels:write')).bulk(label)).data.results).toEqual([
      { id: one.id, ok: true },
    ]);
  });

  it('for what is no action, or belongs to another', async () => {
    const ids = [nobody];
    const faults = async (body: unknown) =>
      (await refusalOf(mira.client.prompts.bulk(body as BulkAction))).problem?.errors?.map(({ path }) => path);
    expect(await faults({ ids, action: 'explode' })).toEqual(['action']);
    expect(await faults({ ids: [], action: 'trash' })).toEqual(['ids']);
    expect(await faults({ ids: Array(101).fill(nobody), action: 'trash' })).toEqual(['ids']);
    expect(await faults({ ids, action: 'move' })).toEqual(['collectionId']);
    expect(await faults({ ids, action: 'trash', tags: ['x'] })).toEqual(['tags']);
    expect(await faults({ ids, action: 'tag', tags: [], more: 1 })).toEqual(['tags', 'more']);
  });
});
