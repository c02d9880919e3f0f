import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;
let noah: TestUser;
let team: string;

const text = (value: string) => ({ type: 'text' as const, text: value });

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  noah = await server.register('noah');
  team = (await mira.client.workspaces.create({ name: 'Team' })).data.id;
  await joinWorkspace(server, noah, team, 'editor');
});
afterAll(() => server.close());

const newPrompt = async (title: string) =>
  (await mira.client.prompts.create({ workspaceId: team, title, content: text('one') })).data.id;

describe('the draft of a prompt', () => {
  it('is kept byte for byte, replaced as a whole, and one’s own', async () => {
    const id = await newPrompt('Own');
    const content = text(' {{#open} \u{1f600}\r\n');
    const { data: first } = await mira.client.drafts.put({ id, title: ' t ', message: 'why', content });
    expect(first).toMatchObject({ title: ' t ', message: 'why', content: { text: content.text }, baseVersion: 1 });
    await mira.client.drafts.put({ id, description: 'd', baseVersion: 1 });
    const { data: kept } = await mira.client.drafts.get({ id });
    expect([kept.title, kept.description, kept.content]).toEqual([undefined, 'd', undefined]);
    expect(await refusedWith(noah.client.drafts.get({ id }))).toBe('404 draft_not_found');
    await noah.client.drafts.put({ id, title: 'his' });
    expect((await mira.client.drafts.get({ id })).data.description).toBe('d');
    expect((await mira.client.prompts.get({ id })).data.title).toBe('Own');
  });

  it('does not overwrite what another tab kept meanwhile, if it says what it saw', async () => {
    const id = await newPrompt('Tabs');
    const { etag } = await mira.client.drafts.put({ id, title: 'first tab' });
    await mira.client.drafts.put({ id, title: 'second tab' }, { ifMatch: etag! });
    expect(await refusedWith(mira.client.drafts.put({ id, title: 'late' }, { ifMatch: etag! }))).toBe(
      '412 precondition_failed',
    );
    expect(await refusedWith(mira.client.drafts.remove({ id }, { ifMatch: etag! }))).toBe('412 precondition_failed');
    expect((await mira.client.drafts.get({ id })).data.title).toBe('second tab');
  });

  it('ends with the save, not with a save by a key, a move or somebody else', async () => {
    const id = await newPrompt('Ends');
    const { data: key } = await mira.client.apiKeys.create({
      workspaceId: team,
      name: 'app',
      scopes: ['prompts:read', 'prompts:write'],
    });
    const has = async () => (await mira.client.drafts.get({ id })).data.title;
    await mira.client.drafts.put({ id, title: 'draft' });
    await server.client(key.secret).versions.create({ id, content: text('by key') });
    await noah.client.versions.create({ id, content: text('by noah') });
    await mira.client.prompts.update({ id, tags: ['t'] }, { ifMatch: '*' });
    expect(await has()).toBe('draft');
    await mira.client.versions.create({ id, content: text('mine') });
    expect(await refusedWith(has())).toBe('404 draft_not_found');
    await mira.client.drafts.put({ id, title: 'draft' });
    await mira.client.prompts.update({ id, title: 'Ended' }, { ifMatch: '*' });
    expect(await refusedWith(has())).toBe('404 draft_not_found');
  });

  it('stays with its content when only the title is changed, or an old version restored', async () => {
    const id = await newPrompt('Stays');
    await mira.client.versions.create({ id, content: text('two') });
    await mira.client.drafts.put({ id, content: text('half a thought') });
    await mira.client.prompts.update({ id, title: 'Renamed' }, { ifMatch: '*' });
    await mira.client.versions.restore({ id, n: 1 });
    expect((await mira.client.drafts.get({ id })).data.content).toMatchObject({ text: 'half a thought' });
  });

  it('stays when the save fails', async () => {
    const id = await newPrompt('Fails');
    await mira.client.drafts.put({ id, title: 'draft' });
    const save = mira.client.versions.create({ id, content: text('x'), baseVersion: 7 });
    expect(await refusedWith(save)).toBe('409 version_conflict');
    expect((await mira.client.drafts.get({ id })).data.title).toBe('draft');
  });

  it('is discarded once, and goes with its prompt', async () => {
    const id = await newPrompt('Gone');
    await mira.client.drafts.put({ id, title: 'draft' });
    await mira.client.drafts.remove({ id });
    expect(await refusedWith(mira.client.drafts.remove({ id }))).toBe('404 draft_not_found');
    await mira.client.drafts.put({ id, title: 'draft' });
    await mira.client.prompts.remove({ id }, { ifMatch: '*' });
    expect(await refusedWith(mira.client.drafts.put({ id, title: 'late' }))).toBe('409 in_trash');
    await mira.client.prompts.remove({ id, permanent: true }, { ifMatch: '*' });
    expect(await server.app.get(DataService).drafts.count({ promptId: id }, 5)).toBe(0);
  });

  it('is neither for viewers nor for strangers nor for keys, and no larger than a version', async () => {
    const id = await newPrompt('Refused');
    const [lea, max] = [await server.register('lea'), await server.register('max')];
    await joinWorkspace(server, lea, team, 'viewer');
    const { data: key } = await mira.client.apiKeys.create({
      workspaceId: team,
      name: 'app',
      scopes: ['prompts:write'],
    });
    const as = (user: TestUser['client'], content = text('x')) => refusedWith(user.drafts.put({ id, content }));
    expect(await as(lea.client)).toBe('403 forbidden');
    expect(await as(max.client)).toBe('404 prompt_not_found');
    expect(await as(server.client(key.secret))).toBe('403 key_not_allowed');
    expect(await as(mira.client, text('x'.repeat(1_048_577)))).toBe('413 too_large');
  });
});

describe('the draft of a new prompt', () => {
  it('is one in each workspace, and ends when the prompt is made there', async () => {
    const { client } = mira;
    await client.drafts.putNew({ title: 'at home', content: text('h') });
    await client.drafts.putNew({ workspaceId: team, title: 'in the team' });
    const { data: home } = await client.drafts.getNew({});
    expect([home.title, home.baseVersion]).toEqual(['at home', null]);
    await client.prompts.create({ workspaceId: team, title: 'Made', content: text('m') });
    expect(await refusedWith(client.drafts.getNew({ workspaceId: team }))).toBe('404 draft_not_found');
    expect((await client.drafts.getNew({})).data.title).toBe('at home');
    await client.drafts.removeNew({});
    expect(await refusedWith(client.drafts.getNew({}))).toBe('404 draft_not_found');
  });
});
