import type { Scope } from '@incipit/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser, testPassword } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';
import { UsageCounts } from '../usage/usage-counts.js';

let server: TestServer;
let admin: TestUser;
let bob: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  admin = await server.register('ada');
  bob = await server.register('bob');
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
type Change = { role?: 'admin' | 'member'; status?: 'active' | 'suspended' };
const change = (user: TestUser, to: Change, by = admin, ifMatch = '*') =>
  by.client.admin.updateUser({ id: user.user.id, ...to }, { ifMatch });
const remove = (user: TestUser, by = admin) => by.client.admin.removeUser({ id: user.user.id });
const me = (token: string) => refusedWith(server.client(token).auth.me()).catch(() => 'welcome');
const keyOf = async (user: TestUser, workspaceId?: string, scopes: Scope[] = ['prompts:read']) =>
  (await user.client.apiKeys.create({ name: 'k', scopes, workspaceId })).data.secret;
const signIn = async (username: string, password = testPassword) =>
  ask(server.url, 'POST /auth/login', { body: { username, password, client: 'native' } });
const adminCount = async () => (await data().instance.get(instanceId))?.adminCount;

describe('what admins do', () => {
  const nobody = 'a'.repeat(24);
  it.each<[string, object?]>([
    ['GET /admin/users'],
    [`PATCH /admin/users/${nobody}`, { role: 'admin' }],
    [`DELETE /admin/users/${nobody}`],
    [`POST /admin/users/${nobody}/reset-link`],
    ['GET /admin/settings'],
    ['PATCH /admin/settings', { name: 'Mine' }],
    ['GET /admin/figures'],
    [`POST /admin/workspaces/${nobody}/owner`, { userId: nobody }],
  ])('%s is closed to all others, whether it is there or not', async (what, body) => {
    const headers = { 'if-match': '*' };
    const codeFor = async (token?: string) => (await ask(server.url, what, { token, body, headers })).body.code;
    expect(await codeFor()).toBe('unauthorized');
    expect(await codeFor(bob.token)).toBe('forbidden');
    expect(await codeFor(await keyOf(admin))).toBe('key_not_allowed');
  });
});

describe('accounts', () => {
  it('are listed by e-mail, in pages, and found by the beginning of address, username or name', async () => {
    for (const name of ['kim-1', 'kim-2', 'kim-3']) await server.register(name);
    const kim = await server.register('other');
    await kim.client.profiles.update({ displayName: 'Kim 😀' }, { ifMatch: '*' });
    const list = async (input: object) => (await admin.client.admin.listUsers(input)).data;
    const first = await list({ q: 'KIM', limit: 2, count: true });
    expect(first).toMatchObject({
      items: [
        { username: 'kim-1', email: 'kim-1@example.org', role: 'member', status: 'active' },
        { username: 'kim-2' },
      ],
      total: 4,
    });
    expect(JSON.stringify(first)).not.toContain('argon2');
    const rest = await list({ q: 'KIM', limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ username: 'kim-3' }, { username: 'other' }], nextCursor: null });
    expect((await list({ q: 'other@' })).items).toMatchObject([{ displayName: 'Kim 😀' }]);
    expect((await list({ q: '.*' })).items).toEqual([]);
    const all = await list({ limit: 100, count: true });
    expect(all.items.map(({ email }) => email)).toEqual(all.items.map(({ email }) => email).sort());
    expect(all.total).toBe(await data().users.count({}, 100));
  });

  it('change only for those who saw the last change', async () => {
    const path = `/admin/users/${bob.user.id}`;
    const body = { role: 'admin' };
    expect((await ask(server.url, `PATCH ${path}`, { token: admin.token, body })).body.code).toBe(
      'precondition_required',
    );
    const { data: changed, etag } = await change(bob, { role: 'admin' });
    expect(changed).toMatchObject({ id: bob.user.id, role: 'admin', status: 'active', username: 'bob' });
    expect((await change(bob, { role: 'admin' }, admin, etag)).etag).toBe(etag);
    await change(bob, { role: 'member' }, admin, etag);
    expect(await refusedWith(change(bob, { role: 'admin' }, admin, etag))).toBe('412 precondition_failed');
    expect(await refusedWith(admin.client.admin.updateUser({ id: 'a'.repeat(24) }, { ifMatch: '*' }))).toBe(
      '404 user_not_found',
    );
    const events = await data().events.findMany({ 'target.id': bob.user.id, action: 'user.updated' });
    expect(events.map(({ actorId, details }) => ({ actorId, ...details }))).toEqual([
      { actorId: admin.user.id, role: 'admin', status: 'active' },
      { actorId: admin.user.id, role: 'member', status: 'active' },
    ]);
  });

  it('become admins and cease to be at once', async () => {
    expect(await refusedWith(bob.client.admin.figures())).toBe('403 forbidden');
    await change(bob, { role: 'admin' });
    expect((await bob.client.admin.figures()).data.users).toBeGreaterThan(1);
    expect(await adminCount()).toBe(2);
    await change(bob, { role: 'member' });
    expect(await refusedWith(bob.client.admin.figures())).toBe('403 forbidden');
    expect(await adminCount()).toBe(1);
  });

  it('that are suspended can do nothing from that moment on, by token, key or sign-in', async () => {
    const sue = await server.register('sue');
    const { id } = (await bob.client.workspaces.create({ name: 'Team' })).data;
    await joinWorkspace(server, sue, id, 'editor');
    const keys = [await keyOf(sue), await keyOf(sue, id)];
    await sue.client.prompts.create({ title: 'Hot', content: { type: 'text', text: 'x' } });
    const fetch = (token: string) => ask(server.url, 'GET /prompts/by-name/hot', { token });
    // Twice: the second is from memory.
    for (let n = 0; n < 2; n += 1) expect((await fetch(keys[0]!)).status).toBe(200);
    const { refreshToken } = (await signIn('sue')).body;

    await change(sue, { status: 'suspended' });
    for (const credential of [sue.token, ...keys]) expect(await me(credential)).toBe('401 unauthorized');
    expect((await fetch(keys[0]!)).status).toBe(401);
    expect((await signIn('sue')).body.code).toBe('invalid_credentials');
    expect((await ask(server.url, 'POST /auth/refresh', { body: { refreshToken } })).body.code).toBe('refresh_invalid');

    await change(sue, { status: 'active' });
    expect((await signIn('sue')).status).toBe(200);
    for (const key of keys) expect(await me(key)).toBe('welcome');
    // Whoever was signed in signs in again.
    expect(await me(sue.token)).toBe('401 unauthorized');
  });

  it('are deleted like one’s own', async () => {
    const gone = await server.register('gone');
    const key = await keyOf(gone);
    const { id } = (await gone.client.workspaces.create({ name: 'Alone' })).data;
    const refused = await refusalOf(remove(gone));
    expect([refused.code, refused.detail]).toEqual(['last_owner', expect.stringContaining(id)]);
    await gone.client.workspaces.remove({ id, confirm: 'Alone' }, { ifMatch: '*' });
    await remove(gone);
    for (const credential of [gone.token, key]) expect(await me(credential)).toBe('401 unauthorized');
    expect((await signIn('gone')).status).toBe(401);
    expect((await admin.client.admin.listUsers({ q: 'gone' })).data.items).toEqual([]);
    expect(await refusedWith(remove(gone))).toBe('404 user_not_found');
  });
});

describe('there is always an active admin', () => {
  it('the last one is neither demoted, suspended nor deleted', async () => {
    expect(await refusedWith(change(admin, { role: 'member' }))).toBe('409 last_admin');
    expect(await refusedWith(change(admin, { status: 'suspended' }))).toBe('409 last_admin');
    expect(await refusedWith(remove(admin))).toBe('409 last_admin');
    // One who is suspended is no help.
    await change(bob, { role: 'admin', status: 'suspended' });
    expect(await refusedWith(change(admin, { role: 'member' }))).toBe('409 last_admin');
    await change(bob, { role: 'member', status: 'active' });
    expect(await me(admin.token)).toBe('welcome');
    bob = { ...bob, token: String((await signIn('bob')).body.accessToken) };
    bob = { ...bob, client: server.client(bob.token) };
  });

  it.each<[string, (by: TestUser, of: TestUser) => Promise<unknown>]>([
    ['demoted', (by, of) => change(of, { role: 'member' }, by)],
    ['suspended', (by, of) => change(of, { status: 'suspended' }, by)],
    ['deleted', (by, of) => remove(of, by)],
    ['gone by themselves', (_, of) => of.client.profiles.remove({ password: testPassword })],
  ])('also when two admins are %s at the same moment', { timeout: 60_000 }, async (how, end) => {
    const own = await createTestServer();
    try {
      for (let round = 0; round < 4; round += 1) {
        const first = round === 0 ? await own.register('chief') : undefined;
        const records = await own.app.get(DataService).users.findMany({ role: 'admin', status: 'active' });
        expect(records).toHaveLength(1);
        const root = first ?? (await signInTo(own, records[0]!.email));
        const other = await own.register(`other-${round}`);
        await root.client.admin.updateUser({ id: other.user.id, role: 'admin' }, { ifMatch: '*' });
        const outcomes = await Promise.allSettled([end(root, other), end(other, root), end(root, other)]);
        const left = await own.app.get(DataService).users.findMany({ role: 'admin', status: 'active' });
        expect([how, left.length]).toEqual([how, 1]);
        expect((await own.app.get(DataService).instance.get(instanceId))?.adminCount).toBe(1);
        // Whoever came too late was no admin, or nobody, any more.
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') {
            expect(['last_admin', 'forbidden', 'unauthorized', 'user_not_found', 'invalid_credentials']).toContain(
              outcome.reason.code,
            );
          }
        }
      }
    } finally {
      await own.close();
    }
  });

  async function signInTo(own: TestServer, email: string): Promise<TestUser> {
    const given = { email, password: testPassword, client: 'native' as const };
    const { accessToken: token, user, workspace } = (await own.client().auth.login(given)).data;
    return { token, user, workspace, client: own.client(token) };
  }
});

describe('links to set a password', () => {
  it('work once, within half an hour, and only the newest', async () => {
    const lost = await server.register('lost');
    const make = async () => (await admin.client.admin.createResetLink({ id: lost.user.id })).data;
    const [old, link] = [await make(), await make()];
    expect(link.url).toMatch(/^http:\/\/localhost:\d+\/reset#token=[\w-]{43}$/);
    const minutes = (Date.parse(link.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(29);
    expect(minutes).toBeLessThanOrEqual(30);
    const stored = JSON.stringify(await data().oneTimeTokens.findMany({ userId: lost.user.id }));
    expect(stored).not.toContain(tokenOf(link.url));
    const reset = (url: string, password = 'another horse battery') =>
      server.client().auth.resetPassword({ token: tokenOf(url), password });
    expect(await refusedWith(reset(old.url))).toBe('400 invalid_request');
    await reset(link.url);
    expect((await signIn('lost', 'another horse battery')).status).toBe(200);
    const [event] = await data().events.findMany({ action: 'user.reset_link_created' });
    expect(event).toMatchObject({ actorId: admin.user.id, target: { id: lost.user.id, name: 'lost' } });
    expect(await refusedWith(admin.client.admin.createResetLink({ id: 'a'.repeat(24) }))).toBe('404 user_not_found');
  });

  const tokenOf = (url: string) => url.split('#token=')[1] ?? '';
});

describe('settings of the server', () => {
  it('change for those who saw the last change, and say what the environment fixes', async () => {
    const { data: before, etag } = await admin.client.admin.getSettings();
    expect(before).toEqual({ name: 'Incipit', registration: 'open', registrationIsFixed: true, publicPages: true });
    const { data: after } = await admin.client.admin.updateSettings(
      { name: ' Our prompts ', publicPages: false, registration: 'open' },
      { ifMatch: etag },
    );
    expect(after).toEqual({ ...before, name: 'Our prompts', publicPages: false });
    expect((await server.client().instance.get()).data.name).toBe('Our prompts');
    const stale = admin.client.admin.updateSettings({ name: 'x' }, { ifMatch: etag });
    expect(await refusedWith(stale)).toBe('412 precondition_failed');
    const fixed = await refusalOf(admin.client.admin.updateSettings({ registration: 'closed' }, { ifMatch: '*' }));
    expect(fixed).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(fixed.detail).toContain('INCIPIT_REGISTRATION');
    const [event] = await data().events.findMany({ action: 'instance.updated' });
    expect(event).toMatchObject({ actorId: admin.user.id, details: { name: 'Our prompts', publicPages: false } });
    await admin.client.admin.updateSettings({ publicPages: true }, { ifMatch: '*' });
  });

  it('decide who may register where the environment says nothing', async () => {
    const free = await createTestServer({ registration: undefined });
    try {
      const root = await free.register('chief');
      const settings = { registrationIsFixed: false, registration: 'invite' };
      expect((await root.client.admin.getSettings()).data).toMatchObject(settings);
      expect(await refusedWith(free.register('early'))).toBe('403 invite_required');
      await root.client.admin.updateSettings({ registration: 'open' }, { ifMatch: '*' });
      expect((await free.register('guest')).user.email).toBe('guest@example.org');
      await root.client.admin.updateSettings({ registration: 'closed' }, { ifMatch: '*' });
      expect(await refusedWith(free.register('late'))).toBe('403 registration_closed');
    } finally {
      await free.close();
    }
  });
});

describe('figures', () => {
  it('say how much there is', async () => {
    // What was fetched before this test counts before it.
    await server.app.get(UsageCounts).write();
    const { data: before } = await admin.client.admin.figures();
    const { id } = (await bob.client.prompts.create({ title: 'One', content: { type: 'text', text: 'a' } })).data;
    await bob.client.versions.create({ id, content: { type: 'text', text: 'b' } });
    await server.register('counted');
    for (let n = 0; n < 3; n += 1) await bob.client.prompts.getByName({ name: 'one' });
    await server.app.get(UsageCounts).write();
    const { data: after } = await admin.client.admin.figures();
    expect(after).toMatchObject({
      users: before.users + 1,
      workspaces: before.workspaces + 1,
      prompts: before.prompts + 1,
      versions: before.versions + 2,
      fetchesToday: before.fetchesToday + 3,
    });
    expect(after.users).toBe(await data().users.count({}, 1_000));
    expect(after.storeBytes).toBeGreaterThan(10_000);
  });
});

describe('a team without an active owner', () => {
  const appoint = (id: string, userId: string) => admin.client.admin.appointOwner({ id, userId });

  it('gets one by an admin, who sees nothing of it', async () => {
    const [owner, heir, guest] = [
      await server.register('owner-1'),
      await server.register('heir-1'),
      await server.register('guest-1'),
    ];
    const { id } = (await owner.client.workspaces.create({ name: 'Orphan' })).data;
    await joinWorkspace(server, heir, id, 'viewer');
    expect(await refusedWith(appoint(id, heir.user.id))).toBe('403 forbidden');
    await change(owner, { status: 'suspended' });
    expect(await refusedWith(appoint(id, owner.user.id))).toBe('404 user_not_found');
    expect(await refusedWith(appoint(id, 'a'.repeat(24)))).toBe('404 user_not_found');
    expect(await refusedWith(appoint(heir.workspace.id, guest.user.id))).toBe('409 personal_workspace');
    expect(await refusedWith(appoint('a'.repeat(24), heir.user.id))).toBe('404 workspace_not_found');

    const { data: member } = await appoint(id, heir.user.id);
    expect(member).toMatchObject({ userId: heir.user.id, username: 'heir-1', role: 'owner' });
    expect((await heir.client.workspaces.get({ id })).data).toMatchObject({ role: 'owner', memberCount: 2 });
    expect(await refusedWith(admin.client.workspaces.get({ id }))).toBe('404 workspace_not_found');
    expect(await refusedWith(appoint(id, guest.user.id))).toBe('403 forbidden');
    const events = await data().events.findMany({ workspaceId: id, action: 'member.updated' });
    expect(events).toMatchObject([{ actorId: admin.user.id, target: { name: 'heir-1' }, details: { to: 'owner' } }]);
  });

  it('may get somebody who was not in it', async () => {
    const [owner, heir] = [await server.register('owner-2'), await server.register('heir-2')];
    const { id } = (await owner.client.workspaces.create({ name: 'Orphan' })).data;
    await change(owner, { status: 'suspended' });
    await appoint(id, heir.user.id);
    expect((await heir.client.workspaces.get({ id })).data).toMatchObject({ role: 'owner', memberCount: 2 });
    // Now the account of the former owner can go.
    await remove(owner);
    expect((await heir.client.workspaces.get({ id })).data.memberCount).toBe(1);
  });
});
