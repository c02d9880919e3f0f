import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../api-keys/key-format.js';
import { CONFIG, type Config, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, testPassword } from '../testing/create-test-server.js';
import { AccountsService } from './accounts.service.js';
import { FirstAdminService } from './first-admin.service.js';
import { PasswordHasher } from './password-hasher.js';
import { SetupService } from './setup.service.js';

const newcomer = (name: string, more: object = {}) => ({
  email: `${name}@example.org`,
  username: name,
  password: testPassword,
  client: 'native',
  ...more,
});

describe('registering', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await createTestServer();
    await server.register('first');
  });
  afterAll(() => server.close());
  const register = (body: object) => ask(server.url, 'POST /auth/register', { body });

  it('makes user, profile and personal workspace, and signs in', async () => {
    const { status, body, headers } = await register(
      newcomer('ada', { email: 'ADA@Example.org', displayName: ' Ada ' }),
    );
    expect(status).toBe(201);
    expect(headers.location).toBeUndefined();
    expect(body).toMatchObject({
      user: { email: 'ada@example.org', role: 'member', status: 'active' },
      profile: { username: 'ada', displayName: 'Ada', bio: '', website: '' },
      workspace: { name: 'Ada', kind: 'personal', role: 'owner', memberCount: 1 },
      expiresIn: 600,
    });
    expect(JSON.stringify(body)).not.toContain('argon2');
    const me = await ask(server.url, 'GET /auth/me', { token: String(body.accessToken) });
    expect(me.body).toMatchObject({
      user: body.user,
      profile: body.profile,
      workspaces: [body.workspace],
      scopes: null,
    });
  });

  it.each<[string, object, number, string]>([
    ['an address that is taken', newcomer('other1', { email: 'First@example.org' }), 409, 'email_taken'],
    ['a username that is taken', newcomer('FIRST', { email: 'x@example.org' }), 409, 'username_taken'],
    ['a reserved username', newcomer('admin'), 409, 'username_taken'],
    ['a short password', newcomer('other2', { password: 'short' }), 400, 'invalid_request'],
    ['a common password', newcomer('other3', { password: '1qaz2wsx3edc' }), 400, 'invalid_request'],
    ['an unknown property', newcomer('other4', { role: 'admin' }), 400, 'invalid_request'],
  ])('refuses %s and leaves nothing behind', async (_, body, status, code) => {
    const data = server.app.get(DataService);
    const before = [
      await data.users.count({}, 100),
      await data.profiles.count({}, 100),
      await data.workspaces.count({}, 100),
    ];
    expect(await register(body)).toMatchObject({ status, body: { code } });
    expect([
      await data.users.count({}, 100),
      await data.profiles.count({}, 100),
      await data.workspaces.count({}, 100),
    ]).toEqual(before);
  });

  it('lets only one of several have the same name', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => register(newcomer('wanted', { email: `wanted${n}@example.org` }))),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'username_taken')).toHaveLength(5);
  });

  it('lets only one of several have the same address, and keeps nothing of the others', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => register(newcomer(`same${n}`, { email: 'same@example.org' }))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'email_taken')).toHaveLength(5);
    const data = server.app.get(DataService);
    const username = { $in: answers.map((_, n) => `same${n}`) };
    expect(await data.users.count({ email: 'same@example.org' }, 10)).toBe(1);
    expect([await data.profiles.count({ username }, 10), await data.usernames.count({ username }, 10)]).toEqual([1, 1]);
  });

  it('follows the mode of the instance', async () => {
    const closed = await createTestServer({ registration: 'closed' });
    try {
      await closed.register('boss');
      const answer = await ask(closed.url, 'POST /auth/register', { body: newcomer('late') });
      expect(answer).toMatchObject({ status: 403, body: { code: 'registration_closed' } });
      expect((await ask(closed.url, 'GET /instance')).body).toMatchObject({
        registration: 'closed',
        needsSetup: false,
      });
    } finally {
      await closed.close();
    }
  });
});

describe('the first account', () => {
  const servers: TestServer[] = [];
  const started = async (overrides: Parameters<typeof createTestServer>[0]) => {
    const server = await createTestServer(overrides);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  it('is exactly one admin, also when many come at once', async () => {
    const server = await started({ registration: 'invite' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => ask(server.url, 'POST /auth/register', { body: newcomer(`racer${n}`) })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'invite_required')).toHaveLength(7);
    const data = server.app.get(DataService);
    expect(await data.users.count({ role: 'admin' }, 10)).toBe(1);
    expect(await data.instance.get(instanceId)).toMatchObject({ isSetUp: true, adminCount: 1 });
  });

  it('needs the token unless the request comes from this machine itself', async () => {
    const server = await started({});
    const needed = async (headers: Record<string, string>) =>
      (await ask(server.url, 'GET /instance', { headers })).body.setupTokenRequired;
    const { port } = new URL(server.url);
    expect(await needed({})).toBe(false);
    expect(await needed({ host: `localhost:${port}` })).toBe(false);
    expect(await needed({ host: `[::1]:${port}` })).toBe(false);
    expect(await needed({ host: 'evil.example' })).toBe(true);
    expect(await needed({ 'x-forwarded-for': '127.0.0.1' })).toBe(true);
    expect(await needed({ 'x-forwarded-host': 'localhost' })).toBe(true);
    expect(await needed({ forwarded: 'for=127.0.0.1' })).toBe(true);
    expect(await needed({ via: '1.1 proxy' })).toBe(true);
    const body = newcomer('ada');
    const refused = await ask(server.url, 'POST /auth/register', { body, headers: { via: '1.1 proxy' } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'setup_token_required' } });
    expect(await server.app.get(SetupService).link()).toBeNull();
  });

  it('is made with the printed link where the server is public', async () => {
    const server = await started({ publicUrl: 'https://prompts.example.org' });
    const { port } = server.app.getHttpServer().address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    const register = (more: object) => ask(url, 'POST /auth/register', { body: newcomer('ada', more) });
    const link = await server.app.get(SetupService).link();
    const setupToken = /^https:\/\/prompts\.example\.org\/setup#token=([\w-]{43})$/.exec(link ?? '')?.[1];
    expect(await register({})).toMatchObject({ status: 403, body: { code: 'setup_token_required' } });
    expect(await register({ setupToken: `${setupToken}x` })).toMatchObject({ status: 403 });
    expect(await register({ setupToken })).toMatchObject({ status: 201, body: { user: { role: 'admin' } } });
    expect(await server.app.get(SetupService).link()).toBeNull();
    expect((await ask(url, 'GET /instance')).body).toMatchObject({ needsSetup: false, setupTokenRequired: false });
  });

  it('is made from the settings, once, with its key', async () => {
    const { secret } = makeKey();
    const init = { initEmail: 'Ops@example.org', initUsername: 'ops', initPassword: testPassword };
    const server = await started({});
    const { app } = server;
    // What a start with these settings does.
    const startWith = (settings: Partial<Config>) =>
      new FirstAdminService(
        app.get(DataService),
        app.get(AccountsService),
        app.get(SetupService),
        app.get(PasswordHasher),
        { ...app.get<RunningConfig>(CONFIG), ...settings },
      ).onModuleInit();
    const misspelt = { ...init, initApiKey: `${secret.slice(0, -6)}000000` };
    await expect(startWith(misspelt)).rejects.toThrow('checksum');
    await expect(startWith({ ...init, initPassword: 'short' })).rejects.toThrow('at least 12 characters');
    await expect(startWith({ ...init, initUsername: '!' })).rejects.toThrow('INCIPIT_INIT_USERNAME');
    expect((await ask(server.url, 'GET /instance')).body).toMatchObject({ needsSetup: true });
    await startWith({ ...init, initApiKey: secret });
    const signedIn = await ask(server.url, 'POST /auth/login', {
      body: { email: 'ops@example.org', password: testPassword, client: 'native' },
    });
    expect(signedIn).toMatchObject({ status: 200, body: { user: { role: 'admin' }, profile: { username: 'ops' } } });
    const me = await ask(server.url, 'GET /auth/me', { token: secret });
    expect(me).toMatchObject({ status: 200, body: { workspaces: [{ kind: 'personal' }] } });
    expect(me.body.scopes).toEqual(['prompts:read', 'prompts:write', 'labels:write', 'export', 'mcp']);
    await startWith({ ...init, initEmail: 'second@example.org', initUsername: 'second' });
    expect(await server.app.get(DataService).users.count({}, 10)).toBe(1);
  });
});
