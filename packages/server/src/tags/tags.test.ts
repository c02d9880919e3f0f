import { setTimeout as delay } from 'node:timers/promises';
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

const newTag = async (name: string, color: string | null = null) =>
  (await editor.client.tags.create({ workspaceId, name, color })).data;
const newPrompt = async (title: string, tags: string[]) =>
  (await editor.client.prompts.create({ workspaceId, title, tags, content: { type: 'text', text: title } })).data;
const tagOf = async (id: string) => (await viewer.client.tags.get({ id })).data;
const tagsOf = async (id: string) => (await viewer.client.prompts.get({ id })).data.tags.map((tag) => tag.name);

describe('create', () => {
  it('makes a tag, trimmed, and answers where it is', async () => {
    const { status, data, etag } = await editor.client.tags.create({
      workspaceId,
      name: '  Sales  ',
      color: '#a3291c',
    });
    expect(status).toBe(201);
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      workspaceId,
      name: 'Sales',
      color: '#a3291c',
      promptCount: 0,
      createdAt: expect.any(String),
      updatedAt: data.createdAt,
    });
    expect(etag).toMatch(/^"1-[0-9a-f]{12}"$/);
    expect((await viewer.client.tags.get({ id: data.id })).data).toEqual(data);
  });

  it('finds the same word in another case and leaves it as it is', async () => {
    const first = await newTag('Straße', '#111111');
    const again = await editor.client.tags.create({ workspaceId, name: 'STRASSE', color: '#222222' });
    expect(again.status).toBe(200);
    expect(again.data).toEqual(first);
  });

  it('makes one tag of many requests at the same moment', async () => {
    const names = ['Rush', 'RUSH', 'rush', 'rUSH', 'RuSh', 'Rush', 'RUSH', 'rush'];
    const answers = await Promise.all(names.map((name) => editor.client.tags.create({ workspaceId, name })));
    expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
  });

  it('makes one tag of many prompts that bring it at the same moment', async () => {
    const titles = Array.from({ length: 6 }, (_, index) => `Bring ${index}`);
    const prompts = await Promise.all(titles.map((title) => newPrompt(title, ['brought', 'Carried'])));
    const ids = new Set(prompts.flatMap((prompt) => prompt.tags.map((tag) => tag.id)));
    expect(ids.size).toBe(2);
    for (const id of ids) expect((await tagOf(id)).promptCount).toBe(6);
  });

  it('goes into the own workspace when none is named', async () => {
    const { data } = await stranger.client.tags.create({ name: 'mine' });
    expect(data.workspaceId).toBe(stranger.workspace.id);
  });

  it('records one event for what was made, none for what was found', async () => {
    await newTag('Once');
    const { data } = await editor.client.tags.create({ workspaceId, name: 'once' });
    const events = await server.app.get(DataService).events.findMany({ 'target.id': data.id });
    expect(events).toMatchObject([
      { action: 'tag.created', workspaceId, actorId: editor.user.id, target: { model: 'tag', name: 'Once' } },
    ]);
  });
});

describe('the list', () => {
  it('is by name ignoring case, in pages, counted on demand', async () => {
    const { data: home } = await stranger.client.workspaces.create({ name: 'List' });
    for (const name of ['beta', 'Alpha', 'gamma', 'Delta']) {
      await stranger.client.tags.create({ workspaceId: home.id, name });
    }
    const first = (await stranger.client.tags.list({ workspaceId: home.id, limit: 3, count: true })).data;
    expect(first.items.map((tag) => tag.name)).toEqual(['Alpha', 'beta', 'Delta']);
    expect(first).toMatchObject({ total: 4, totalIsExact: true, nextCursor: expect.any(String) });
    const cursor = first.nextCursor ?? '';
    const second = (await stranger.client.tags.list({ workspaceId: home.id, limit: 3, cursor })).data;
    expect(second).toMatchObject({ items: [{ name: 'gamma' }], nextCursor: null });
    expect(second).not.toHaveProperty('total');
    await expect(stranger.client.tags.list({ cursor })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('update', () => {
  it('renames and recolours what was seen', async () => {
    const { data, etag } = await editor.client.tags.create({ workspaceId, name: 'Old name' });
    const changed = await editor.client.tags.update(
      { id: data.id, name: 'New name', color: '#00ff00' },
      { ifMatch: etag },
    );
    expect(changed.data).toMatchObject({ id: data.id, name: 'New name', color: '#00ff00', createdAt: data.createdAt });
    expect(changed.etag).toMatch(/^"2-/);
    const stale = editor.client.tags.update({ id: data.id, name: 'Newer' }, { ifMatch: etag });
    await expect(stale).rejects.toMatchObject({ status: 412, code: 'precondition_failed' });
    const blind = editor.client.tags.update({ id: data.id, name: 'Newer' });
    await expect(blind).rejects.toMatchObject({ status: 428, code: 'precondition_required' });
    expect((await tagOf(data.id)).name).toBe('New name');
  });

  it('may change only the case', async () => {
    const tag = await newTag('casing');
    const { data } = await editor.client.tags.update({ id: tag.id, name: 'Casing' }, { ifMatch: '*' });
    expect(data.name).toBe('Casing');
  });

  it('to the name of another tag is refused and changes nothing', async () => {
    await newTag('Taken');
    const tag = await newTag('Free');
    const change = editor.client.tags.update({ id: tag.id, name: 'tAKEN', color: '#123456' }, { ifMatch: '*' });
    await expect(change).rejects.toMatchObject({ status: 409, code: 'tag_exists' });
    expect(await tagOf(tag.id)).toEqual(tag);
  });

  it('to what it is already leaves the revision and writes no event', async () => {
    const { data, etag } = await editor.client.tags.create({ workspaceId, name: 'Still' });
    const same = await editor.client.tags.update({ id: data.id, name: 'Still', color: null }, { ifMatch: '*' });
    expect(same).toMatchObject({ data, etag });
    const events = await server.app.get(DataService).events.findMany({ 'target.id': data.id });
    expect(events.map((event) => event.action)).toEqual(['tag.created']);
  });

  it('shows on the prompts at once', async () => {
    const prompt = await newPrompt('Shows the name', ['before']);
    await editor.client.tags.update({ id: prompt.tags[0]!.id, name: 'after' }, { ifMatch: '*' });
    expect(await tagsOf(prompt.id)).toEqual(['after']);
  });
});

describe('remove', () => {
  it('takes it off all prompts, in the trash too, and raises their revisions', async () => {
    const live = await newPrompt('Live one', ['doomed', 'stays']);
    const trashed = await newPrompt('Trashed one', ['doomed']);
    await editor.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    const { etag } = await editor.client.prompts.get({ id: live.id });
    const id = live.tags.find((tag) => tag.name === 'doomed')!.id;
    expect((await editor.client.tags.remove({ id }, { ifMatch: '*' })).status).toBe(204);
    await expect(viewer.client.tags.get({ id })).rejects.toMatchObject({ status: 404, code: 'tag_not_found' });
    expect(await tagsOf(live.id)).toEqual(['stays']);
    expect((await editor.client.prompts.get({ id: trashed.id })).data.tags).toEqual([]);
    const late = editor.client.prompts.update({ id: live.id, title: 'x' }, { ifMatch: etag });
    await expect(late).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await server.app.get(DataService).promptTags.count({ tagId: id }, 10)).toBe(0);
  });

  it('needs to have been seen', async () => {
    const tag = await newTag('Unseen');
    await expect(editor.client.tags.remove({ id: tag.id })).rejects.toMatchObject({ code: 'precondition_required' });
  });
});

describe('merge', () => {
  it('puts one in the place of the other, each prompt once', async () => {
    const both = await newPrompt('Has both', ['from', 'into']);
    const one = await newPrompt('Has one', ['other', 'from']);
    const trashed = await newPrompt('Is trashed', ['from']);
    await editor.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    const [from, into] = both.tags.map((tag) => tag.id) as [string, string];
    const { data } = await editor.client.tags.merge({ id: from, into });
    expect(data).toMatchObject({ id: into, name: 'into', promptCount: 2 });
    await expect(viewer.client.tags.get({ id: from })).rejects.toMatchObject({ code: 'tag_not_found' });
    expect(await tagsOf(both.id)).toEqual(['into']);
    expect((await tagsOf(one.id)).sort()).toEqual(['into', 'other']);
    const { data: rows } = await viewer.client.promptTags.list({ id: one.id });
    expect(rows.items.map((row) => [row.name, row.addedBy?.username])).toEqual([
      ['into', 'editor'],
      ['other', 'editor'],
    ]);
    await editor.client.prompts.restore({ id: trashed.id });
    expect(await tagsOf(trashed.id)).toEqual(['into']);
    expect((await tagOf(into)).promptCount).toBe(3);
  });

  it('into itself, a missing tag or one of another workspace is refused', async () => {
    const tag = await newTag('Lonely');
    const { data: foreign } = await stranger.client.tags.create({ name: 'foreign' });
    const into = (id: string) => editor.client.tags.merge({ id: tag.id, into: id });
    await expect(into(tag.id)).rejects.toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ path: 'into' }],
    });
    await expect(into('0'.repeat(24))).rejects.toMatchObject({ status: 404, code: 'tag_not_found' });
    await expect(into(foreign.id)).rejects.toMatchObject({ status: 404, code: 'tag_not_found' });
    expect(await tagOf(tag.id)).toEqual(tag);
  });
});

describe('promptCount', () => {
  it('counts live prompts, whatever happens to them', async () => {
    const prompt = await newPrompt('Counted', ['count a', 'count b']);
    const [a, b] = prompt.tags.map((tag) => tag.id) as [string, string];
    const counts = async () => [(await tagOf(a)).promptCount, (await tagOf(b)).promptCount];
    expect(await counts()).toEqual([1, 1]);
    await editor.client.prompts.update({ id: prompt.id, tags: ['count b'] }, { ifMatch: '*' });
    expect(await counts()).toEqual([0, 1]);
    const { data: copy } = await editor.client.prompts.duplicate({ id: prompt.id });
    expect(await counts()).toEqual([0, 2]);
    await editor.client.prompts.remove({ id: copy.id }, { ifMatch: '*' });
    expect(await counts()).toEqual([0, 1]);
    await editor.client.prompts.restore({ id: copy.id });
    expect(await counts()).toEqual([0, 2]);
    await editor.client.prompts.remove({ id: copy.id }, { ifMatch: '*' });
    await owner.client.prompts.remove({ id: copy.id, permanent: true }, { ifMatch: '*' });
    expect(await counts()).toEqual([0, 1]);
  });
});

describe('who may', () => {
  it('change tags: editors and owners; viewers see them; to others they do not exist', async () => {
    const tag = await newTag('Guarded');
    const actions = (user: TestUser) => [
      () => user.client.tags.update({ id: tag.id, color: '#abcdef' }, { ifMatch: '*' }),
      () => user.client.tags.merge({ id: tag.id, into: tag.id }),
      () => user.client.tags.remove({ id: tag.id }, { ifMatch: '*' }),
    ];
    for (const act of actions(viewer)) await expect(act()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    for (const act of actions(stranger))
      await expect(act()).rejects.toMatchObject({ status: 404, code: 'tag_not_found' });
    await expect(viewer.client.tags.create({ workspaceId, name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    const asStranger = [
      () => stranger.client.tags.create({ workspaceId, name: 'x' }),
      () => stranger.client.tags.list({ workspaceId }),
    ];
    for (const act of asStranger)
      await expect(act()).rejects.toMatchObject({ status: 404, code: 'workspace_not_found' });
    await expect(stranger.client.tags.get({ id: tag.id })).rejects.toMatchObject({ code: 'tag_not_found' });
    await expect(server.client().tags.get({ id: tag.id })).rejects.toMatchObject({ status: 401 });
    expect(await tagOf(tag.id)).toEqual(tag);
    expect((await viewer.client.tags.list({ workspaceId })).data.items).toContainEqual(tag);
  });
});

describe('Idempotency-Key', () => {
  it('answers a repeated create as the first time', async () => {
    const options = { idempotencyKey: 'tag-1' };
    const first = await editor.client.tags.create({ workspaceId, name: 'Keyed' }, options);
    await delay(5);
    const again = await editor.client.tags.create({ workspaceId, name: 'Keyed' }, options);
    expect(again).toEqual(first);
    const other = editor.client.tags.create({ workspaceId, name: 'Other' }, options);
    await expect(other).rejects.toMatchObject({ status: 422, code: 'idempotency_mismatch' });
  });
});
