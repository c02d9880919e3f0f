import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { type Asked, ask } from '../testing/ask.js';
import { createTestServer, type TestServer, testPassword } from '../testing/create-test-server.js';
import { SetupService } from './setup.service.js';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
  for (const name of ['ada', 'bob']) await server.register(name);
});
afterAll(() => server.close());

const post = (path: string, asked: Asked = {}) => ask(server.url, `POST ${path}`, asked);
const me = async (token: unknown) => (await ask(server.url, 'GET /auth/me', { token: String(token) })).status;
const refresh = (refreshToken: unknown) => post('/auth/refresh', { body: { refreshToken } });

async function signIn(username = 'ada') {
  const { body } = await post('/auth/login', { body: { username, password: testPassword, client: 'native' } });
  return { accessToken: String(body.accessToken), refreshToken: String(body.refreshToken) };
}

const sessionOf = ({ refreshToken }: { refreshToken: string }) => refreshToken.slice(0, 24);

/** As if the last rotation had been that long ago. */
async function age(sessionId: string, milliseconds: number): Promise<void> {
  const at = new Date(Date.now() - milliseconds);
  await server.app.get(DataService).sessions.patch(sessionId, { set: { rotatedAt: at, lastUsedAt: at } });
}

describe('refreshing', () => {
  it('rotates: each token gives the next', async () => {
    const first = await signIn();
    const second = await refresh(first.refreshToken);
    expect(second).toMatchObject({ status: 200, body: { expiresIn: 600 } });
    expect(second.headers['cache-control']).toBe('no-store');
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    expect(await me(second.body.accessToken)).toBe(200);
    const third = await refresh(second.body.refreshToken);
    expect(third.status).toBe(200);
    expect(await me(first.accessToken)).toBe(200);
  });

  it('repeats the present token within ten seconds', async () => {
    const first = await signIn();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(first.refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
  });

  it('takes an older token for stolen and ends the session', async () => {
    const first = await signIn();
    const second = await refresh(first.refreshToken);
    await age(sessionOf(first), 10_100);
    expect(await refresh(first.refreshToken)).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } });
    expect(await refresh(second.body.refreshToken)).toMatchObject({ status: 401 });
    expect(await me(second.body.accessToken)).toBe(401);
    const events = await server.app.get(DataService).events.findMany({ action: 'refresh_reuse' });
    expect(events).toMatchObject([{ target: { model: 'session', id: sessionOf(first) } }]);
  });

  it('ends seven days after the last use', async () => {
    const first = await signIn();
    await age(sessionOf(first), 7 * 86_400_000 + 1000);
    expect(await refresh(first.refreshToken)).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } });
  });

  it('ends thirty days after the sign-in, access token included', async () => {
    const first = await signIn();
    const past = new Date(Date.now() - 1000);
    await server.app.get(DataService).sessions.patch(sessionOf(first), { set: { expiresAt: past } });
    expect(await refresh(first.refreshToken)).toMatchObject({ status: 401 });
  });

  it.each(['nonsense', '', 'a.1.b', `${'0'.repeat(24)}.1.${'A'.repeat(43)}`])('refuses %j', async (token) => {
    expect(await refresh(token)).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } });
  });

  it('refuses when there is no token at all', async () => {
    expect(await post('/auth/refresh', { body: {} })).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } });
  });
});

describe('in a browser', () => {
  const own = { 'x-incipit': '1', 'sec-fetch-site': 'same-origin' };
  const credentials = { username: 'ada', password: testPassword };

  async function cookie(): Promise<string> {
    const answer = await post('/auth/login', { body: credentials });
    expect(answer.body.refreshToken).toBeUndefined();
    expect(answer.cookie).toMatch(/^refresh=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
    return answer.cookie?.split(';')[0] ?? '';
  }

  it('the refresh token is a cookie that no script reads', async () => {
    const answer = await post('/auth/refresh', {
      body: {},
      headers: { ...own, cookie: `theme=dark; ${await cookie()}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.refreshToken).toBeUndefined();
    expect(answer.cookie).toContain('refresh=');
    expect(await me(answer.body.accessToken)).toBe(200);
  });

  it.each<[string, Record<string, string>, number]>([
    ['without our header', { 'sec-fetch-site': 'same-origin' }, 403],
    ['by a foreign page', { ...own, 'sec-fetch-site': 'cross-site' }, 403],
    ['by a page of a neighbour', { ...own, 'sec-fetch-site': 'same-site' }, 403],
    ['by a foreign origin', { 'x-incipit': '1', origin: 'https://evil.example' }, 403],
    ['by nobody in particular', { 'x-incipit': '1' }, 403],
    ['as a form', { ...own, 'content-type': 'text/plain' }, 415],
  ])('the cookie does not count %s', async (_, headers, status) => {
    const given = { ...headers, cookie: await cookie() };
    for (const path of ['/auth/refresh', '/auth/logout']) {
      expect((await post(path, { body: {}, headers: given })).status).toBe(status);
    }
    expect((await post('/auth/refresh', { body: {}, headers: { ...own, cookie: given.cookie } })).status).toBe(200);
  });

  it('an own origin is as good', async () => {
    const headers = { 'x-incipit': '1', origin: server.url.replace('127.0.0.1', 'localhost') };
    expect((await post('/auth/refresh', { body: {}, headers: { ...headers, cookie: await cookie() } })).status).toBe(
      200,
    );
  });

  it('cookie and token together are refused', async () => {
    const { refreshToken } = await signIn();
    const headers = { ...own, cookie: await cookie() };
    expect(await post('/auth/refresh', { body: { refreshToken }, headers })).toMatchObject({ status: 400 });
  });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ])('a foreign page cannot sign in or register: %j', async (headers) => {
    expect(await post('/auth/login', { body: credentials, headers })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const body = { email: 'x@example.org', username: 'xavier', password: testPassword };
    expect(await post('/auth/register', { body, headers })).toMatchObject({ status: 403 });
  });

  it('is told to throw the cookie away with a dead session', async () => {
    const stale = await cookie();
    await post('/auth/logout', { body: {}, headers: { ...own, cookie: stale } });
    const answer = await post('/auth/refresh', { body: {}, headers: { ...own, cookie: stale } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } });
    expect(answer.cookie).toBe('refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict');
  });

  it('gets a __Host- cookie by https, and none by plain http beyond localhost', async () => {
    const cookieOf = async (publicUrl: string) => {
      const started = await createTestServer({ publicUrl });
      try {
        const { port } = started.app.getHttpServer().address() as { port: number };
        const setupToken = (await started.app.get(SetupService).link())?.split('=')[1];
        const body = { email: 'a@example.org', username: 'abc', password: testPassword, setupToken };
        const { status, cookie } = await ask(`http://127.0.0.1:${port}`, 'POST /auth/register', { body });
        return `${status} ${cookie}`;
      } finally {
        await started.close();
      }
    };
    expect(await cookieOf('https://prompts.example.org')).toMatch(
      /^201 __Host-refresh=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(await cookieOf('http://prompts.example.org')).toBe('403 undefined');
  });
});

describe('signing out', () => {
  const logout = (asked: Asked) => post('/auth/logout', { body: {}, ...asked });

  it('ends this session at once', async () => {
    const one = await signIn();
    const two = await signIn();
    const answer = await logout({ token: one.accessToken });
    expect(answer).toMatchObject({ status: 204, cookie: 'refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict' });
    expect([await me(one.accessToken), await me(two.accessToken)]).toEqual([401, 200]);
    expect((await refresh(one.refreshToken)).status).toBe(401);
    expect(await logout({ token: one.accessToken })).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  it('ends the others, or all', async () => {
    const [one, two, three] = [await signIn('bob'), await signIn('bob'), await signIn('bob')];
    expect((await logout({ token: one.accessToken, body: { scope: 'others' } })).status).toBe(204);
    expect([await me(one.accessToken), await me(two.accessToken), await me(three.accessToken)]).toEqual([
      200, 401, 401,
    ]);
    const four = await signIn('bob');
    expect((await logout({ token: one.accessToken, body: { scope: 'all' } })).status).toBe(204);
    expect([await me(one.accessToken), await me(four.accessToken)]).toEqual([401, 401]);
  });

  it('works with a refresh token alone, for its own session', async () => {
    const one = await signIn();
    const { refreshToken } = one;
    expect(await logout({ body: { scope: 'all', refreshToken } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'scope' }] },
    });
    expect((await logout({ body: { refreshToken } })).status).toBe(204);
    expect(await me(one.accessToken)).toBe(401);
    expect(await logout({ body: { refreshToken } })).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } });
    expect(await logout({})).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });
});

describe('the list of sessions', () => {
  it('is one’s own, newest first, in pages', async () => {
    await post('/auth/logout', { token: (await signIn('bob')).accessToken, body: { scope: 'all' } });
    const old = await signIn('bob');
    const present = await signIn('bob');
    const client = server.client(present.accessToken);
    const page = (await client.sessions.list({ limit: 1, count: true })).data;
    expect(page).toMatchObject({ items: [{ id: sessionOf(present), current: true }], total: 2, totalIsExact: true });
    const next = (await client.sessions.list({ limit: 1, cursor: page.nextCursor ?? '' })).data;
    expect(next).toMatchObject({ items: [{ id: sessionOf(old), current: false }], nextCursor: null });
  });

  it('leaves out what was not used for seven days', async () => {
    const idle = sessionOf(await signIn('bob'));
    const { accessToken } = await signIn('bob');
    const client = server.client(accessToken);
    const ids = async () => (await client.sessions.list({ limit: 100 })).data.items.map(({ id }) => id);
    expect(await ids()).toContain(idle);
    await age(idle, 7 * 86_400_000 + 1);
    expect(await ids()).not.toContain(idle);
    expect(await ids()).not.toEqual([]);
  });

  it('lets one end an own session, and no other', async () => {
    const [present, lost, foreign] = [await signIn('bob'), await signIn('bob'), await signIn('ada')];
    const client = server.client(present.accessToken);
    await expect(client.sessions.remove({ id: sessionOf(foreign) })).rejects.toMatchObject({
      status: 404,
      code: 'session_not_found',
    });
    await client.sessions.remove({ id: sessionOf(lost) });
    expect([await me(lost.accessToken), await me(foreign.accessToken)]).toEqual([401, 200]);
  });
});
