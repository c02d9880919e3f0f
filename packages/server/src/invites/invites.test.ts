import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser, testPassword } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
/** The admin, in no team; the owner of the team; a user in nothing. */
let root: TestUser;
let ada: TestUser;
let bob: TestUser;
let team: string;
beforeAll(async () => {
  server = await createTestServer({ registration: 'invite' });
  root = await server.register('root-user');
  ada = await join('ada');
  bob = await join('bob');
  team = (await ada.client.workspaces.create({ name: 'Team' })).data.id;
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
const tokenOf = (invite: { url: string }): string => invite.url.split('#token=')[1] ?? '';
const invited = async (by: TestUser, input: Parameters<typeof ada.client.invites.create>[0] = {}) =>
  (await by.client.invites.create(input)).data;
const newcomer = (name: string, inviteToken?: string) => ({
  email: `${name}@example.org`,
  username: name,
  password: testPassword,
  client: 'native' as const,
  inviteToken,
});
const register = (name: string, inviteToken?: string) => server.client().auth.register(newcomer(name, inviteToken));
const accept = (user: TestUser, invite: { url: string }) => user.client.invites.accept({ token: tokenOf(invite) });

/** Registers with an invite of the admin. */
async function join(name: string): Promise<TestUser> {
  const { accessToken: token, user, workspace } = (await register(name, tokenOf(await invited(root)))).data;
  return { token, user, workspace, client: server.client(token) };
}

const roleOf = async (user: TestUser, workspaceId: string) =>
  (await user.client.workspaces.list()).data.items.find(({ id }) => id === workspaceId)?.role;

describe('an invite', () => {
  it('is made by owners for their workspace, with a secret link that is shown once', async () => {
    const { status, data: made } = await ada.client.invites.create({ workspaceId: team, role: 'editor' });
    expect(status).toBe(201);
    expect(made).toMatchObject({ email: null, workspaceId: team, role: 'editor' });
    expect(made.url).toMatch(/^http:\/\/localhost:\d+\/invite#token=[\w-]{43}$/);
    const days = (new Date(made.expiresAt).getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThanOrEqual(7);
    const { url, ...shown } = made;
    expect((await ada.client.invites.get({ id: made.id })).data).toEqual(shown);
    expect((await ada.client.invites.list({ workspaceId: team })).data.items).toContainEqual(shown);
    const stored = JSON.stringify(await data().invites.get(made.id));
    expect(stored).not.toContain(tokenOf(made));
    const [event] = await data().events.findMany({ 'target.id': made.id });
    expect(event).toMatchObject({ action: 'invite.created', workspaceId: team, actorId: ada.user.id });
    expect(JSON.stringify(event)).not.toContain(tokenOf(made));
  });

  it('is the business of owners and admins', async () => {
    const toTeam = await invited(ada, { workspaceId: team });
    expect(toTeam.role).toBe('viewer');
    const toInstance = await invited(root);
    expect(toInstance).toMatchObject({ workspaceId: null, role: null });
    const cases: [string, () => Promise<unknown>, string][] = [
      ['a stranger invites', () => bob.client.invites.create({ workspaceId: team }), '404 workspace_not_found'],
      ['a stranger lists', () => bob.client.invites.list({ workspaceId: team }), '404 workspace_not_found'],
      ['a stranger reads', () => bob.client.invites.get({ id: toTeam.id }), '404 invite_not_found'],
      ['a stranger takes back', () => bob.client.invites.remove({ id: toTeam.id }), '404 invite_not_found'],
      ['an admin reads a team’s', () => root.client.invites.get({ id: toTeam.id }), '404 invite_not_found'],
      ['a member invites to the server', () => bob.client.invites.create({}), '403 forbidden'],
      ['a member lists those', () => bob.client.invites.list(), '403 forbidden'],
      ['a member reads one', () => bob.client.invites.get({ id: toInstance.id }), '404 invite_not_found'],
      ['a role in no workspace', () => root.client.invites.create({ role: 'editor' }), '400 invalid_request'],
      [
        'into a personal workspace',
        () => ada.client.invites.create({ workspaceId: ada.workspace.id }),
        '409 personal_workspace',
      ],
    ];
    for (const [what, call, refusal] of cases) expect([what, await refusedWith(call())]).toEqual([what, refusal]);
    const key = (await ada.client.apiKeys.create({ name: 'k', scopes: ['prompts:write'], workspaceId: team })).data;
    const byKey = server.client(key.secret).invites.create({ workspaceId: team });
    expect(await refusedWith(byKey)).toBe('403 key_not_allowed');
    const repeatable = { token: ada.token, body: { workspaceId: team }, headers: { 'idempotency-key': 'once' } };
    expect((await ask(server.url, 'POST /invites', repeatable)).body.code).toBe('invalid_request');

    const listed = (await root.client.invites.list()).data.items;
    expect(listed).toContainEqual(expect.objectContaining({ id: toInstance.id }));
    expect(listed).not.toContainEqual(expect.objectContaining({ id: toTeam.id }));
  });

  it('taken back or expired is worth nothing', async () => {
    const taken = await invited(ada, { workspaceId: team });
    await ada.client.invites.remove({ id: taken.id });
    const old = await invited(ada, { workspaceId: team });
    await data().invites.patch(old.id, { set: { expiresAt: new Date() } });
    for (const invite of [taken, old]) {
      expect(await refusedWith(accept(bob, invite))).toBe('404 invite_not_found');
      expect(await refusedWith(register('late', tokenOf(invite)))).toBe('404 invite_not_found');
      expect(await refusedWith(ada.client.invites.get({ id: invite.id }))).toBe('404 invite_not_found');
      expect(await refusedWith(ada.client.invites.remove({ id: invite.id }))).toBe('404 invite_not_found');
    }
    expect((await ada.client.invites.list({ workspaceId: team })).data.items.map(({ id }) => id)).not.toContain(old.id);
    expect(await refusedWith(bob.client.invites.accept({ token: 'guess' }))).toBe('404 invite_not_found');
  });
});

describe('accepting', () => {
  it('makes a member of that role at once, one time', async () => {
    const invite = await invited(ada, { workspaceId: team, role: 'editor' });
    const carl = await join('carl');
    expect(await roleOf(carl, team)).toBeUndefined();
    expect((await accept(carl, invite)).status).toBe(204);
    expect(await roleOf(carl, team)).toBe('editor');
    expect((await carl.client.tags.create({ workspaceId: team, name: 'x' })).status).toBe(201);
    expect(await refusedWith(accept(bob, invite))).toBe('404 invite_not_found');
    const events = await data().events.findMany({ workspaceId: team, actorId: carl.user.id });
    expect(events.map(({ action }) => action)).toEqual(['member.created', 'invite.accepted', 'tag.created']);
    expect(events[0]).toMatchObject({ target: { name: 'carl' }, details: { role: 'editor' } });
  });

  it('leaves those who are in already as they are, and the invite open', async () => {
    const invite = await invited(ada, { workspaceId: team, role: 'viewer' });
    expect((await accept(ada, invite)).status).toBe(204);
    expect(await roleOf(ada, team)).toBe('owner');
    expect((await ada.client.invites.get({ id: invite.id })).data.id).toBe(invite.id);
  });

  it('is for the address that the invite names', async () => {
    const invite = await invited(ada, { workspaceId: team, email: 'DORA@example.org' });
    expect(invite.email).toBe('dora@example.org');
    expect(await refusedWith(accept(bob, invite))).toBe('404 invite_not_found');
    expect(await refusedWith(register('other', tokenOf(invite)))).toBe('404 invite_not_found');
    const dora = (await register('dora', tokenOf(invite))).data;
    expect(await roleOf({ ...bob, client: server.client(dora.accessToken) }, team)).toBe('viewer');
  });

  it('of an invite to the server is for new people', async () => {
    expect(await refusedWith(accept(bob, await invited(root)))).toBe('404 invite_not_found');
  });

  it('is refused when the one who invited may not do so any more', async () => {
    const erin = await join('erin');
    const second = (await ada.client.workspaces.create({ name: 'Second' })).data.id;
    await accept(erin, await invited(ada, { workspaceId: second, role: 'owner' }));
    const byErin = await invited(erin, { workspaceId: second, role: 'owner' });
    await ada.client.members.update({ id: second, userId: erin.user.id, role: 'viewer' }, { ifMatch: '*' });
    expect(await refusedWith(accept(bob, byErin))).toBe('404 invite_not_found');
    expect((await ada.client.invites.list({ workspaceId: second })).data.items).toEqual([]);
    const bySuspended = await invited(ada, { workspaceId: second });
    await data().users.update(ada.user.id, { status: 'suspended' });
    expect(await refusedWith(accept(bob, bySuspended))).toBe('404 invite_not_found');
    await data().users.update(ada.user.id, { status: 'active' });
    await accept(bob, bySuspended);
    expect(await roleOf(bob, second)).toBe('viewer');
  });

  it('has one winner of many at once', { timeout: 60_000 }, async () => {
    const people = [await join('frank'), await join('greta'), await join('hugo'), bob];
    const invite = await invited(ada, { workspaceId: team, role: 'viewer' });
    const before = (await ada.client.workspaces.get({ id: team })).data.memberCount;
    const outcomes = await Promise.allSettled([
      ...people.map((user) => accept(user, invite)),
      register('ida', tokenOf(invite)),
      register('jan', tokenOf(invite)),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ status: 404, code: 'invite_not_found' });
    }
    expect((await ada.client.workspaces.get({ id: team })).data.memberCount).toBe(before + 1);
    expect(await data().members.count({ workspaceId: team }, 100)).toBe(before + 1);
    const made = await data().users.count({ email: { $in: ['ida@example.org', 'jan@example.org'] } }, 2);
    expect(made).toBeLessThanOrEqual(1);
  });

  it('of two invites at once by one person joins once', { timeout: 60_000 }, async () => {
    const kim = await join('kim');
    const before = (await ada.client.workspaces.get({ id: team })).data.memberCount;
    const invites = [await invited(ada, { workspaceId: team }), await invited(ada, { workspaceId: team })];
    await Promise.all(invites.map((invite) => accept(kim, invite)));
    expect((await ada.client.workspaces.get({ id: team })).data.memberCount).toBe(before + 1);
    expect(await data().members.count({ workspaceId: team, userId: kim.user.id }, 5)).toBe(1);
  });
});

describe('registering by invite', () => {
  it('needs one that is good, and uses it up', async () => {
    expect(await refusedWith(register('lea'))).toBe('403 invite_required');
    expect(await refusedWith(register('lea', 'guess'))).toBe('404 invite_not_found');
    const invite = await invited(root);
    const taken = { ...newcomer('lea', tokenOf(invite)), username: 'bob' };
    expect(await refusedWith(server.client().auth.register(taken))).toBe('409 username_taken');
    // A registration that failed has used nothing up.
    expect((await register('lea', tokenOf(invite))).data.workspace).toMatchObject({ kind: 'personal' });
    expect(await refusedWith(register('max', tokenOf(invite)))).toBe('404 invite_not_found');
    const events = await data().events.findMany({ 'target.id': invite.id });
    expect(events.map(({ action }) => action)).toEqual(['invite.created', 'invite.accepted']);
  });

  it('joins the workspace too, and answers with the own one', async () => {
    const invite = await invited(ada, { workspaceId: team, role: 'editor' });
    const { accessToken, workspace } = (await register('nora', tokenOf(invite))).data;
    const nora = server.client(accessToken);
    expect(workspace).toMatchObject({ kind: 'personal', role: 'owner' });
    expect((await nora.auth.me()).data.workspaces).toMatchObject([
      { id: workspace.id },
      { id: team, name: 'Team', role: 'editor' },
    ]);
  });

  it('follows the mode: closed lets nobody in but lets users accept, open takes invites too', async () => {
    const other = await createTestServer({ registration: undefined });
    try {
      const boss = await other.register('boss');
      const store = other.app.get(DataService).instance;
      expect((await other.client().instance.get()).data.registration).toBe('invite');
      const lab = (await boss.client.workspaces.create({ name: 'Lab' })).data.id;
      const first = (await boss.client.invites.create({ workspaceId: lab })).data;
      const second = (await boss.client.invites.create({ workspaceId: lab })).data;
      await store.update(instanceId, { registration: 'open' });
      const otto = (await other.client().auth.register(newcomer('otto'))).data;
      const wrong = other.client().auth.register(newcomer('pia', 'guess'));
      expect(await refusedWith(wrong)).toBe('404 invite_not_found');
      const pia = (await other.client().auth.register(newcomer('pia', tokenOf(first)))).data;
      expect((await other.client(pia.accessToken).workspaces.list()).data.items).toHaveLength(2);
      await store.update(instanceId, { registration: 'closed' });
      const late = other.client().auth.register(newcomer('quin', tokenOf(second)));
      expect(await refusedWith(late)).toBe('403 registration_closed');
      await other.client(otto.accessToken).invites.accept({ token: tokenOf(second) });
      expect((await other.client(otto.accessToken).workspaces.get({ id: lab })).data.role).toBe('viewer');
    } finally {
      await other.close();
    }
  });
});
