import type { GivenContent } from '@incipit/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

const text = (value: string): GivenContent => ({ type: 'text', text: value });

let server: TestServer;
let mira: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  stranger = await server.register('stranger');
});
afterAll(() => server.close());

const make = async (title: string, content: GivenContent = text(`About ${title}`), more: object = {}) =>
  (await mira.client.prompts.create({ title, content, ...more })).data;

describe('create', () => {
  it('makes the prompt, version 1, tags and labels at once', async () => {
    const answer = await mira.client.prompts.create({
      title: 'Article Summarizer',
      description: ' Kept  as it is \n',
      content: text('Summarize {{article}}.\r\n'),
      tags: [' Editorial ', 'editorial', 'Summary'],
      labels: ['production'],
      message: 'First draft',
    });
    expect(answer.status).toBe(201);
    expect(answer.etag).toMatch(/^"1-[0-9a-f]{12}"$/);
    expect(answer.data).toMatchObject({
      workspaceId: mira.workspace.id,
      name: 'article-summarizer',
      aliases: [],
      title: 'Article Summarizer',
      description: ' Kept  as it is \n',
      collectionId: null,
      visibility: 'private',
      tags: [{ name: 'Editorial' }, { name: 'Summary' }],
      labels: { production: 1, latest: 1 },
      latestVersion: 1,
      author: { username: 'mira', displayName: 'mira' },
      forkedFrom: null,
      deletedAt: null,
      starred: false,
      starCount: 0,
      version: {
        number: 1,
        content: { type: 'text', text: 'Summarize {{article}}.\r\n', dialect: 'simple', variables: [], config: {} },
        message: 'First draft',
        labels: ['latest', 'production'],
        restoredFrom: null,
      },
    });
  });

  it('derives a free name from the title, also for twenty at once', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => make('Same Title')));
    const names = made.map((prompt) => prompt.name).sort();
    const expected = ['same-title', ...Array.from({ length: 19 }, (_, index) => `same-title-${index + 2}`)];
    expect(names).toEqual(expected.sort());
  });

  it('refuses a name that is taken, also as an alias, and makes nothing', async () => {
    const old = await make('Old', undefined, { name: 'first-name' });
    await mira.client.prompts.update({ id: old.id, name: 'second-name' }, { ifMatch: '*' });
    expect(await refusedWith(make('New', undefined, { name: 'first-name', tags: ['never-made'] }))).toBe(
      '409 name_taken',
    );
    const { data } = await mira.client.tags.list();
    expect(data.items.map((tag) => tag.name)).not.toContain('never-made');
  });

  it('names every fault of the input', async () => {
    const fault = await refusalOf(
      mira.client.prompts.create({
        title: '',
        name: 'Not A Name',
        content: text('x'),
        tags: ['t'.repeat(65)],
        labels: ['12'],
      }),
    );
    expect([fault.status, fault.code]).toEqual([400, 'invalid_request']);
    expect(fault.errors.map((each) => each.path).sort()).toEqual(['labels.0', 'name', 'tags.0', 'title']);
  });

  it.each([
    ['a megabyte of text is kept', 1_048_576, undefined],
    ['a byte more is refused', 1_048_577, '413 too_large'],
  ])('%s', async (_, length, refusal) => {
    const long = text('é'.repeat(10) + 'x'.repeat(length - 20));
    if (refusal) expect(await refusedWith(make('Long', long))).toBe(refusal);
    else expect((await make('Long', long)).version.content).toMatchObject(long);
  });
});

describe('change', () => {
  it('saves content and everything else as one call', async () => {
    const prompt = await make('Change Me');
    const { data, etag } = await mira.client.prompts.update(
      {
        id: prompt.id,
        title: 'Changed',
        name: 'changed',
        description: 'Now with words',
        tags: ['new'],
        content: text('Second text'),
        message: 'Better',
        labels: ['production'],
        baseVersion: 1,
      },
      { ifMatch: '*' },
    );
    expect(data).toMatchObject({
      title: 'Changed',
      name: 'changed',
      aliases: ['change-me'],
      latestVersion: 2,
      labels: { production: 2, latest: 2 },
      tags: [{ name: 'new' }],
      version: { number: 2, message: 'Better', content: { text: 'Second text' } },
    });
    expect(etag).toMatch(/^"2-/);
    const byOldName = await mira.client.prompts.getByName({ name: 'change-me' });
    expect(byOldName.data).toMatchObject({ id: prompt.id, name: 'changed' });
  });

  it('needs If-Match, refuses a stale one, and one of two at once', async () => {
    const created = await mira.client.prompts.create({ title: 'Guarded', content: text('1') });
    const { id } = created.data;
    const update = (title: string, ifMatch?: string) => mira.client.prompts.update({ id, title }, { ifMatch });
    expect(await refusedWith(update('No condition'))).toBe('428 precondition_required');
    const outcomes = await Promise.allSettled([update('One', created.etag), update('Two', created.etag)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect(await refusedWith(update('Stale', created.etag))).toBe('412 precondition_failed');
  });

  it('changes nothing when nothing differs: the revision stays', async () => {
    const created = await mira.client.prompts.create({ title: 'Still', content: text('same'), tags: ['a'] });
    const again = await mira.client.prompts.update(
      { id: created.data.id, title: 'Still', tags: ['A'], content: text('same') },
      { ifMatch: created.etag },
    );
    expect(again.data.deduplicated).toBe(true);
    expect(again.etag?.split('-')[0]).toBe(created.etag?.split('-')[0]);
  });

  it('takes message, labels and baseVersion only with content', async () => {
    const { id } = await make('Lonely');
    const fault = await refusalOf(mira.client.prompts.update({ id, message: 'why', labels: ['x'] }, { ifMatch: '*' }));
    expect(fault.errors.map((each) => each.path)).toEqual(['labels', 'message']);
  });

  it('keeps old names as aliases, gives them up on request, and takes one back', async () => {
    const { id } = await make('Names', undefined, { name: 'names-1' });
    const rename = (change: object) => mira.client.prompts.update({ id, ...change }, { ifMatch: '*' });
    await rename({ name: 'names-2' });
    expect((await rename({ name: 'names-3' })).data.aliases).toEqual(['names-1', 'names-2']);
    expect((await rename({ name: 'names-1' })).data).toMatchObject({
      name: 'names-1',
      aliases: ['names-2', 'names-3'],
    });
    expect((await rename({ aliases: ['names-3'] })).data.aliases).toEqual(['names-3']);
    expect(await refusedWith(rename({ aliases: ['new-alias'] }))).toBe('400 invalid_request');
    expect(await refusedWith(mira.client.prompts.getByName({ name: 'names-2' }))).toBe('404 prompt_not_found');
  });
});

describe('strangers', () => {
  it('get for every call what a missing id gets', async () => {
    const { id } = await make('Secret', undefined, { name: 'secret-plan' });
    const missing = 'f'.repeat(24);
    const { client } = stranger;
    const calls: ((promptId: string) => Promise<unknown>)[] = [
      (promptId) => client.prompts.get({ id: promptId }),
      (promptId) => client.prompts.update({ id: promptId, title: 'Mine' }, { ifMatch: '*' }),
      (promptId) => client.prompts.remove({ id: promptId }, { ifMatch: '*' }),
      (promptId) => client.prompts.restore({ id: promptId }),
      (promptId) => client.prompts.duplicate({ id: promptId }),
      (promptId) => client.prompts.fork({ id: promptId }),
      (promptId) => client.prompts.star({ id: promptId }),
      (promptId) => client.versions.list({ id: promptId }),
      (promptId) => client.versions.get({ id: promptId, n: 1 }),
      (promptId) => client.versions.create({ id: promptId, content: text('mine') }),
      (promptId) => client.versions.remove({ id: promptId, n: 1 }, { ifMatch: '*' }),
      (promptId) => client.labels.list({ id: promptId }),
      (promptId) => client.labels.move({ id: promptId, label: 'production', version: 1, expected: null }),
      (promptId) => client.render.byId({ id: promptId }),
      (promptId) => client.promptTags.list({ id: promptId }),
    ];
    for (const call of calls) {
      const [foreign, absent] = [await refusalOf(call(id)), await refusalOf(call(missing))];
      expect([foreign.status, foreign.code, foreign.detail]).toEqual([404, 'prompt_not_found', absent.detail]);
    }
    const byName = { name: 'secret-plan', workspaceId: mira.workspace.id };
    expect(await refusedWith(client.prompts.getByName(byName))).toBe('404 prompt_not_found');
    const { data } = await client.prompts.batchGet({ items: [{ id }, byName, { id: missing }] });
    expect(data.items).toEqual(
      Array(3).fill({ problem: { status: 404, code: 'prompt_not_found', detail: expect.any(String) } }),
    );
    expect(await refusedWith(server.client().prompts.get({ id }))).toBe('401 unauthorized');
  });
});

describe('trash', () => {
  it('hides a prompt, frees its name, and gives it back whole', async () => {
    const prompt = await make('Throw Away', text('one'), { name: 'thrown', tags: ['rubbish'], labels: ['production'] });
    await mira.client.prompts.remove({ id: prompt.id }, { ifMatch: '*' });
    expect(await refusedWith(mira.client.prompts.getByName({ name: 'thrown' }))).toBe('404 prompt_not_found');
    expect((await mira.client.prompts.get({ id: prompt.id })).data.deletedAt).toMatch(/^\d{4}-/);
    const change = mira.client.prompts.update({ id: prompt.id, title: 'x' }, { ifMatch: '*' });
    expect(await refusedWith(change)).toBe('409 in_trash');
    expect(await refusedWith(mira.client.prompts.remove({ id: prompt.id }, { ifMatch: '*' }))).toBe('409 in_trash');
    const { data: trash } = await mira.client.prompts.list({ trashed: true });
    expect(trash.items.map((item) => item.id)).toContain(prompt.id);

    const other = await make('Throw Away', undefined, { name: 'thrown' });
    expect(await refusedWith(mira.client.prompts.restore({ id: prompt.id }))).toBe('409 name_taken');
    const { data: back } = await mira.client.prompts.restore({ id: prompt.id, name: 'thrown-back' });
    expect(back).toMatchObject({
      name: 'thrown-back',
      deletedAt: null,
      labels: { production: 1 },
      tags: [{ name: 'rubbish' }],
    });
    expect(back.aliases).not.toContain('thrown');
    expect((await mira.client.prompts.getByName({ name: 'thrown' })).data.id).toBe(other.id);
  });

  it('deletes for good only from the trash', async () => {
    const { id } = await make('For Good');
    const forGood = () => mira.client.prompts.remove({ id, permanent: true }, { ifMatch: '*' });
    expect(await refusedWith(forGood())).toBe('409 not_in_trash');
    await mira.client.prompts.remove({ id }, { ifMatch: '*' });
    await forGood();
    expect(await refusedWith(mira.client.prompts.get({ id }))).toBe('404 prompt_not_found');
    expect(await refusedWith(mira.client.prompts.restore({ id }))).toBe('404 prompt_not_found');
  });
});

describe('list', () => {
  it('filters, searches by words and by the beginning of the last one, and sorts', async () => {
    const lists = await server.register('lists');
    const add = (title: string, more: object = {}) =>
      lists.client.prompts.create({ title, content: text(title), ...more });
    const { data: folder } = await lists.client.collections.create({ name: 'Folder' });
    await add('Linux Terminal', { tags: ['code'], collectionId: folder.id, labels: ['production'] });
    await add('Linux Kernel Reviewer', { tags: ['code', 'review'] });
    await add('Poème Écrit', { content: { type: 'chat', messages: [{ role: 'user', content: 'Écris' }] } });
    const titles = async (query: object) =>
      (await lists.client.prompts.list({ sort: 'title', ...query })).data.items.map((item) => item.title);
    expect(await titles({})).toEqual(['Linux Kernel Reviewer', 'Linux Terminal', 'Poème Écrit']);
    expect(await titles({ order: 'desc' })).toEqual(['Poème Écrit', 'Linux Terminal', 'Linux Kernel Reviewer']);
    expect(await titles({ q: 'linux te' })).toEqual(['Linux Terminal']);
    expect(await titles({ q: 'LINUX' })).toHaveLength(2);
    expect(await titles({ q: 'poeme' })).toEqual(['Poème Écrit']);
    expect(await titles({ q: 'termin linux' })).toEqual([]);
    expect(await titles({ q: '???' })).toEqual([]);
    expect(await titles({ tag: ['code', 'Review'] })).toEqual(['Linux Kernel Reviewer']);
    expect(await titles({ tag: ['code', 'review'], tagMode: 'any' })).toHaveLength(2);
    expect(await titles({ collectionId: folder.id })).toEqual(['Linux Terminal']);
    expect(await titles({ collectionId: 'none' })).toHaveLength(2);
    expect(await titles({ label: 'production' })).toEqual(['Linux Terminal']);
    expect(await titles({ type: 'chat' })).toEqual(['Poème Écrit']);
    expect(await titles({ author: 'mira' })).toEqual([]);
    expect(await refusedWith(titles({ limit: 101 }))).toBe('400 invalid_request');
  });

  it('shows each prompt once over all pages, and refuses a cursor of another query', async () => {
    const pages = await server.register('pages');
    for (let number = 1; number <= 25; number += 1) {
      await pages.client.prompts.create({ title: `Prompt ${number % 5}`, content: text('x') });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data } = await pages.client.prompts.list({ sort: 'title', limit: 7, cursor, count: true });
      seen.push(...data.items.map((item) => item.id));
      expect(data.total).toBe(25);
      cursor = data.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
    const { data: first } = await pages.client.prompts.list({ limit: 7 });
    const foreign = pages.client.prompts.list({ sort: 'title', limit: 7, cursor: first.nextCursor ?? '' });
    expect(await refusedWith(foreign)).toBe('400 invalid_request');
  });

  it('knows what one has starred', async () => {
    const { id } = await make('Star Me');
    await mira.client.prompts.star({ id });
    await mira.client.prompts.star({ id });
    const starred = await mira.client.prompts.list({ starred: true });
    expect(starred.data.items).toMatchObject([{ id, starred: true, starCount: 1 }]);
    await mira.client.prompts.unstar({ id });
    expect((await mira.client.prompts.get({ id })).data).toMatchObject({ starred: false, starCount: 0 });
  });
});

describe('the starred of all workspaces', () => {
  it('are filtered like any list: by tag, collection and trash', async () => {
    const ida = await server.register('ida');
    const { data: team } = await ida.client.workspaces.create({ name: 'Ida and others' });
    const { data: folder } = await ida.client.collections.create({ workspaceId: team.id, name: 'Folder' });
    const star = async (title: string, more: object) => {
      const { data } = await ida.client.prompts.create({ title, content: text(title), ...more });
      await ida.client.prompts.star({ id: data.id });
      return data.id;
    };
    await star('Home', { tags: ['Blue'] });
    await star('Team', { workspaceId: team.id, tags: ['blue', 'red'], collectionId: folder.id });
    const gone = await star('Gone', { tags: ['blue'] });
    await ida.client.prompts.remove({ id: gone }, { ifMatch: '*' });
    const names = async (query: object) =>
      (await ida.client.prompts.list({ starred: true, ...query })).data.items.map(({ name }) => name).sort();
    expect(await names({})).toEqual(['home', 'team']);
    expect(await names({ tag: ['blue'] })).toEqual(['home', 'team']);
    expect(await names({ tag: ['blue', 'red'] })).toEqual(['team']);
    expect(await names({ tag: ['none'] })).toEqual([]);
    expect(await names({ collectionId: folder.id })).toEqual(['team']);
    expect(await names({ trashed: true })).toEqual(['gone']);
  });
});

describe('copies', () => {
  it('duplicate beside the prompt without labels and stars', async () => {
    const prompt = await make('Copy Me', text('body'), { tags: ['kept'], labels: ['production'] });
    const { data, status } = await mira.client.prompts.duplicate({ id: prompt.id });
    expect(status).toBe(201);
    expect(data).toMatchObject({ name: 'copy-me-2', title: 'Copy Me', labels: { latest: 1 }, forkedFrom: null });
    expect(data.tags.map((tag) => tag.name)).toEqual(['kept']);
  });

  it('fork a public prompt of others: only what is published', async () => {
    const prompt = await make('Public One', text('published'), { labels: ['production'], visibility: 'public' });
    await mira.client.versions.create({ id: prompt.id, content: text('not yet') });
    const { data } = await stranger.client.prompts.fork({ id: prompt.id });
    expect(data).toMatchObject({
      workspaceId: stranger.workspace.id,
      forkedFrom: { promptId: prompt.id, version: 1 },
      visibility: 'private',
      version: { content: { text: 'published' } },
    });
    expect(await refusedWith(stranger.client.prompts.fork({ id: prompt.id, version: 2 }))).toBe(
      '404 version_not_found',
    );
  });

  it('are refused where what they include could not be saved', async () => {
    const part = await make('Part That Turns');
    const user = await make('Includes It', text('{{> part-that-turns}}'));
    const chat = { type: 'chat' as const, messages: [{ role: 'user' as const, content: 'x' }] };
    await mira.client.versions.create({ id: part.id, content: chat });
    expect(await refusedWith(mira.client.prompts.duplicate({ id: user.id }))).toBe('422 include_invalid');
    expect(await refusedWith(mira.client.prompts.fork({ id: user.id }))).toBe('422 include_invalid');
  });
});
