import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
});
afterAll(() => server?.close());

const text = (value: string) => ({ type: 'text' as const, text: value });
const any = { ifMatch: '*' };

async function make(title: string, more: object = {}) {
  return (await mira.client.prompts.create({ title, content: text('nothing'), ...more })).data;
}
const titlesBy = async (by: TestUser, query: object) =>
  (await by.client.prompts.list(query)).data.items.map((item) => item.title);
const titles = (q: string, more: object = {}) => titlesBy(mira, { q, ...more });

describe('what a prompt is found by', () => {
  it('follows title, name, aliases and description', async () => {
    const { id } = await make('Aardvark', { description: 'Badgers dig' });
    expect(await titles('aardvark')).toEqual(['Aardvark']);
    expect(await titles('badgers dig')).toEqual(['Aardvark']);
    await mira.client.prompts.update({ id, title: 'Capybara', name: 'dormouse', description: 'Eagles fly' }, any);
    expect(await titles('badgers')).toEqual([]);
    expect(await titles('eagles')).toEqual(['Capybara']);
    // The old name is an alias, and was made from the old title.
    expect(await titles('aardvark dormouse')).toEqual(['Capybara']);
    await mira.client.prompts.update({ id, aliases: [] }, any);
    expect(await titles('aardvark')).toEqual([]);
  });

  it('follows the content of the latest version, however that comes to be', async () => {
    const { id } = await make('Versions', { content: text('first ferret') });
    await mira.client.versions.create({ id, content: text('second gecko') });
    expect(await titles('ferret')).toEqual([]);
    expect(await titles('gecko')).toEqual(['Versions']);
    await mira.client.versions.restore({ id, n: 1 });
    expect(await titles('ferret')).toEqual(['Versions']);
    await mira.client.versions.remove({ id, n: 3 }, any);
    expect(await titles('gecko')).toEqual(['Versions']);
    const messages = [{ role: 'user' as const, content: 'third heron' }, { placeholder: 'history' }];
    const content = { type: 'chat' as const, messages };
    await mira.client.prompts.update({ id, content }, any);
    expect(await titles('"third heron"')).toEqual(['Versions']);
    expect(await titles('gecko')).toEqual([]);
  });

  it('follows its tags: put on, taken off, renamed, merged, deleted', async () => {
    const { id } = await make('Tagged', { tags: ['Iguana'] });
    expect(await titles('iguana')).toEqual(['Tagged']);
    const { data: tag } = await mira.client.promptTags.create({ id, name: 'Jackal' });
    expect(await titles('iguana jackal')).toEqual(['Tagged']);
    await mira.client.tags.update({ id: tag.tagId, name: 'Kestrel' }, any);
    expect(await titles('jackal')).toEqual([]);
    expect(await titles('kestrel')).toEqual(['Tagged']);
    const { data: other } = await mira.client.tags.create({ name: 'Lemur' });
    await mira.client.tags.merge({ id: tag.tagId, into: other.id });
    expect(await titles('kestrel')).toEqual([]);
    expect(await titles('lemur')).toEqual(['Tagged']);
    await mira.client.tags.remove({ id: other.id }, any);
    expect(await titles('lemur')).toEqual([]);
    await mira.client.promptTags.update({ id, tags: [] }, any);
    expect(await titles('iguana')).toEqual([]);
  });

  it('goes into the trash and out of it with it, and away for good', async () => {
    const { id } = await make('Meerkat');
    await mira.client.prompts.remove({ id }, any);
    expect(await titles('meerkat')).toEqual([]);
    expect(await titles('meerkat', { trashed: true })).toEqual(['Meerkat']);
    await mira.client.prompts.restore({ id, name: 'narwhal' });
    expect(await titles('narwhal')).toEqual(['Meerkat']);
    await mira.client.prompts.remove({ id }, any);
    await mira.client.prompts.remove({ id, permanent: true }, any);
    expect(await titles('meerkat', { trashed: true })).toEqual([]);
    expect(await server.app.get(DataService).searchEntries.count({ promptId: id }, 1)).toBe(0);
  });

  it('comes along with copies', async () => {
    const { id } = await make('Ocelot', { content: text('paces') });
    await mira.client.prompts.duplicate({ id });
    expect(await titles('ocelot paces')).toEqual(['Ocelot', 'Ocelot']);
  });

  it('is not written again for a label, a star or a folder; only its place follows', async () => {
    const { id } = await make('Quokka');
    const data = server.app.get(DataService);
    const entry = () => data.searchEntries.find({ promptId: id });
    const before = await entry();
    const { data: folder } = await mira.client.collections.create({ name: 'Marsupials' });
    await mira.client.labels.move({ id, label: 'production', version: 1, expected: null });
    await mira.client.prompts.star({ id });
    expect(await entry()).toEqual(before);
    await mira.client.prompts.update({ id, collectionId: folder.id }, any);
    const promptUpdatedAt = (await data.prompts.get(id))!.updatedAt;
    expect(await entry()).toEqual({ ...before, promptUpdatedAt });
    expect(promptUpdatedAt).not.toEqual(before!.promptUpdatedAt);
    await mira.client.prompts.remove({ id }, any);
    expect(await entry()).toEqual({ ...before, promptUpdatedAt: null });
    await mira.client.prompts.restore({ id });
    expect(await entry()).toEqual({ ...before, promptUpdatedAt: (await data.prompts.get(id))!.updatedAt });
  });

  it('changes with the prompt or not at all', async () => {
    const { id, name } = await make('Raccoon');
    await make('Other', { name: 'taken' });
    const failing = mira.client.prompts.update({ id, title: 'Salamander', name: 'taken' }, any);
    expect(await refusedWith(failing)).toBe('409 name_taken');
    expect(await titles('salamander')).toEqual([]);
    expect((await mira.client.prompts.list({ q: 'raccoon' })).data.items).toMatchObject([{ id, name }]);
  });
});

describe('a search', () => {
  let finder: TestUser;
  const find = (q: string, more: object = {}) => titlesBy(finder, { q, ...more });
  beforeAll(async () => {
    finder = await server.register('finder');
    const add = (title: string, more: object) => finder.client.prompts.create({ title, content: text('x'), ...more });
    const { data: folder } = await finder.client.collections.create({ name: 'Folder' });
    await add('Terminal', { content: text('Act as a Linux terminal.'), tags: ['shell'], collectionId: folder.id });
    await add('Linux', { description: 'A terminal, as one acts', labels: ['production'] });
    await add('Linux terminal', { content: text('def snake_case(): return "→"') });
    await add('Café', { content: text('crème brûlée，東京の料理') });
  });

  it.each([
    // In the title, newer first; then the text.
    ['linux', ['Linux terminal', 'Linux', 'Terminal']],
    ['terminal linux', ['Linux terminal', 'Linux', 'Terminal']],
    ['LINUX term', ['Linux terminal', 'Linux', 'Terminal']],
    ['term linux', []],
    ['"linux terminal"', ['Linux terminal', 'Terminal']],
    ['"terminal linux"', []],
    ['"act as a"', ['Terminal']],
    ['terminal -act', ['Linux terminal', 'Linux']],
    ['linux -"linux terminal"', ['Linux']],
    ['snake', ['Linux terminal']],
    ['snake_case', ['Linux terminal']],
    ['cafe CREME', ['Café']],
    ['ｃａｆｅ', ['Café']],
    ['東京', ['Café']],
    ['shell', ['Terminal']],
    ['→', []],
    ['""', []],
  ])('%s', async (q, expected) => {
    expect(await find(q)).toEqual(expected);
  });

  it('goes together with the other filters, sorts and counts', async () => {
    const [folder] = (await finder.client.collections.list({})).data.items;
    expect(await find('linux', { collectionId: folder?.id })).toEqual(['Terminal']);
    expect(await find('linux', { label: 'production' })).toEqual(['Linux']);
    expect(await find('linux', { tag: 'shell' })).toEqual(['Terminal']);
    expect(await find('linux', { visibility: 'public' })).toEqual([]);
    expect(await find('linux', { sort: 'title' })).toEqual(['Linux', 'Linux terminal', 'Terminal']);
    expect(await find('linux', { sort: 'created', order: 'asc' })).toEqual(['Terminal', 'Linux', 'Linux terminal']);
    expect(await find('linux', { sort: 'relevance' })).toEqual(await find('linux'));
    const { data: item } = await finder.client.prompts.list({ q: 'linux', limit: 1 });
    await finder.client.prompts.star({ id: item.items[0]!.id });
    expect(await find('linux', { starred: true })).toEqual(['Linux terminal']);
    const { data } = await finder.client.prompts.list({ q: '"linux terminal"', count: true, limit: 1 });
    expect(data).toMatchObject({ total: 2, totalIsExact: true });
    expect(data).not.toHaveProperty('truncated');
  });

  it('shows each match once over pages of any length', async () => {
    for (const limit of [1, 2, 3]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await finder.client.prompts.list({ q: 'linux', limit, cursor });
        seen.push(...data.items.map((item) => item.title));
        cursor = data.nextCursor ?? undefined;
      } while (cursor);
      expect(seen).toEqual(['Linux terminal', 'Linux', 'Terminal']);
    }
  });

  it('refuses what only says what is not wanted', async () => {
    expect(await refusedWith(find('-linux'))).toBe('400 invalid_request');
  });

  it('stays in the workspace', async () => {
    expect(await titles('linux terminal')).toEqual([]);
  });
});

describe('a key', () => {
  it('limited to a collection finds only what is inside', async () => {
    const { data: folder } = await mira.client.collections.create({ name: 'Inside' });
    await make('Tapir inside', { collectionId: folder.id });
    await make('Tapir outside');
    const { data: key } = await mira.client.apiKeys.create({
      name: 'inside',
      scopes: ['prompts:read'],
      limits: { collectionId: folder.id },
    });
    const { data } = await server.client(key.secret).prompts.list({ q: 'tapir' });
    expect(data.items.map((item) => item.title)).toEqual(['Tapir inside']);
  });

  it('limited to labels does not find out what is in a version that it does not get', async () => {
    const { id } = await make('Urchin', { content: text('released'), labels: ['production'] });
    const { data: key } = await mira.client.apiKeys.create({
      name: 'released',
      scopes: ['prompts:read'],
      limits: { labels: ['production'] },
    });
    const find = async (q: string) => (await server.client(key.secret).prompts.list({ q })).data.items.length;
    expect(await find('released')).toBe(1);
    await mira.client.versions.create({ id, content: text('secret') });
    expect(await find('secret')).toBe(0);
    expect(await find('urchin')).toBe(1);
    expect(await titles('secret')).toEqual(['Urchin']);
  });
});

it('is made again for a library that has none, and says meanwhile that it has not looked at all', async () => {
  const data = server.app.get(DataService);
  await make('Vole');
  await data.searchEntries.removeMany({});
  await data.instance.patch(instanceId, { set: { searchRules: null } });
  const { mongodbUri, secret } = server.app.get<RunningConfig>(CONFIG);
  const other = await createTestServer({ mongodbUri, secret });
  const { data: key } = await mira.client.apiKeys.create({ name: 'other', scopes: ['prompts:read'] });
  const list = async () => (await other.client(key.secret).prompts.list({ q: 'vole' })).data;
  let answer = await list();
  while (answer.truncated) answer = await list();
  expect(answer.items.map((item) => item.title)).toEqual(['Vole']);
  await other.close();
});
