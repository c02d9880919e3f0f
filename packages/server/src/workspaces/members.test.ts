import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** A team of ada's with bob in it. */
async function team(role: 'owner' | 'editor' | 'viewer' = 'editor'): Promise<string> {
  const { id } = (await ada.client.workspaces.create({ name: 'Team' })).data;
  await joinWorkspace(server, bob, id, role);
  return id;
}

const rename = (user: TestUser, displayName: string) => user.client.profiles.update({ displayName }, { ifMatch: '*' });
const setRole = (by: TestUser, id: string, of: TestUser, role: 'owner' | 'editor' | 'viewer', ifMatch?: string) =>
  by.client.members.update({ id, userId: of.user.id, role }, { ifMatch: ifMatch ?? '*' });
const remove = (by: TestUser, id: string, of: TestUser) => by.client.members.remove({ id, userId: of.user.id });
const rolesIn = async (id: string) =>
  (await ada.client.members.list({ id })).data.items.map(({ username, role }) => `${username} ${role}`);
const memberEvents = async (workspaceId: string) =>
  (await data().events.findMany({ workspaceId, 'target.model': 'member' })).map(({ action, details }) => ({
    action,
    ...details,
  }));

describe('members', () => {
  it('are listed by name to each other, in pages, wherever the name comes from', async () => {
    const id = await team();
    await joinWorkspace(server, eve, id, 'viewer');
    await rename(ada, 'Zoë');
    await rename(bob, 'yves');
    await rename(eve, 'Xaver');
    const first = (await eve.client.members.list({ id, limit: 2, count: true })).data;
    expect(first).toMatchObject({
      items: [
        { userId: eve.user.id, username: 'eve', displayName: 'Xaver', role: 'viewer' },
        { userId: bob.user.id, username: 'bob', displayName: 'yves', role: 'editor' },
      ],
      total: 3,
    });
    const rest = (await eve.client.members.list({ id, limit: 2, cursor: first.nextCursor ?? '' })).data;
    expect(rest).toMatchObject({ items: [{ username: 'ada', role: 'owner' }], nextCursor: null });
    expect(Object.keys(first.items[0]!).sort()).toEqual(['displayName', 'joinedAt', 'role', 'userId', 'username']);
  });

  it('are for members and people only', async () => {
    const { id } = (await ada.client.workspaces.create({ name: 'Closed' })).data;
    expect(await refusedWith(bob.client.members.list({ id }))).toBe('404 workspace_not_found');
    expect(await refusedWith(setRole(bob, id, ada, 'viewer'))).toBe('404 workspace_not_found');
    expect(await refusedWith(remove(bob, id, ada))).toBe('404 workspace_not_found');
    const key = (await ada.client.apiKeys.create({ name: 'k', scopes: ['prompts:read'], workspaceId: id })).data;
    expect(await refusedWith(server.client(key.secret).members.list({ id }))).toBe('403 key_not_allowed');
  });

  it('get another role from owners, which counts at once', async () => {
    const id = await team('viewer');
    const write = () => bob.client.tags.create({ workspaceId: id, name: 'x' });
    expect(await refusedWith(write())).toBe('403 forbidden');
    expect(await refusedWith(setRole(bob, id, bob, 'owner'))).toBe('403 forbidden');
    const { data: changed, etag } = await setRole(ada, id, bob, 'editor');
    expect(changed).toMatchObject({ userId: bob.user.id, username: 'bob', role: 'editor' });
    expect((await write()).status).toBe(201);
    expect((await bob.client.workspaces.get({ id })).data.role).toBe('editor');
    const again = await setRole(ada, id, bob, 'editor', etag ?? '');
    expect(again.etag).toBe(etag);
    await setRole(ada, id, bob, 'viewer', etag ?? '');
    expect(await refusedWith(setRole(ada, id, bob, 'owner', etag ?? ''))).toBe('412 precondition_failed');
    expect(await refusedWith(write())).toBe('403 forbidden');
    expect(await memberEvents(id)).toMatchObject([
      { action: 'member.created' },
      { action: 'member.updated', from: 'viewer', to: 'editor' },
      { action: 'member.updated', from: 'editor', to: 'viewer' },
    ]);
    const bare = { token: ada.token, body: { role: 'editor' } };
    const path = `/workspaces/${id}/members/${bob.user.id}`;
    expect((await ask(server.url, `PATCH ${path}`, bare)).body.code).toBe('precondition_required');
    expect(await refusedWith(setRole(ada, id, eve, 'editor'))).toBe('404 member_not_found');
    expect((await ask(server.url, `DELETE /workspaces/${id}/members/x`, { token: ada.token })).body.code).toBe(
      'member_not_found',
    );
  });

  it('are removed by owners or leave, and their keys with them', async () => {
    const id = await team();
    await joinWorkspace(server, eve, id, 'viewer');
    const { secret } = (await bob.client.apiKeys.create({ name: 'k', scopes: ['prompts:read'], workspaceId: id })).data;
    const key = server.client(secret);
    expect((await key.workspaces.list()).data.items).toMatchObject([{ id }]);
    expect(await refusedWith(remove(eve, id, bob))).toBe('403 forbidden');

    await remove(ada, id, bob);
    expect(await refusedWith(key.workspaces.list())).toBe('401 unauthorized');
    expect(await refusedWith(bob.client.workspaces.get({ id }))).toBe('404 workspace_not_found');
    expect(await refusedWith(bob.client.prompts.list({ workspaceId: id }))).toBe('404 workspace_not_found');
    expect((await bob.client.workspaces.list()).data.items.map((item) => item.id)).not.toContain(id);
    await remove(eve, id, eve);
    expect(await rolesIn(id)).toEqual(['ada owner']);
    expect((await ada.client.workspaces.get({ id })).data.memberCount).toBe(1);
    expect(await refusedWith(remove(ada, id, bob))).toBe('404 member_not_found');

    // Who comes back does not bring the old keys back.
    await joinWorkspace(server, bob, id, 'editor');
    expect(await refusedWith(key.workspaces.list())).toBe('401 unauthorized');
    expect(await data().apiKeys.count({ workspaceId: id }, 1)).toBe(0);
  });

  it('do not exist beside the one of a personal workspace', async () => {
    const { id } = ada.workspace;
    expect(await rolesIn(id)).toEqual(['ada owner']);
    expect(await refusedWith(remove(ada, id, ada))).toBe('409 personal_workspace');
    expect(await refusedWith(setRole(ada, id, ada, 'viewer'))).toBe('409 personal_workspace');
  });
});

describe('there is always an owner', () => {
  it('the last one neither leaves nor steps down', async () => {
    const id = await team();
    expect(await refusedWith(remove(ada, id, ada))).toBe('409 last_owner');
    expect(await refusedWith(setRole(ada, id, ada, 'editor'))).toBe('409 last_owner');
    await setRole(ada, id, bob, 'owner');
    await setRole(ada, id, ada, 'viewer');
    expect(await refusedWith(remove(bob, id, bob))).toBe('409 last_owner');
    expect(await rolesIn(id)).toEqual(['bob owner', 'ada viewer']);
  });

  it.each([
    ['leave', (id: string, user: TestUser) => remove(user, id, user)],
    ['step down', (id: string, user: TestUser) => setRole(user, id, user, 'viewer')],
    [
      'leave and step down',
      (id: string, user: TestUser) => (user === ada ? remove(ada, id, ada) : setRole(user, id, user, 'editor')),
    ],
    ['remove each other', (id: string, user: TestUser) => remove(user, id, user === ada ? bob : ada)],
    ['demote each other', (id: string, user: TestUser) => setRole(user, id, user === ada ? bob : ada, 'viewer')],
  ])('also when both %s at the same moment', { timeout: 60_000 }, async (_, go) => {
    for (let round = 0; round < 4; round += 1) {
      const id = await team('owner');
      const outcomes = await Promise.allSettled([go(id, ada), go(id, bob)]);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      for (const { reason } of refused) {
        // Who was removed or demoted by the other before cannot do the same to them.
        expect(['last_owner', 'forbidden', 'workspace_not_found', 'member_not_found']).toContain(reason.code);
      }
      expect(refused).toHaveLength(1);
      const left = await data().members.findMany({ workspaceId: id });
      expect(left.filter(({ role }) => role === 'owner')).toHaveLength(1);
      expect((await data().workspaces.get(id))?.memberCount).toBe(left.length);
    }
  });
});
