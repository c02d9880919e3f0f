import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataService } from '../data/data.service.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let ada: TestUser;
let bob: TestUser;
let eve: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  ada = await server.register('ada');
  bob = await server.register('bob');
  eve = await server.register('eve');
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
const content = { type: 'text', text: 'one' } as const;
const removeAs = (user: TestUser, id: string, confirm = 'Team') =>
  user.client.workspaces.remove({ id, confirm }, { ifMatch: '*' });

/** A team of ada's, where bob edits, with one of everything in it. */
async function team() {
  const { id, name } = (await ada.client.workspaces.create({ name: 'Team' })).data;
  await joinWorkspace(server, bob, id, 'editor');
  const folder = (await ada.client.collections.create({ workspaceId: id, name: 'Folder' })).data;
  const prompt = (
    await ada.client.prompts.create({
      workspaceId: id,
      title: 'Shown',
      collectionId: folder.id,
      content,
      tags: ['x'],
      labels: ['production'],
      visibility: 'public',
    })
  ).data;
  await bob.client.prompts.star({ id: prompt.id });
  await bob.client.drafts.put({ id: prompt.id, title: 'T' });
  await bob.client.drafts.putNew({ workspaceId: id, title: 'T' });
  const key = (await bob.client.apiKeys.create({ name: 'k', scopes: ['prompts:read'], workspaceId: id })).data;
  const invite = (await ada.client.invites.create({ workspaceId: id })).data;
  await ada.client.shares.create({ collectionId: folder.id });
  // The counts in memory are written every ten seconds: too late for these tests.
  const counted = { workspaceId: id, promptId: prompt.id, day: '2026-01-31', version: 1, label: null };
  await data().usage.create({ ...counted, fetches: 1, renders: 0 });
  return { id, name, folder, prompt, key, invite, tag: prompt.tags[0]! };
}

/** Rows that belong to the workspace, of every model that knows workspaces, but for the trail of events. */
async function rowsOf(workspaceId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const model of data().models) {
    if (model.modelName === 'events' || !model.schema.path('workspaceId')) continue;
    counts[model.modelName] = await model.countDocuments({ workspaceId });
  }
  return counts;
}

/** Lets the job begin now, and waits for its end. */
async function finish(workspaceId: string): Promise<void> {
  const [job] = await data().jobs.findMany({ subjectId: workspaceId });
  await data().jobs.patch(job?.id ?? '', { set: { dueAt: new Date() } });
  const isGone = async () => expect(await data().jobs.count({ subjectId: workspaceId }, 1)).toBe(0);
  await vi.waitFor(isGone, { timeout: 20_000, interval: 100 });
}

describe('deleting a workspace', () => {
  it('needs an owner, its name, and what was seen last', async () => {
    const { id, key } = await team();
    expect(await refusedWith(removeAs(eve, id))).toBe('404 workspace_not_found');
    expect(await refusedWith(removeAs(bob, id))).toBe('403 forbidden');
    expect(await refusedWith(server.client(key.secret).workspaces.remove({ id, confirm: 'Team' }))).toBe(
      '403 key_not_allowed',
    );
    for (const confirm of ['team', 'Team ', '']) {
      expect(await refusedWith(removeAs(ada, id, confirm))).toBe('400 invalid_request');
    }
    const bare = (query: string, headers = {}) =>
      ask(server.url, `DELETE /workspaces/${id}${query}`, { token: ada.token, headers });
    expect((await bare('?confirm=Team')).body.code).toBe('precondition_required');
    expect((await bare('?confirm=Team', { 'if-match': '"7-000000000000"' })).body.code).toBe('precondition_failed');
    const unconfirmed = await bare('', { 'if-match': '*' });
    expect(unconfirmed.body).toMatchObject({ code: 'invalid_request', errors: [{ path: 'confirm' }] });
    expect((await ada.client.workspaces.get({ id })).data.memberCount).toBe(2);
    await removeAs(ada, id);
  });

  it('is not for personal ones', async () => {
    const own = removeAs(ada, ada.workspace.id, 'ada');
    expect(await refusedWith(own)).toBe('409 personal_workspace');
  });

  it('makes it and all in it missing at once, for everybody and every key', async () => {
    const { id, folder, prompt, key, invite, tag } = await team();
    const byKey = server.client(key.secret);
    // What was asked before is remembered by the server.
    await byKey.prompts.getByName({ name: prompt.name });
    await eve.client.prompts.star({ id: prompt.id });
    expect((await ask(server.url, 'GET /profiles/ada')).status).toBe(200);
    const { status } = await removeAs(ada, id);
    expect(status).toBe(204);

    const gone: [string, () => Promise<unknown>, string][] = [
      ['workspace', () => ada.client.workspaces.get({ id }), '404 workspace_not_found'],
      ['members', () => ada.client.members.list({ id }), '404 workspace_not_found'],
      ['labels', () => bob.client.labels.known({ id }), '404 workspace_not_found'],
      ['prompts', () => bob.client.prompts.list({ workspaceId: id }), '404 workspace_not_found'],
      ['prompt', () => ada.client.prompts.get({ id: prompt.id }), '404 prompt_not_found'],
      ['by name', () => bob.client.prompts.getByName({ workspaceId: id, name: prompt.name }), '404 prompt_not_found'],
      ['versions', () => ada.client.versions.list({ id: prompt.id }), '404 prompt_not_found'],
      ['collection', () => ada.client.collections.get({ id: folder.id }), '404 collection_not_found'],
      ['tag', () => bob.client.tags.get({ id: tag.id }), '404 tag_not_found'],
      ['new tag', () => ada.client.tags.create({ workspaceId: id, name: 'y' }), '404 workspace_not_found'],
      ['key', () => byKey.prompts.getByName({ name: prompt.name }), '401 unauthorized'],
      ['own key', () => bob.client.apiKeys.get({ id: key.id }), '404 api_key_not_found'],
      ['invites', () => ada.client.invites.list({ workspaceId: id }), '404 workspace_not_found'],
      ['invite', () => ada.client.invites.get({ id: invite.id }), '404 invite_not_found'],
      ['accept', () => eve.client.invites.accept({ token: invite.url.split('=')[1]! }), '404 invite_not_found'],
      ['fork of what was public', () => eve.client.prompts.fork({ id: prompt.id }), '404 prompt_not_found'],
      ['star of what was public', () => eve.client.prompts.unstar({ id: prompt.id }), '404 prompt_not_found'],
      ['deleting it again', () => removeAs(ada, id), '404 workspace_not_found'],
    ];
    for (const [what, call, refusal] of gone) expect([what, await refusedWith(call())]).toEqual([what, refusal]);
    for (const user of [ada, bob]) {
      const listed = (await user.client.workspaces.list({ count: true })).data;
      expect(listed.items.map((item) => item.id)).not.toContain(id);
      expect(listed.total).toBe(listed.items.length);
      expect((await user.client.auth.me()).data.workspaces.map((item) => item.id)).not.toContain(id);
    }
    expect((await bob.client.prompts.list({ starred: true })).data.items).toEqual([]);
    expect((await bob.client.apiKeys.list()).data.items.map((item) => item.id)).not.toContain(key.id);
    expect((await ask(server.url, 'GET /profiles/ada')).status).toBe(404);
    const [event] = await data().events.findMany({ 'target.id': id, action: 'workspace.removed' });
    expect(event).toMatchObject({ actorId: ada.user.id, target: { name: 'Team' } });
    // The rows are still there, of each model.
    expect(Object.entries(await rowsOf(id)).filter(([, count]) => count === 0)).toEqual([]);

    await finish(id);
    const rows = await rowsOf(id);
    expect(Object.keys(rows).length).toBeGreaterThan(10);
    expect(Object.entries(rows).filter(([, count]) => count > 0)).toEqual([]);
    expect(await data().workspaces.get(id)).toBeNull();
    // The trail of what happened stays.
    expect(await data().events.count({ workspaceId: id }, 100)).toBeGreaterThan(3);
  });

  it('leaves other workspaces alone, and is no owner’s last', async () => {
    const [one, other] = [await team(), await team()];
    const before = await rowsOf(other.id);
    await removeAs(ada, one.id);
    await finish(one.id);
    expect(await rowsOf(other.id)).toEqual(before);
    expect((await ada.client.prompts.get({ id: other.prompt.id })).data.labels).toEqual({ production: 1, latest: 1 });
  });

  it('does not keep its only owner from leaving the server', async () => {
    const gwen = await server.register('gwen');
    const { id } = (await gwen.client.workspaces.create({ name: 'Gone' })).data;
    await removeAs(gwen, id, 'Gone');
    const body = { password: 'correct horse battery' };
    expect((await ask(server.url, 'DELETE /profiles/me', { token: gwen.token, body })).status).toBe(204);
    await finish(id);
    expect(await data().workspaces.get(id)).toBeNull();
  });

  it('happens once when two owners do it at the same moment', async () => {
    const { id } = await team();
    await ada.client.members.update({ id, userId: bob.user.id, role: 'owner' }, { ifMatch: '*' });
    const outcomes = await Promise.allSettled([removeAs(ada, id), removeAs(bob, id), removeAs(ada, id)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'workspace_not_found' });
    }
    expect(await data().jobs.count({ subjectId: id }, 5)).toBe(1);
  });

  it('is either before or after somebody joins', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id, invite } = await team();
      const token = invite.url.split('=')[1]!;
      const [, joined] = await Promise.allSettled([removeAs(ada, id), eve.client.invites.accept({ token })]);
      if (joined?.status === 'rejected') expect(joined.reason).toMatchObject({ code: 'invite_not_found' });
      expect(await refusedWith(eve.client.workspaces.get({ id }))).toBe('404 workspace_not_found');
      await finish(id);
      expect(await data().members.count({ workspaceId: id }, 1)).toBe(0);
    }
  });
});
