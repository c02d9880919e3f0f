import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser, testPassword } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

let server: TestServer;
let owner: TestUser;
let editor: TestUser;
let viewer: TestUser;
let stranger: TestUser;
let workspaceId: string;
beforeAll(async () => {
  server = await createTestServer();
  const admin = await server.register('admin-one');
  owner = await server.register('owner');
  editor = await server.register('editor');
  viewer = await server.register('viewer');
  stranger = admin;
  workspaceId = (await owner.client.workspaces.create({ name: 'Team' })).data.id;
  await joinWorkspace(server, editor, workspaceId, 'editor');
  await joinWorkspace(server, viewer, workspaceId, 'viewer');
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
const text = (value: string) => ({ type: 'text' as const, text: value });
const prompt = async (more: object = {}) =>
  (await owner.client.prompts.create({ workspaceId, title: 'Greeting', content: text('Hello'), ...more })).data;
const collection = async (name: string, parentId: string | null = null) =>
  (await owner.client.collections.create({ workspaceId, name, parentId })).data;
const share = async (input: Parameters<typeof owner.client.shares.create>[0]) =>
  (await owner.client.shares.create(input)).data;
const opened = (token: string) => server.client().shares.open({ token });
const visibilityOf = async (id: string) => (await owner.client.prompts.get({ id })).data.visibility;

describe('a share', () => {
  it('is made of a prompt, which is visible by link from then on, and can be shown again', async () => {
    const { id: promptId, name } = await prompt();
    const { status, data: made } = await owner.client.shares.create({ promptId });
    expect(status).toBe(201);
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      workspaceId,
      promptId,
      collectionId: null,
      version: null,
      hasPassword: false,
      expiresAt: null,
      createdAt: expect.any(String),
      hiddenCount: 0,
      token: expect.stringMatching(/^[0-9a-f]{24}\.[\w-]{22}$/),
      url: `${server.url.replace('127.0.0.1', 'localhost')}/s/${made.token}`,
    });
    expect(made.token.startsWith(`${made.id}.`)).toBe(true);
    expect(await visibilityOf(promptId)).toBe('link');
    expect((await owner.client.shares.get({ id: made.id })).data).toEqual(made);
    expect((await owner.client.shares.list({ workspaceId, promptId })).data).toEqual({
      items: [made],
      nextCursor: null,
    });
    const events = await data().events.findMany({ workspaceId, 'target.id': { $in: [promptId, made.id] } });
    expect(events.map(({ action, target }) => [action, target.name])).toEqual([
      ['prompt.created', name],
      ['prompt.updated', name],
      ['share.created', 'Greeting'],
    ]);
  });

  it('leaves nothing secret behind, also with an Idempotency-Key, but the hash of its password', async () => {
    const { id: promptId } = await prompt();
    const input = { promptId, password: 'open sesame' };
    const options = { idempotencyKey: 'once' };
    const first = await owner.client.shares.create(input, options);
    const again = await owner.client.shares.create(input, options);
    expect(again.data).toEqual(first.data);
    expect(await data().shares.count({ promptId }, 10)).toBe(1);
    expect(await refusedWith(owner.client.shares.create({ promptId, password: 'other' }, options))).toBe(
      '422 idempotency_mismatch',
    );
    const stored = JSON.stringify([
      await data().shares.findMany({ promptId }),
      await data().idempotencyKeys.findMany({}),
      await data().events.findMany({ workspaceId }),
    ]);
    expect(stored).toContain('$argon2id$');
    expect(stored).not.toContain(first.data.token.slice(25));
    expect(stored).not.toContain('open sesame');
  });

  it('is told apart from what cannot be', async () => {
    const { id: promptId } = await prompt();
    const { id: collectionId } = await collection('Cases');
    const past = new Date(Date.now() - 1000).toISOString();
    const cases: [string, object, string][] = [
      ['neither', {}, '400 invalid_request'],
      ['both', { promptId, collectionId }, '400 invalid_request'],
      ['a version of a collection', { collectionId, version: 1 }, '400 invalid_request'],
      ['expired already', { promptId, expiresAt: past }, '400 invalid_request'],
      ['beyond all years', { promptId, expiresAt: '9999-12-31T23:59:59-23:00' }, '400 invalid_request'],
      ['an empty password', { promptId, password: '' }, '400 invalid_request'],
      ['a long password', { promptId, password: 'x'.repeat(257) }, '400 invalid_request'],
      ['no such version', { promptId, version: 2 }, '404 version_not_found'],
      ['no such prompt', { promptId: 'f'.repeat(24) }, '404 prompt_not_found'],
      ['in another workspace', { promptId, workspaceId: owner.workspace.id }, '404 prompt_not_found'],
      ['no such collection', { collectionId: 'f'.repeat(24) }, '404 collection_not_found'],
    ];
    for (const [name, input, expected] of cases) {
      expect(await refusedWith(owner.client.shares.create(input)), name).toBe(expected);
    }
    expect(await visibilityOf(promptId)).toBe('private');
    await owner.client.prompts.remove({ id: promptId }, { ifMatch: '*' });
    expect(await refusedWith(owner.client.shares.create({ promptId }))).toBe('409 in_trash');
  });

  it('is the business of owners, never of keys', async () => {
    const { id: promptId } = await prompt();
    const { id: collectionId } = await collection('Rights');
    const { id } = await share({ promptId });
    const calls = (by: TestUser['client']) => [
      by.shares.create({ promptId }),
      by.shares.create({ collectionId }),
      by.shares.list({ workspaceId }),
      by.shares.get({ id }),
      by.shares.remove({ id }),
    ];
    const answers = (by: TestUser['client']) => Promise.all(calls(by).map(refusedWith));
    const missing = ['prompt', 'collection', 'workspace', 'share', 'share'].map((model) => `404 ${model}_not_found`);
    expect(await answers(stranger.client)).toEqual(missing);
    expect(await answers(viewer.client)).toEqual(Array(5).fill('403 forbidden'));
    expect(await answers(editor.client)).toEqual(Array(5).fill('403 forbidden'));
    expect(await answers(server.client())).toEqual(Array(5).fill('401 unauthorized'));
    const scopes = ['prompts:read' as const, 'prompts:write' as const];
    const key = (await owner.client.apiKeys.create({ workspaceId, name: 'k', scopes })).data.secret;
    expect(await answers(server.client(key))).toEqual(Array(5).fill('403 key_not_allowed'));
    expect((await opened((await owner.client.shares.get({ id })).data.token)).status).toBe(200);
  });

  it('is listed newest first, in pages, for its workspace alone', async () => {
    const { id: collectionId } = await collection('Listed');
    const made = [];
    for (let n = 0; n < 3; n += 1) made.unshift(await share({ collectionId }));
    const first = (await owner.client.shares.list({ workspaceId, collectionId, limit: 2, count: true })).data;
    expect(first).toMatchObject({ items: made.slice(0, 2), total: 3 });
    const cursor = first.nextCursor ?? '';
    const second = (await owner.client.shares.list({ workspaceId, collectionId, limit: 2, cursor })).data;
    expect(second).toEqual({ items: made.slice(2), nextCursor: null });
    expect((await owner.client.shares.list()).data.items).toEqual([]);
    const expired = made.at(-1)!.id;
    await data().shares.update(expired, { expiresAt: new Date(Date.now() - 1) });
    expect((await owner.client.shares.list({ workspaceId, collectionId })).data.items).toEqual(made.slice(0, 2));
    expect(await refusedWith(owner.client.shares.get({ id: expired }))).toBe('404 share_not_found');
    expect(await refusedWith(owner.client.shares.remove({ id: expired }))).toBe('404 share_not_found');
  });

  it('of a collection counts what it hides', async () => {
    const top = await collection('Counted');
    const below = await collection('Below', top.id);
    await prompt({ collectionId: top.id });
    await prompt({ collectionId: below.id });
    await prompt({ collectionId: below.id, visibility: 'public' });
    const trashed = await prompt({ collectionId: top.id });
    await owner.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    expect(await share({ collectionId: top.id })).toMatchObject({
      promptId: null,
      collectionId: top.id,
      hiddenCount: 2,
    });
    expect((await share({ collectionId: below.id })).hiddenCount).toBe(1);
  });
});

describe('shares go', () => {
  it('when they are taken back, once', async () => {
    const { id: promptId } = await prompt();
    const { id, token } = await share({ promptId });
    const outcomes = await Promise.allSettled([0, 1].map(() => owner.client.shares.remove({ id })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusedWith(opened(token))).toBe('404 share_not_found');
    expect(await refusedWith(owner.client.shares.get({ id }))).toBe('404 share_not_found');
    const events = await data().events.findMany({ 'target.id': id });
    expect(events.map(({ action }) => action)).toEqual(['share.created', 'share.removed']);
  });

  it('when the prompt is set private, in the same change, and do not come back with it', async () => {
    const { id } = await prompt();
    const [one, two] = [await share({ promptId: id }), await share({ promptId: id })];
    await owner.client.prompts.update({ id, visibility: 'private', title: 'Hidden' }, { ifMatch: '*' });
    expect(await data().shares.count({ promptId: id }, 10)).toBe(0);
    await owner.client.prompts.update({ id, visibility: 'link' }, { ifMatch: '*' });
    for (const { token } of [one, two]) expect(await refusedWith(opened(token))).toBe('404 share_not_found');
  });

  it('never stay with a private prompt, whoever is faster', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await prompt({ visibility: 'link' });
      await Promise.all([
        owner.client.shares.create({ promptId: id }),
        owner.client.shares.create({ promptId: id }),
        owner.client.prompts.update({ id, visibility: 'private' }, { ifMatch: '*' }),
      ]);
      const isPrivate = (await visibilityOf(id)) === 'private';
      const left = await data().shares.count({ promptId: id }, 10);
      expect(isPrivate ? left === 0 : left > 0).toBe(true);
    }
  });

  it('with the prompt for good, and with its collection', async () => {
    const { id: promptId } = await prompt();
    await share({ promptId });
    await owner.client.prompts.remove({ id: promptId }, { ifMatch: '*' });
    expect(await data().shares.count({ promptId }, 10)).toBe(1);
    await owner.client.prompts.remove({ id: promptId, permanent: true }, { ifMatch: '*' });
    expect(await data().shares.count({ promptId }, 10)).toBe(0);
    for (const prompts of ['keep', 'trash'] as const) {
      const top = await collection(`Going ${prompts}`);
      const below = await collection('Child', top.id);
      const shares = [await share({ collectionId: top.id }), await share({ collectionId: below.id })];
      await owner.client.collections.remove({ id: top.id, prompts }, { ifMatch: '*' });
      const left = await data().shares.findMany({ id: { $in: shares.map(({ id }) => id) } });
      expect(left.map(({ collectionId }) => collectionId)).toEqual(prompts === 'keep' ? [below.id] : []);
    }
  });

  it('with the account whose personal workspace they lead into', async () => {
    const gone = await server.register('goes-away');
    const folder = (await gone.client.collections.create({ name: 'F' })).data;
    const { id: promptId } = (await gone.client.prompts.create({ title: 'P', content: text('x') })).data;
    const tokens = [];
    for (const input of [{ promptId }, { collectionId: folder.id }]) {
      tokens.push((await gone.client.shares.create(input)).data.token);
    }
    await gone.client.profiles.remove({ password: testPassword });
    for (const token of tokens) expect(await refusedWith(opened(token))).toBe('404 share_not_found');
  });
});

it('two at once of a private prompt are both made, and it changes once', async () => {
  const { id: promptId } = await prompt();
  const made = await Promise.all([share({ promptId }), share({ promptId })]);
  expect(new Set(made.map(({ token }) => token)).size).toBe(2);
  const events = await data().events.findMany({ 'target.id': promptId, action: 'prompt.updated' });
  expect(events).toHaveLength(1);
});

it('the same create twice at once with one key makes one', async () => {
  const { id: promptId } = await prompt();
  const send = () =>
    ask(server.url, 'POST /shares', {
      token: owner.token,
      body: { promptId },
      headers: { 'idempotency-key': 'twice' },
    });
  const answers = await Promise.all([send(), send()]);
  const made = answers.filter(({ status }) => status === 201);
  expect(made.length).toBeGreaterThan(0);
  for (const { status, body } of answers) expect([201, 409].includes(status), JSON.stringify(body)).toBe(true);
  expect(await data().shares.count({ promptId }, 10)).toBe(1);
});

it('names what is wrong', async () => {
  const refused = await refusalOf(owner.client.shares.create({ promptId: 'x' }));
  expect(refused.errors).toEqual([{ path: 'promptId', message: 'must be an id of 24 hexadecimal digits' }]);
});
