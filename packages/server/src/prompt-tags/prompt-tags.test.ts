import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';

let server: TestServer;
let owner: TestUser;
let viewer: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  owner = await server.register('owner');
  viewer = await server.register('viewer');
  stranger = await server.register('stranger');
  await joinWorkspace(server, viewer, owner.workspace.id, 'viewer');
});
afterAll(() => server.close());

const newPrompt = async (title: string, tags: string[] = []) =>
  (await owner.client.prompts.create({ title, tags, content: { type: 'text', text: title } })).data;
const namesOf = async (id: string) => (await viewer.client.promptTags.list({ id })).data.items.map((row) => row.name);
const countOf = async (name: string) =>
  (await owner.client.tags.list({ limit: 100 })).data.items.find((tag) => tag.name === name)?.promptCount;

/** What must always be the same: the rows, and what the prompt itself says. */
async function expectSame(promptId: string) {
  const data = server.app.get(DataService);
  const rows = await data.promptTags.findMany({ promptId });
  expect(rows.map((row) => row.tagId).sort()).toEqual([...((await data.prompts.get(promptId))?.tagIds ?? [])].sort());
}

describe('the list', () => {
  it('says who put each on, and when, by name', async () => {
    const prompt = await newPrompt('Listed', ['zeta', 'Alpha']);
    const { data } = await viewer.client.promptTags.list({ id: prompt.id, count: true });
    expect(data).toEqual({
      items: ['Alpha', 'zeta'].map((name) => ({
        promptId: prompt.id,
        tagId: prompt.tags.find((tag) => tag.name === name)?.id,
        name,
        color: null,
        addedBy: { username: 'owner', displayName: expect.any(String) },
        createdAt: expect.any(String),
      })),
      nextCursor: null,
      total: 2,
      totalIsExact: true,
    });
    const first = (await viewer.client.promptTags.list({ id: prompt.id, limit: 1 })).data;
    const cursor = first.nextCursor ?? '';
    const second = (await viewer.client.promptTags.list({ id: prompt.id, limit: 1, cursor })).data;
    expect([first.items[0]?.name, second.items[0]?.name, second.nextCursor]).toEqual(['Alpha', 'zeta', null]);
  });
});

describe('create', () => {
  it('puts a tag on, made when it is new, and does nothing the second time', async () => {
    const prompt = await newPrompt('Gets one');
    const before = await owner.client.prompts.get({ id: prompt.id });
    const first = await owner.client.promptTags.create({ id: prompt.id, name: ' Fresh ' });
    expect(first).toMatchObject({ status: 201, data: { promptId: prompt.id, name: 'Fresh' } });
    const again = await owner.client.promptTags.create({ id: prompt.id, name: 'FRESH' });
    expect(again).toEqual({ ...first, status: 200 });
    const { data, etag } = await owner.client.prompts.get({ id: prompt.id });
    expect(data.tags).toEqual([{ id: first.data.tagId, name: 'Fresh', color: null }]);
    expect(before.etag).toMatch(/^"1-/);
    expect(etag).toMatch(/^"2-/);
    expect(await countOf('Fresh')).toBe(1);
    await expectSame(prompt.id);
  });

  it('keeps all that are put on at the same moment', async () => {
    const prompt = await newPrompt('Crowded');
    const names = Array.from({ length: 8 }, (_, index) => `crowd ${index}`);
    await Promise.all(names.map((name) => owner.client.promptTags.create({ id: prompt.id, name })));
    expect(await namesOf(prompt.id)).toEqual(names);
    await expectSame(prompt.id);
  });

  it('refuses the 51st', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `full ${index}`);
    const prompt = await newPrompt('Full', names);
    const more = owner.client.promptTags.create({ id: prompt.id, name: 'one more' });
    await expect(more).rejects.toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await countOf('one more')).toBeUndefined();
    await owner.client.promptTags.create({ id: prompt.id, name: 'FULL 7' });
    expect(await server.app.get(DataService).promptTags.count({ promptId: prompt.id }, 100)).toBe(50);
  });
});

describe('update', () => {
  it('sets the whole set at once and keeps who put on what stays', async () => {
    const prompt = await newPrompt('Whole set', ['keep', 'drop']);
    const kept = (await viewer.client.promptTags.list({ id: prompt.id })).data.items.find((row) => row.name === 'keep');
    const { etag } = await owner.client.prompts.get({ id: prompt.id });
    const answer = await owner.client.promptTags.update(
      { id: prompt.id, tags: ['new', 'KEEP', 'New'] },
      { ifMatch: etag },
    );
    expect(answer.data).toMatchObject({ items: [kept, { name: 'new' }], nextCursor: null });
    expect(answer.etag).toMatch(/^"2-/);
    expect([await countOf('keep'), await countOf('drop'), await countOf('new')]).toEqual([1, 0, 1]);
    await expectSame(prompt.id);
    const late = owner.client.promptTags.update({ id: prompt.id, tags: [] }, { ifMatch: etag });
    await expect(late).rejects.toMatchObject({ status: 412, code: 'precondition_failed' });
    const blind = owner.client.promptTags.update({ id: prompt.id, tags: [] });
    await expect(blind).rejects.toMatchObject({ status: 428, code: 'precondition_required' });
  });

  it('with what is there already changes nothing', async () => {
    const prompt = await newPrompt('Same set', ['a', 'b']);
    const answer = await owner.client.promptTags.update({ id: prompt.id, tags: ['B', 'a'] }, { ifMatch: '*' });
    expect(answer.etag).toMatch(/^"1-/);
    const events = await server.app.get(DataService).events.findMany({ 'target.id': prompt.id });
    expect(events.map((event) => event.action)).toEqual(['prompt.created']);
  });
});

describe('remove', () => {
  it('takes one off; one that is not on is missing', async () => {
    const prompt = await newPrompt('Loses one', ['goes', 'remains']);
    const tagId = prompt.tags.find((tag) => tag.name === 'goes')!.id;
    expect((await owner.client.promptTags.remove({ id: prompt.id, tagId })).status).toBe(204);
    expect(await namesOf(prompt.id)).toEqual(['remains']);
    expect(await countOf('goes')).toBe(0);
    await expectSame(prompt.id);
    const again = owner.client.promptTags.remove({ id: prompt.id, tagId });
    await expect(again).rejects.toMatchObject({ status: 404, code: 'tag_not_found' });
  });
});

describe('refusals', () => {
  it('a prompt in the trash keeps its tags as they are', async () => {
    const prompt = await newPrompt('Binned', ['binned']);
    await owner.client.prompts.remove({ id: prompt.id }, { ifMatch: '*' });
    const tagId = prompt.tags[0]!.id;
    const acts = [
      () => owner.client.promptTags.create({ id: prompt.id, name: 'x' }),
      () => owner.client.promptTags.update({ id: prompt.id, tags: [] }, { ifMatch: '*' }),
      () => owner.client.promptTags.remove({ id: prompt.id, tagId }),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ status: 409, code: 'in_trash' });
    await expectSame(prompt.id);
  });

  it('viewers may look, strangers may not', async () => {
    const prompt = await newPrompt('Watched', ['watched']);
    const tagId = prompt.tags[0]!.id;
    const acts = (user: TestUser) => [
      () => user.client.promptTags.create({ id: prompt.id, name: 'x' }),
      () => user.client.promptTags.update({ id: prompt.id, tags: [] }, { ifMatch: '*' }),
      () => user.client.promptTags.remove({ id: prompt.id, tagId }),
    ];
    for (const act of acts(viewer)) await expect(act()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    for (const act of [...acts(stranger), () => stranger.client.promptTags.list({ id: prompt.id })]) {
      await expect(act()).rejects.toMatchObject({ status: 404, code: 'prompt_not_found' });
    }
    expect(await namesOf(prompt.id)).toEqual(['watched']);
  });
});
