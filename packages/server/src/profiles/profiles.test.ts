import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser, testPassword } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';

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
const text = (content: string) => ({ type: 'text' as const, text: content });
const prompt = async (user: TestUser, more: object = {}) =>
  (await user.client.prompts.create({ title: 'Greeting', content: text('Hello'), ...more })).data;

describe('profiles', () => {
  it('are changed by their user, who saw the last change', async () => {
    const { data: before, etag } = await ada.client.profiles.get({ username: 'ADA' });
    const change = (body: object, ifMatch?: string) =>
      ask(server.url, 'PATCH /profiles/me', {
        token: ada.token,
        body,
        headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      });
    expect((await change({ bio: 'x' })).status).toBe(428);
    const done = await change({ displayName: ' Ada L. ', bio: ' Countess\n', website: 'https://ada.example' }, etag);
    expect(done.body).toMatchObject({ displayName: 'Ada L.', bio: ' Countess\n', website: 'https://ada.example' });
    expect(done.body.updatedAt).not.toBe(before.updatedAt);
    expect((await change({ bio: 'y' }, etag)).status).toBe(412);
    const same = await change({ bio: ' Countess\n' }, '*');
    expect(same.headers.etag).toBe(done.headers.etag);
    expect((await change({ website: 'javascript:alert(1)' }, '*')).status).toBe(400);
    expect((await change({ email: 'x@example.org' }, '*')).status).toBe(400);
    expect(JSON.stringify(done.body)).not.toContain('example.org');
  });

  it('keep a username once given for its account', async () => {
    const mia = await server.register('mia');
    const rename = (user: TestUser, username: string) =>
      ask(server.url, 'PATCH /profiles/me', { token: user.token, body: { username }, headers: { 'if-match': '*' } });
    expect((await rename(mia, 'Mia2')).body).toMatchObject({ username: 'mia2' });
    expect((await rename(bob, 'mia')).body.code).toBe('username_taken');
    expect((await rename(bob, 'mia2')).body.code).toBe('username_taken');
    expect((await rename(bob, 'admin')).body.code).toBe('username_taken');
    expect((await rename(mia, 'mia')).body).toMatchObject({ username: 'mia' });
    expect(await ask(server.url, 'GET /profiles/mia2', { token: bob.token })).toMatchObject({ status: 404 });
  });

  it('are found by the beginning of username or name, in pages', async () => {
    for (const name of ['zoe-1', 'zoe-2', 'zoe-3']) await server.register(name);
    const found = (await bob.client.profiles.list({ q: 'ZOE', limit: 2, count: true })).data;
    expect(found).toMatchObject({
      items: [{ username: 'zoe-1' }, { username: 'zoe-2' }],
      total: 3,
      totalIsExact: true,
    });
    const rest = (await bob.client.profiles.list({ q: 'ZOE', limit: 2, cursor: found.nextCursor ?? '' })).data;
    expect(rest).toMatchObject({ items: [{ username: 'zoe-3' }], nextCursor: null });
    expect((await bob.client.profiles.list({ q: 'ada l' })).data.items).toMatchObject([{ username: 'ada' }]);
    expect((await bob.client.profiles.list({ q: '.*' })).data.items).toEqual([]);
    await bob.client.profiles.update({ displayName: 'Bob 🦉' }, { ifMatch: '*' });
    expect((await bob.client.profiles.list({ q: 'bob ' })).data.items).toMatchObject([{ displayName: 'Bob 🦉' }]);
    expect((await ask(server.url, 'GET /profiles')).status).toBe(401);
  });

  it('are shown to the signed-out only with a public prompt', async () => {
    const open = () => ask(server.url, 'GET /profiles/bob');
    expect(await open()).toMatchObject({ status: 404, body: { code: 'profile_not_found' } });
    const shown = await prompt(bob, { visibility: 'public' });
    expect(await open()).toMatchObject({ status: 200, body: { username: 'bob' } });
    await bob.client.prompts.remove({ id: shown.id }, { ifMatch: '*' });
    expect((await open()).status).toBe(404);
    expect((await ask(server.url, 'GET /profiles/nobody', { token: bob.token })).status).toBe(404);
  });

  it('are shown to keys that may read', async () => {
    const key = async (scope: 'prompts:read' | 'export') =>
      (await ada.client.apiKeys.create({ name: 'x', scopes: [scope] })).data.secret;
    expect((await ask(server.url, 'GET /profiles/ada', { token: await key('prompts:read') })).status).toBe(200);
    const refused = await ask(server.url, 'GET /profiles/ada', { token: await key('export') });
    expect(refused).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
  });
});

describe('deleting one’s account', () => {
  const leave = (user: TestUser, password = testPassword) =>
    ask(server.url, 'DELETE /profiles/me', { token: user.token, body: { password } });

  it('needs the password, another admin and another owner', async () => {
    expect(await leave(ada, 'wrong')).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(await leave(ada)).toMatchObject({ status: 409, body: { code: 'last_admin' } });
    const owner = await server.register('owner');
    const team = (await owner.client.workspaces.create({ name: 'Alone' })).data;
    await joinWorkspace(server, bob, team.id, 'editor');
    expect(await leave(owner)).toMatchObject({ status: 409, body: { code: 'last_owner' } });
    expect((await ask(server.url, 'GET /auth/me', { token: owner.token })).status).toBe(200);
  });

  it('takes all that is one’s own, and leaves what is the team’s without a name', async () => {
    const team = (await ada.client.workspaces.create({ name: 'Team' })).data;
    const gone = await server.register('gone');
    await joinWorkspace(server, gone, team.id, 'editor');
    const own = await prompt(gone, { tags: ['x'] });
    const shared = await prompt(gone, { workspaceId: team.id, tags: ['y'], labels: ['production'] });
    const others = await prompt(ada, { workspaceId: team.id });
    await gone.client.prompts.star({ id: others.id });
    const { secret } = (await gone.client.apiKeys.create({ name: 'x', scopes: ['prompts:read'] })).data;

    expect((await leave(gone)).status).toBe(204);

    for (const token of [gone.token, secret])
      expect((await ask(server.url, 'GET /auth/me', { token })).status).toBe(401);
    const again = { body: { username: 'gone', password: testPassword, client: 'native' } };
    expect(await ask(server.url, 'POST /auth/login', again)).toMatchObject({ status: 401 });
    expect((await ask(server.url, 'GET /profiles/gone', { token: ada.token })).status).toBe(404);
    expect((await ask(server.url, `GET /prompts/${own.id}`, { token: ada.token })).status).toBe(404);
    const left = (await ada.client.prompts.get({ id: shared.id })).data;
    expect(left).toMatchObject({ author: null, labels: { production: 1 }, version: { author: null } });
    expect((await ada.client.prompts.get({ id: others.id })).data).toMatchObject({ starCount: 0 });
    expect((await ada.client.workspaces.get({ id: team.id })).data).toMatchObject({ memberCount: 1 });
    expect(await data().apiKeys.count({ userId: gone.user.id }, 1)).toBe(0);

    const taken = { email: 'other@example.org', username: 'gone', password: testPassword, client: 'native' };
    const claimed = await ask(server.url, 'POST /auth/register', { body: taken });
    expect(claimed).toMatchObject({ status: 409, body: { code: 'username_taken' } });
    const fresh = { ...taken, email: 'gone@example.org', username: 'gone-2' };
    expect((await ask(server.url, 'POST /auth/register', { body: fresh })).status).toBe(201);
  });
});
