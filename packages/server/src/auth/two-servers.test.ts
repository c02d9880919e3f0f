import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG, type RunningConfig } from '../config.js';
import { type Asked, ask } from '../testing/ask.js';
import { createTestServer, type TestServer, testPassword } from '../testing/create-test-server.js';

/** Two processes on one database would be the same: each server has caches and an event stream of its own. */
let one: TestServer;
let two: TestServer;
const publicUrl = 'http://localhost:3999';
/** A second is the rule; a machine that runs other tests besides gets two. */
const patience = 2_000;
beforeAll(async () => {
  one = await createTestServer({ publicUrl });
  const { mongodbUri, secret } = one.app.get<RunningConfig>(CONFIG);
  two = await createTestServer({ publicUrl, mongodbUri, secret });
});
afterAll(async () => {
  await two.close();
  await one.close();
});

const on = (server: TestServer, what: string, asked: Asked = {}) => {
  const { port } = server.app.getHttpServer().address() as { port: number };
  return ask(`http://127.0.0.1:${port}`, what, asked);
};
const me = async (server: TestServer, token: string) => (await on(server, 'GET /auth/me', { token })).status;

/** Milliseconds until the other server gives the answer that it should. */
async function agreesAfter(server: TestServer, token: string, what = 'GET /auth/me', status = 401): Promise<number> {
  const start = Date.now();
  while ((await on(server, what, { token })).status !== status) {
    if (Date.now() - start > 10_000) throw new Error('it does not agree after 10 seconds');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return Date.now() - start;
}

describe('two servers on one database', () => {
  it('share accounts, tokens and their end', async () => {
    const body = { email: 'ada@example.org', username: 'ada', password: testPassword, client: 'native' };
    const { body: signedIn } = await on(one, 'POST /auth/register', { body });
    const token = String(signedIn.accessToken);
    expect([await me(one, token), await me(two, token)]).toEqual([200, 200]);
    const key = await on(two, 'POST /api-keys', { token, body: { name: 'x', scopes: ['prompts:read'] } });
    const secret = String(key.body.secret);
    expect([await me(one, secret), await me(two, secret)]).toEqual([200, 200]);

    await on(one, `DELETE /api-keys/${key.body.id}`, { token });
    expect(await me(one, secret)).toBe(401);
    expect(await agreesAfter(two, secret)).toBeLessThan(patience);

    const refreshed = await on(two, 'POST /auth/refresh', { body: { refreshToken: signedIn.refreshToken } });
    expect(refreshed.status).toBe(200);
    await on(two, 'POST /auth/logout', { token, body: {} });
    expect(await me(two, token)).toBe(401);
    expect(await agreesAfter(one, token)).toBeLessThan(patience);
  });

  it('agree on who is in a workspace, and on whether it is there', async () => {
    const account = async (name: string) => {
      const body = { email: `${name}@example.org`, username: name, password: testPassword, client: 'native' };
      const { body: made } = await on(one, 'POST /auth/register', { body });
      return { token: String(made.accessToken), userId: (made.user as { id: string }).id };
    };
    const [owner, member] = [await account('owner'), await account('member')];
    const { token } = owner;
    const team = String((await on(one, 'POST /workspaces', { token, body: { name: 'Team' } })).body.id);
    const read = `GET /workspaces/${team}`;
    const invite = await on(one, 'POST /invites', { token, body: { workspaceId: team } });
    const inviteToken = String(invite.body.url).split('#token=')[1];
    expect((await on(two, read, { token: member.token })).status).toBe(404);
    await on(one, 'POST /invites/accept', { token: member.token, body: { token: inviteToken } });
    expect(await agreesAfter(two, member.token, read, 200)).toBeLessThan(patience);
    await on(one, `DELETE /workspaces/${team}/members/${member.userId}`, { token });
    expect(await agreesAfter(two, member.token, read, 404)).toBeLessThan(patience);
    expect((await on(two, read, { token })).status).toBe(200);
    const gone = { token, headers: { 'if-match': '*' } };
    expect((await on(one, `DELETE /workspaces/${team}?confirm=Team`, gone)).status).toBe(204);
    expect(await agreesAfter(two, token, read, 404)).toBeLessThan(patience);
  });

  it('suspend and demote on both', async () => {
    const signIn = async (username: string) => {
      const body = { username, password: testPassword, client: 'native' };
      return String((await on(one, 'POST /auth/login', { body })).body.accessToken);
    };
    const admin = await signIn('ada');
    const body = { email: 'sue@example.org', username: 'sue', password: testPassword, client: 'native' };
    const { body: made } = await on(one, 'POST /auth/register', { body });
    const { id } = made.user as { id: string };
    const token = String(made.accessToken);
    const key = await on(one, 'POST /api-keys', { token, body: { name: 'x', scopes: ['prompts:read'] } });
    const change = (to: object) =>
      on(one, `PATCH /admin/users/${id}`, { token: admin, body: to, headers: { 'if-match': '*' } });
    const figures = 'GET /admin/figures';
    expect((await on(two, figures, { token })).status).toBe(403);
    await change({ role: 'admin' });
    expect(await agreesAfter(two, token, figures, 200)).toBeLessThan(patience);
    await change({ role: 'member' });
    expect(await agreesAfter(two, token, figures, 403)).toBeLessThan(patience);
    const secret = String(key.body.secret);
    expect(await me(two, secret)).toBe(200);
    await change({ status: 'suspended' });
    expect([await me(one, token), await me(one, secret)]).toEqual([401, 401]);
    expect(await agreesAfter(two, token)).toBeLessThan(patience);
    expect(await me(two, secret)).toBe(401);
  });

  it('count failures together', async () => {
    const login = (server: TestServer, password: string) =>
      on(server, 'POST /auth/login', { body: { username: 'ada', password, client: 'native' } });
    for (let n = 0; n < 5; n += 1) expect((await login(n % 2 ? one : two, 'wrong')).status).toBe(401);
    expect((await login(one, testPassword)).status).toBe(429);
  });
});
