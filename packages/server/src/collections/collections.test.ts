import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';

let server: TestServer;
let owner: TestUser;
let editor: TestUser;
let viewer: TestUser;
let stranger: TestUser;
let workspaceId: string;
beforeAll(async () => {
  server = await createTestServer();
  owner = await server.register('owner');
  editor = await server.register('editor');
  viewer = await server.register('viewer');
  stranger = await server.register('stranger');
  workspaceId = (await owner.client.workspaces.create({ name: 'Team' })).data.id;
  await joinWorkspace(server, editor, workspaceId, 'editor');
  await joinWorkspace(server, viewer, workspaceId, 'viewer');
});
afterAll(() => server.close());

const make = async (name: string, parentId: string | null = null) =>
  (await editor.client.collections.create({ workspaceId, name, parentId })).data;
const see = async (id: string) => (await viewer.client.collections.get({ id })).data;
const pathOf = async (id: string) => (await see(id)).path.map(({ name }) => name).join('/');
const newPrompt = async (title: string, collectionId: string | null, text = title) =>
  (await editor.client.prompts.create({ workspaceId, title, collectionId, content: { type: 'text', text } })).data;
const placeOf = async (id: string) => (await editor.client.prompts.get({ id })).data.collectionId;
const remove = (id: string, prompts: 'keep' | 'trash' = 'keep', user = editor) =>
  user.client.collections.remove({ id, prompts }, { ifMatch: '*' });
const chain = async (names: string[], parentId: string | null = null) => {
  const ids: string[] = [];
  for (const name of names) ids.push((await make(name, ids.at(-1) ?? parentId)).id);
  return ids;
};

/** What must always be true of the tree: who is above is who is above the parent, and the parent; counts are right. */
async function expectWholeTree() {
  const data = server.app.get(DataService);
  const all = await data.collections.findMany({ workspaceId });
  const byId = new Map(all.map((collection) => [collection.id, collection]));
  for (const { id, parentId, ancestorIds, promptCount } of all) {
    const parent = parentId === null ? null : byId.get(parentId);
    expect(ancestorIds).toEqual(parent ? [...parent.ancestorIds, parent.id] : []);
    expect(ancestorIds.length).toBeLessThan(8);
    expect(await data.prompts.count({ workspaceId, collectionId: id, deletedAt: null }, 100)).toBe(promptCount);
  }
  for (const { collectionId } of await data.prompts.findMany({ workspaceId })) {
    if (collectionId !== null) expect(byId.has(collectionId)).toBe(true);
  }
}

describe('create', () => {
  it('makes one at the top and one inside, with the path from the top', async () => {
    const top = await editor.client.collections.create({ workspaceId, name: '  Sales  ', description: ' d ' });
    expect(top.status).toBe(201);
    expect(top.etag).toMatch(/^"1-[0-9a-f]{12}"$/);
    expect(top.data).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      workspaceId,
      parentId: null,
      name: 'Sales',
      description: ' d ',
      path: [{ id: top.data.id, name: 'Sales' }],
      promptCount: 0,
      createdAt: expect.any(String),
      updatedAt: top.data.createdAt,
    });
    const inside = await make('Letters', top.data.id);
    expect(inside.path).toEqual([
      { id: top.data.id, name: 'Sales' },
      { id: inside.id, name: 'Letters' },
    ]);
    expect(await see(inside.id)).toEqual(inside);
  });

  it('refuses a second of one name in one place, ignoring case and the form of accents', async () => {
    const parent = await make('Unique');
    await make('Café', parent.id);
    const again = editor.client.collections.create({ workspaceId, name: ' CAFE\u0301 ', parentId: parent.id });
    await expect(again).rejects.toMatchObject({ status: 409, code: 'collection_exists' });
    await make('Café');
  });

  it('lets exactly one of many of one name through at the same moment', async () => {
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => make('Rush')));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'collection_exists' });
    }
  });

  it('goes 8 deep and no deeper', async () => {
    const ids = await chain(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(await pathOf(ids[7]!)).toBe('1/2/3/4/5/6/7/8');
    await expect(make('9', ids[7])).rejects.toMatchObject({ status: 409, code: 'collection_too_deep' });
  });

  it('inside one of another workspace is refused as if that did not exist', async () => {
    const { data: foreign } = await stranger.client.collections.create({ name: 'Foreign' });
    for (const parentId of [foreign.id, '0'.repeat(24)]) {
      await expect(make('x', parentId)).rejects.toMatchObject({ status: 404, code: 'collection_not_found' });
    }
  });
});

describe('the list', () => {
  it('is flat, by name, in pages, with paths', async () => {
    const home = stranger.workspace.id;
    const create = async (name: string, parentId: string | null = null) =>
      (await stranger.client.collections.create({ name, parentId })).data.id;
    const beta = await create('beta');
    await create('Alpha', beta);
    await create('gamma');
    const first = (await stranger.client.collections.list({ workspaceId: home, limit: 2, count: true })).data;
    const shown = first.items.map(({ name, path, parentId }) => [
      name,
      path.map((step) => step.name).join('/'),
      parentId,
    ]);
    expect(shown).toEqual([
      ['Alpha', 'beta/Alpha', beta],
      ['beta', 'beta', null],
    ]);
    expect(first).toMatchObject({ total: 4, totalIsExact: true });
    const cursor = first.nextCursor ?? '';
    const second = (await stranger.client.collections.list({ workspaceId: home, limit: 2, cursor })).data;
    expect(second.items.map(({ name }) => name)).toEqual(['Foreign', 'gamma']);
    expect(second.nextCursor).toBeNull();
  });
});

describe('update', () => {
  it('renames what was seen, and all below show it', async () => {
    const [top, below] = (await chain(['Before', 'Child'])) as [string, string];
    const { etag } = await editor.client.collections.get({ id: top });
    const { data } = await editor.client.collections.update({ id: top, name: 'After' }, { ifMatch: etag });
    expect(data.name).toBe('After');
    expect(await pathOf(below)).toBe('After/Child');
    const late = editor.client.collections.update({ id: top, name: 'Late' }, { ifMatch: etag });
    await expect(late).rejects.toMatchObject({ status: 412, code: 'precondition_failed' });
    const blind = editor.client.collections.update({ id: top, name: 'Blind' });
    await expect(blind).rejects.toMatchObject({ status: 428, code: 'precondition_required' });
  });

  it('moves with all that is below', async () => {
    const [, b, c] = (await chain(['A', 'B', 'C'])) as [string, string, string];
    const [, e] = (await chain(['D', 'E'])) as [string, string];
    const { data } = await editor.client.collections.update({ id: b, parentId: e }, { ifMatch: '*' });
    expect(data.parentId).toBe(e);
    expect(await pathOf(c)).toBe('D/E/B/C');
    await editor.client.collections.update({ id: b, parentId: null }, { ifMatch: '*' });
    expect(await pathOf(c)).toBe('B/C');
    await expectWholeTree();
  });

  it('refuses a place inside itself, too deep, taken, or missing, and changes nothing', async () => {
    const [a, b, c] = (await chain(['Loop', 'Middle', 'End'])) as [string, string, string];
    const deep = await chain(['d1', 'd2', 'd3', 'd4', 'd5', 'd6']);
    await make('Middle');
    const move = (id: string, parentId: string | null) =>
      editor.client.collections.update({ id, parentId }, { ifMatch: '*' });
    await expect(move(a, a)).rejects.toMatchObject({ status: 409, code: 'collection_cycle' });
    await expect(move(a, c)).rejects.toMatchObject({ status: 409, code: 'collection_cycle' });
    await expect(move(a, deep[5]!)).rejects.toMatchObject({ status: 409, code: 'collection_too_deep' });
    await expect(move(b, null)).rejects.toMatchObject({ status: 409, code: 'collection_exists' });
    await expect(move(b, '0'.repeat(24))).rejects.toMatchObject({ status: 404, code: 'collection_not_found' });
    expect(await pathOf(c)).toBe('Loop/Middle/End');
    await move(a, deep[4]!);
    expect(await pathOf(c)).toBe('d1/d2/d3/d4/d5/Loop/Middle/End');
    await expectWholeTree();
  });

  it('never makes a cycle of two moves at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const left = await make(`left ${round}`);
      const right = await make(`right ${round}`);
      const move = (id: string, parentId: string) =>
        editor.client.collections.update({ id, parentId }, { ifMatch: '*' });
      const results = await Promise.allSettled([move(left.id, right.id), move(right.id, left.id)]);
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused).toMatchObject([{ reason: { code: 'collection_cycle' } }]);
      await expectWholeTree();
    }
  });

  it('never goes too deep by two moves at the same moment', async () => {
    const upper = await chain(['u1', 'u2', 'u3', 'u4']);
    const middle = await chain(['m1', 'm2', 'm3']);
    const lower = await chain(['l1', 'l2', 'l3']);
    const move = (id: string, parentId: string) => editor.client.collections.update({ id, parentId }, { ifMatch: '*' });
    const moves = [move(middle[0]!, upper[3]!), move(lower[0]!, middle[2]!)];
    const refused = (await Promise.allSettled(moves)).filter((result) => result.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'collection_too_deep' } }]);
    await expectWholeTree();
  });

  it('to what it is already leaves the revision and writes no event', async () => {
    const { data, etag } = await editor.client.collections.create({ workspaceId, name: 'Still' });
    const same = await editor.client.collections.update(
      { id: data.id, name: 'Still', parentId: null },
      { ifMatch: '*' },
    );
    expect(same).toMatchObject({ data, etag });
    const events = await server.app.get(DataService).events.findMany({ 'target.id': data.id });
    expect(events.map(({ action }) => action)).toEqual(['collection.created']);
  });
});

describe('put and take', () => {
  it('move a prompt and count it', async () => {
    const [a, b] = [await make('Put a'), await make('Put b')];
    const prompt = await newPrompt('Moved about', null);
    const counts = async () => [(await see(a.id)).promptCount, (await see(b.id)).promptCount];
    expect((await editor.client.collections.put({ id: a.id, promptId: prompt.id })).status).toBe(204);
    expect([await placeOf(prompt.id), await counts()]).toEqual([a.id, [1, 0]]);
    const { etag } = await editor.client.prompts.get({ id: prompt.id });
    expect(etag).toMatch(/^"2-/);
    await editor.client.collections.put({ id: a.id, promptId: prompt.id });
    expect((await editor.client.prompts.get({ id: prompt.id })).etag).toBe(etag);
    await editor.client.collections.put({ id: b.id, promptId: prompt.id });
    expect([await placeOf(prompt.id), await counts()]).toEqual([b.id, [0, 1]]);
    const elsewhere = editor.client.collections.take({ id: a.id, promptId: prompt.id });
    await expect(elsewhere).rejects.toMatchObject({ status: 404, code: 'prompt_not_found' });
    await editor.client.collections.take({ id: b.id, promptId: prompt.id });
    expect([await placeOf(prompt.id), await counts()]).toEqual([null, [0, 0]]);
  });

  it('refuse prompts in the trash, and prompts and collections of others', async () => {
    const { id } = await make('Refusing');
    const trashed = await newPrompt('In the trash', null);
    await editor.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    const foreign = (await stranger.client.prompts.create({ title: 'Foreign', content: { type: 'text', text: 'x' } }))
      .data;
    const put = (user: TestUser, promptId: string) => user.client.collections.put({ id, promptId });
    await expect(put(editor, trashed.id)).rejects.toMatchObject({ status: 409, code: 'in_trash' });
    await expect(put(editor, foreign.id)).rejects.toMatchObject({ status: 404, code: 'prompt_not_found' });
    await expect(put(stranger, foreign.id)).rejects.toMatchObject({ status: 404, code: 'collection_not_found' });
    await expect(put(viewer, trashed.id)).rejects.toMatchObject({ status: 404, code: 'prompt_not_found' });
    const live = await newPrompt('Not for viewers', null);
    await expect(put(viewer, live.id)).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    expect((await see(id)).promptCount).toBe(0);
  });

  it('count live prompts, whatever happens to them', async () => {
    const [a, b] = [await make('Count a'), await make('Count b')];
    const counts = async () => [(await see(a.id)).promptCount, (await see(b.id)).promptCount];
    const prompt = await newPrompt('Counted here', a.id);
    expect(await counts()).toEqual([1, 0]);
    const { data: copy } = await editor.client.prompts.duplicate({ id: prompt.id });
    expect(await counts()).toEqual([2, 0]);
    await editor.client.prompts.update({ id: copy.id, collectionId: b.id }, { ifMatch: '*' });
    expect(await counts()).toEqual([1, 1]);
    await editor.client.prompts.remove({ id: copy.id }, { ifMatch: '*' });
    expect(await counts()).toEqual([1, 0]);
    await editor.client.prompts.restore({ id: copy.id });
    expect(await counts()).toEqual([1, 1]);
    await expectWholeTree();
  });
});

describe('remove, keeping prompts', () => {
  it('moves prompts and collections up, with ` (2)` where the name is taken', async () => {
    const [top, gone] = (await chain(['Keeper', 'Gone'])) as [string, string];
    const [child] = (await chain(['Twin', 'Grandchild'], gone)) as [string, string];
    await make('TWIN', top);
    await make('twin (2)', top);
    const sameName = await make('Gone', gone);
    const prompt = await newPrompt('Moves up', gone);
    const trashed = await newPrompt('Moves up from the trash', gone);
    await editor.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    expect((await remove(gone)).status).toBe(204);
    await expect(see(gone)).rejects.toMatchObject({ status: 404, code: 'collection_not_found' });
    expect(await pathOf(child)).toBe('Keeper/Twin (3)');
    expect(await pathOf(sameName.id)).toBe('Keeper/Gone');
    expect([await placeOf(prompt.id), await placeOf(trashed.id)]).toEqual([top, top]);
    expect((await see(top)).promptCount).toBe(1);
    await editor.client.prompts.restore({ id: trashed.id });
    expect((await see(top)).promptCount).toBe(2);
    await expectWholeTree();
  });

  it('at the top leaves prompts without a collection', async () => {
    const [gone, child] = (await chain(['Top gone', 'Comes up'])) as [string, string];
    const prompt = await newPrompt('Left alone', gone);
    await remove(gone);
    expect([await placeOf(prompt.id), await pathOf(child)]).toEqual([null, 'Comes up']);
    await expectWholeTree();
  });

  it('never loses a prompt that is put in at the same moment', async () => {
    const { id } = await make('Vanishing');
    const prompt = await newPrompt('Arriving', null);
    const put = editor.client.collections.put({ id, promptId: prompt.id });
    const [putResult] = await Promise.allSettled([put, remove(id)]);
    if (putResult.status === 'rejected') expect(putResult.reason).toMatchObject({ code: 'collection_not_found' });
    expect(await placeOf(prompt.id)).toBeNull();
    await expectWholeTree();
  });

  it('needs to have been seen', async () => {
    const { id } = await make('Unseen');
    await expect(editor.client.collections.remove({ id })).rejects.toMatchObject({ code: 'precondition_required' });
  });
});

describe('remove with prompts', () => {
  it('trashes every prompt below, each with its event, and deletes what is below', async () => {
    const [top, gone, below] = (await chain(['Bin top', 'Bin', 'Bin below'])) as [string, string, string];
    const prompts = [await newPrompt('Bin one', gone), await newPrompt('Bin two', below, 'see {{> bin-one}}')];
    await remove(gone, 'trash');
    for (const id of [gone, below]) await expect(see(id)).rejects.toMatchObject({ code: 'collection_not_found' });
    for (const { id } of prompts) {
      const { data } = await editor.client.prompts.get({ id });
      expect(data).toMatchObject({ deletedAt: expect.any(String), collectionId: top });
      const events = await server.app.get(DataService).events.findMany({ 'target.id': id });
      expect(events.map(({ action }) => action)).toContain('prompt.trashed');
    }
    expect((await see(top)).promptCount).toBe(0);
    await editor.client.prompts.restore({ id: prompts[0]!.id });
    expect((await see(top)).promptCount).toBe(1);
    await expectWholeTree();
  });

  it('is refused as a whole when a prompt inside is included from outside', async () => {
    const { id } = await make('Needed');
    const needed = await newPrompt('Needed part', id);
    const other = await newPrompt('Other part', id);
    const user = await newPrompt('Needs it', null, 'with {{> needed-part}}');
    await expect(remove(id, 'trash')).rejects.toMatchObject({
      status: 409,
      code: 'prompt_in_use',
      problem: { usedBy: [{ id: user.id, name: 'needs-it' }] },
    });
    for (const prompt of [needed, other]) {
      expect((await editor.client.prompts.get({ id: prompt.id })).data.deletedAt).toBeNull();
    }
    expect((await see(id)).promptCount).toBe(2);
  });

  it('is for owners when a prompt inside carries a protected label', async () => {
    const data = server.app.get(DataService);
    const { data: team } = await stranger.client.workspaces.create({ name: 'Protecting' });
    await data.workspaces.patch(team.id, { add: { protectedLabels: 'production' } });
    await joinWorkspace(server, editor, team.id, 'editor');
    const { data: folder } = await stranger.client.collections.create({ workspaceId: team.id, name: 'Released' });
    const { data: prompt } = await stranger.client.prompts.create({
      workspaceId: team.id,
      collectionId: folder.id,
      title: 'Released',
      labels: ['production'],
      content: { type: 'text', text: 'x' },
    });
    await expect(remove(folder.id, 'trash')).rejects.toMatchObject({ status: 403, code: 'label_protected' });
    expect((await stranger.client.prompts.get({ id: prompt.id })).data.deletedAt).toBeNull();
    expect((await remove(folder.id, 'trash', stranger)).status).toBe(204);
    expect((await stranger.client.prompts.get({ id: prompt.id })).data.deletedAt).not.toBeNull();
  });
});

describe('who may', () => {
  it('change collections: editors and owners; viewers see them; to others they do not exist', async () => {
    const guarded = await make('Guarded');
    const { id } = guarded;
    const acts = (user: TestUser) => [
      () => user.client.collections.update({ id, name: 'x' }, { ifMatch: '*' }),
      () => user.client.collections.remove({ id }, { ifMatch: '*' }),
    ];
    for (const act of acts(viewer)) await expect(act()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    const refused = { status: 404, code: 'collection_not_found' };
    for (const act of [...acts(stranger), () => stranger.client.collections.get({ id })]) {
      await expect(act()).rejects.toMatchObject(refused);
    }
    const newOne = { workspaceId, name: 'x' };
    await expect(viewer.client.collections.create(newOne)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(stranger.client.collections.create(newOne)).rejects.toMatchObject({ code: 'workspace_not_found' });
    await expect(stranger.client.collections.list({ workspaceId })).rejects.toMatchObject({
      code: 'workspace_not_found',
    });
    await expect(server.client().collections.get({ id })).rejects.toMatchObject({ status: 401, code: 'unauthorized' });
    expect(await see(id)).toEqual(guarded);
  });

  it('see more than its own collection and what is below: no key that is limited to it', async () => {
    const [above, own, below] = (await chain(['Above', 'Own', 'Below'])) as [string, string, string];
    const { data: key } = await owner.client.apiKeys.create({
      workspaceId,
      name: 'limited',
      scopes: ['prompts:read', 'prompts:write'],
      limits: { collectionId: own },
    });
    const limited = server.client(key.secret);
    const { data } = await limited.collections.list({});
    expect(
      data.items.map(({ name, path, parentId }) => [name, path.map((step) => step.name).join('/'), parentId]),
    ).toEqual([
      ['Below', 'Own/Below', own],
      ['Own', 'Own', null],
    ]);
    await expect(limited.collections.get({ id: above })).rejects.toMatchObject({ code: 'collection_not_found' });
    await expect(limited.collections.create({ name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(limited.collections.create({ name: 'x', parentId: above })).rejects.toMatchObject({
      code: 'collection_not_found',
    });
    const { data: made } = await limited.collections.create({ name: 'Made', parentId: below });
    expect(await pathOf(made.id)).toBe('Above/Own/Below/Made');
    const out = limited.collections.update({ id: below, parentId: above }, { ifMatch: '*' });
    await expect(out).rejects.toMatchObject({ code: 'collection_not_found' });
    await expect(limited.collections.remove({ id: own }, { ifMatch: '*' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const prompt = await newPrompt('Within limits', own);
    const take = limited.collections.take({ id: own, promptId: prompt.id });
    await expect(take).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    await limited.collections.put({ id: below, promptId: prompt.id });
    expect(await placeOf(prompt.id)).toBe(below);
  });
});
