import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import { type Asked, ask } from '../testing/ask.js';
import { createTestServer, type TestServer, testPassword } from '../testing/create-test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const post = (path: string, asked: Asked = {}) => ask(server.url, `POST ${path}`, asked);
const login = (body: object) => post('/auth/login', { body: { client: 'native', ...body } });
const me = async (token: unknown) => (await ask(server.url, 'GET /auth/me', { token: String(token) })).status;

async function suspend(userId: string): Promise<void> {
  const data = server.app.get(DataService);
  await data.transaction(async () => {
    await data.users.update(userId, { status: 'suspended' });
    await server.app.get(EventLog).record({
      workspaceId: null,
      actorId: null,
      action: 'user.suspended',
      target: { model: 'user', id: userId, name: '' },
      details: {},
      ip: '',
      requestId: '',
      at: new Date(),
    });
  });
}

describe('signing in', () => {
  it('works by address or username, ignoring case', async () => {
    const { user } = await server.register('ada');
    for (const name of [{ email: 'Ada@Example.ORG' }, { username: 'ADA' }]) {
      const { status, body } = await login({ ...name, password: testPassword });
      expect(status).toBe(200);
      expect(body).toMatchObject({ user: { id: user.id }, profile: { username: 'ada' }, expiresIn: 600 });
      expect(await me(body.accessToken)).toBe(200);
    }
  });

  it('answers unknown, wrong and suspended alike', async () => {
    const { user, token } = await server.register('sue');
    await suspend(user.id);
    await server.register('bob');
    const answers = [
      await login({ username: 'sue', password: testPassword }),
      await login({ username: 'bob', password: 'not the password' }),
      await login({ username: 'nobody-at-all', password: testPassword }),
      await login({ email: 'nobody@example.org', password: testPassword }),
    ];
    const plain = answers.map(({ status, body }) => ({ status, ...body, requestId: '' }));
    expect(plain[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    for (const answer of plain) expect(answer).toEqual(plain[0]);
    expect(await me(token)).toBe(401);
  });

  it.each(['eve', 'unknown-eve'])('makes %s wait after five failures', async (username) => {
    if (username === 'eve') await server.register('eve');
    for (let n = 0; n < 5; n += 1) expect((await login({ username, password: 'wrong' })).status).toBe(401);
    const waiting = await login({ username, password: testPassword });
    expect(waiting).toMatchObject({ status: 429, body: { code: 'rate_limited' }, headers: { 'retry-after': '1' } });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    if (username !== 'eve') return;
    expect((await login({ username, password: testPassword })).status).toBe(200);
    expect((await login({ username, password: 'wrong' })).status).toBe(401);
    expect((await login({ username, password: testPassword })).status).toBe(200);
  });

  it.each(['victim', 'unknown-victim'])('looks at few of many tries at once of %s', async (username) => {
    if (username === 'victim') await server.register('victim');
    const start = Date.now();
    const tries = await Promise.all(Array.from({ length: 30 }, (_, n) => login({ username, password: `guess ${n}` })));
    const looked = tries.filter(({ status }) => status === 401).length;
    // The fifth failure begins a wait of one second, the sixth one of two: on a slow machine the waits end meanwhile.
    const waited = Math.floor(Math.log2((Date.now() - start) / 1000 + 1));
    expect(looked).toBeGreaterThanOrEqual(5);
    expect(looked).toBeLessThanOrEqual(5 + waited);
    expect(tries.filter(({ body }) => body.code === 'rate_limited')).toHaveLength(30 - looked);
  });

  it('does not hash what is too long', async () => {
    const answer = await login({ username: 'ada', password: 'x'.repeat(1025) });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'password' }] } });
  });

  it('asks for exactly one name', async () => {
    expect((await login({ password: testPassword })).status).toBe(400);
    expect((await login({ email: 'a@b.co', username: 'ada', password: testPassword })).status).toBe(400);
  });

  it('records sign-ins in the personal workspace', async () => {
    const { workspace, user } = await server.register('logged');
    await login({ username: 'logged', password: testPassword });
    const events = await server.app.get(DataService).events.findMany({ workspaceId: workspace.id });
    expect(events.map(({ action }) => action)).toEqual(['user.created', 'session.created', 'session.created']);
    expect(new Set(events.map(({ actorId }) => actorId))).toEqual(new Set([user.id]));
  });
});

describe('credentials', () => {
  it.each([
    'Bearer nonsense',
    'Bearer ',
    'Basic YTpi',
    `Bearer incipit_${'a'.repeat(12)}_${'b'.repeat(43)}_${'c'.repeat(6)}`,
    'Bearer a.b.c',
  ])('%s is refused, also where none is needed', async (authorization) => {
    for (const path of ['GET /instance', 'GET /auth/me', 'GET /prompts', 'POST /auth/login']) {
      const answer = await ask(server.url, path, { headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    }
  });

  it('are asked for before anything is looked at', async () => {
    for (const path of ['GET /auth/me', 'GET /api-keys/nonsense', 'GET /workspaces/nonsense?x=1', 'POST /workspaces']) {
      expect(await ask(server.url, path)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    }
  });
});

describe('changing the password', () => {
  it('ends all other sessions and takes the new one from then on', async () => {
    const { token } = await server.register('mia');
    const other = await login({ username: 'mia', password: testPassword });
    const change = (body: object) => post('/auth/password', { token, body });
    const newPassword = 'another horse battery';
    expect(await change({ currentPassword: 'wrong', newPassword })).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials' },
    });
    expect(await change({ currentPassword: testPassword, newPassword: 'short' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'newPassword', message: 'must have at least 12 characters' }] },
    });
    expect(await change({ currentPassword: testPassword, newPassword: 'mia@example.org' })).toMatchObject({
      status: 400,
    });
    expect((await change({ currentPassword: testPassword, newPassword })).status).toBe(204);
    expect(await me(token)).toBe(200);
    expect(await me(other.body.accessToken)).toBe(401);
    const refreshed = await post('/auth/refresh', { body: { refreshToken: other.body.refreshToken } });
    expect(refreshed).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } });
    expect((await login({ username: 'mia', password: testPassword })).status).toBe(401);
    expect((await login({ username: 'mia', password: newPassword })).status).toBe(200);
  });
});
