import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { KeyIdentityService } from './key-identity.service.js';

let server: TestServer;
let ada: TestUser;
let bob: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  ada = await server.register('ada');
  bob = await server.register('bob');
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
const make = async (user: TestUser, more: object = {}) =>
  (await user.client.apiKeys.create({ name: 'CI', scopes: ['prompts:read'], ...more })).data;
const me = (token: string) => ask(server.url, 'GET /auth/me', { token });

describe('an API key', () => {
  it('is shown once, and stored as a hash', async () => {
    const { status, data: key, etag } = await ada.client.apiKeys.create({ name: ' CI ', scopes: ['prompts:read'] });
    expect(status).toBe(201);
    expect(key).toMatchObject({ name: 'CI', scopes: ['prompts:read'], limits: {}, workspaceId: ada.workspace.id });
    expect(key.secret).toMatch(/^incipit_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(key.secret.startsWith(`${key.prefix}_`)).toBe(true);
    expect(key.secret.endsWith(key.last4)).toBe(true);
    const days = (Date.parse(key.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThanOrEqual(90);
    const got = await ada.client.apiKeys.get({ id: key.id });
    const { secret, ...rest } = key;
    expect(got.data).toEqual(rest);
    expect(got.etag).not.toBe(etag);
    expect(JSON.stringify(await data().apiKeys.get(key.id))).not.toContain(secret);
  });

  it('acts for its user in its workspace, with its scopes', async () => {
    const { secret, id } = await make(ada);
    const answer = await me(secret);
    expect(answer.body).toMatchObject({
      user: { id: ada.user.id },
      workspaces: [{ id: ada.workspace.id }],
      scopes: ['prompts:read'],
    });
    const refused = async (what: string, body?: object) =>
      (await ask(server.url, what, { token: secret, body })).body.code;
    expect(await refused('POST /tags', { name: 'x' })).toBe('scope_missing');
    expect(await refused('GET /api-keys')).toBe('key_not_allowed');
    expect(await refused(`DELETE /api-keys/${id}`)).toBe('key_not_allowed');
    expect(await refused('POST /auth/password', {})).toBe('key_not_allowed');
    expect(await refused('POST /auth/logout', {})).toBe('key_not_allowed');
    expect(await refused('GET /profiles?q=a')).toBe('key_not_allowed');
    expect(await refused(`GET /workspaces/${bob.workspace.id}`)).toBe('workspace_not_found');
    expect(await refused(`GET /tags?workspaceId=${bob.workspace.id}`)).toBe('workspace_not_found');
    expect((await ask(server.url, 'GET /tags', { token: secret })).status).toBe(200);
  });

  it('says when it was last used', async () => {
    const { secret, id } = await make(ada);
    const before = Date.now();
    await me(secret);
    await server.app.get(KeyIdentityService).writeUses();
    const { lastUsedAt } = (await ada.client.apiKeys.get({ id })).data;
    expect(Date.parse(lastUsedAt ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('is worth nothing from the moment it is revoked', async () => {
    const { secret, id } = await make(ada);
    expect((await me(secret)).status).toBe(200);
    expect((await ada.client.apiKeys.remove({ id })).status).toBe(204);
    expect(await me(secret)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    await expect(ada.client.apiKeys.get({ id })).rejects.toMatchObject({ code: 'api_key_not_found' });
  });

  it('is worth nothing after its end, also from memory', async () => {
    const { secret, id } = await make(ada, { expiresInDays: 1 });
    await data().apiKeys.patch(id, { set: { expiresAt: new Date(Date.now() + 1500) } });
    expect((await me(secret)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    expect((await me(secret)).status).toBe(401);
  });

  it('is refused with another secret of the same id', async () => {
    const { secret } = await make(ada);
    const other = await make(ada);
    const mixed = `${secret.slice(0, 20)}${other.secret.slice(20, -7)}`;
    expect((await me(mixed)).status).toBe(401);
    expect((await me(`${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`)).status).toBe(401);
  });

  it('ends with the membership of its user', async () => {
    const team = (await ada.client.workspaces.create({ name: 'Team' })).data;
    await joinWorkspace(server, bob, team.id, 'editor');
    const { secret } = await make(bob, { workspaceId: team.id });
    expect((await me(secret)).body).toMatchObject({ workspaces: [{ id: team.id, role: 'editor' }] });
    await data().members.removeMany({ workspaceId: team.id, userId: bob.user.id });
    await ada.client.workspaces.update({ id: team.id, name: 'Smaller team' }, { ifMatch: '*' });
    expect((await me(secret)).status).toBe(401);
  });
});

describe('making and changing API keys', () => {
  it.each<[string, object, number, string]>([
    ['no scope', { scopes: [] }, 400, 'invalid_request'],
    ['an unknown scope', { scopes: ['admin'] }, 400, 'invalid_request'],
    ['more than a year', { expiresInDays: 366 }, 400, 'invalid_request'],
    ['a collection that is not there', { limits: { collectionId: 'a'.repeat(24) } }, 404, 'collection_not_found'],
    ['a workspace of somebody else', { workspaceId: 'b' }, 404, 'workspace_not_found'],
  ])('refuses %s', async (_, more, status, code) => {
    const body = { name: 'CI', scopes: ['prompts:read'], ...more };
    if ('workspaceId' in body) body.workspaceId = bob.workspace.id;
    expect(await ask(server.url, 'POST /api-keys', { token: ada.token, body })).toMatchObject({
      status,
      body: { code },
    });
  });

  it('takes no Idempotency-Key, as a secret is shown once', async () => {
    const body = { name: 'CI', scopes: ['prompts:read'] };
    const answer = await ask(server.url, 'POST /api-keys', {
      token: ada.token,
      body,
      headers: { 'idempotency-key': 'k' },
    });
    expect(answer.status).toBe(400);
  });

  it('narrows and renames, never widens', async () => {
    const { id } = await make(ada, { scopes: ['prompts:read', 'labels:write'], limits: { labels: ['a', 'b'] } });
    const change = (body: object, ifMatch = '*') =>
      ask(server.url, `PATCH /api-keys/${id}`, { token: ada.token, body, headers: { 'if-match': ifMatch } });
    expect((await change({ scopes: ['prompts:read', 'export'] })).body.errors).toMatchObject([{ path: 'scopes' }]);
    expect((await change({ limits: {} })).body.errors).toMatchObject([{ path: 'limits.labels' }]);
    expect((await change({ expiresInDays: 365 })).body.errors).toMatchObject([{ path: 'expiresInDays' }]);
    const done = await change({
      name: 'Deploy',
      scopes: ['prompts:read'],
      limits: { labels: ['a'] },
      expiresInDays: 1,
    });
    expect(done.body).toMatchObject({ name: 'Deploy', scopes: ['prompts:read'], limits: { labels: ['a'] } });
    expect(Date.parse(String(done.body.expiresAt)) - Date.now()).toBeLessThanOrEqual(86_400_000);
    expect((await change({ name: 'x' }, '"1-0123456789ab"')).status).toBe(412);
    const without = await ask(server.url, `PATCH /api-keys/${id}`, { token: ada.token, body: { name: 'x' } });
    expect(without).toMatchObject({ status: 428, body: { code: 'precondition_required' } });
  });

  it('is for members, endless ones and the list of all for owners', async () => {
    const team = (await ada.client.workspaces.create({ name: 'Team' })).data;
    const own = { name: 'x', scopes: ['prompts:read'] as const, workspaceId: team.id };
    const refusedTo = async (user: TestUser, what: string, body?: object) =>
      (await ask(server.url, what, { token: user.token, body })).body.code;
    expect(await refusedTo(bob, `GET /api-keys?workspaceId=${team.id}`)).toBe('workspace_not_found');
    await joinWorkspace(server, bob, team.id, 'viewer');
    const bobs = await make(bob, own);
    const adas = await make(ada, { ...own, expiresInDays: null });
    expect(adas.expiresAt).toBeNull();
    expect(await refusedTo(bob, 'POST /api-keys', { ...own, expiresInDays: null })).toBe('forbidden');
    expect(await refusedTo(bob, `GET /api-keys?workspaceId=${team.id}`)).toBe('forbidden');
    expect(await refusedTo(bob, `GET /api-keys/${adas.id}`)).toBe('api_key_not_found');
    expect(await refusedTo(bob, `DELETE /api-keys/${adas.id}`)).toBe('api_key_not_found');
    const all = (await ada.client.apiKeys.list({ workspaceId: team.id, count: true })).data;
    expect(all).toMatchObject({ items: [{ id: adas.id }, { id: bobs.id }], total: 2 });
    const rename = { token: ada.token, body: { name: 'mine' }, headers: { 'if-match': '*' } };
    expect(await ask(server.url, `PATCH /api-keys/${bobs.id}`, rename)).toMatchObject({ status: 403 });
    await ada.client.apiKeys.remove({ id: bobs.id });
    expect((await me(bobs.secret)).status).toBe(401);
    const bobsList = (await bob.client.apiKeys.list({})).data.items;
    expect(bobsList.map(({ id }) => id)).not.toContain(bobs.id);
  });
});
