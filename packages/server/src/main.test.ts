import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';

const program = `import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}).then((it) => it.serve())`;
// Each test starts whole programs.
vi.setConfig({ testTimeout: 120_000 });
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

const newFolder = () => mkdtempSync(join(tmpdir(), 'incipit-main-'));

function serve(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['-e', program], {
    cwd: newFolder(),
    env: {
      PATH: process.env.PATH,
      INCIPIT_PORT: '0',
      INCIPIT_LOG_LEVEL: 'warn',
      INCIPIT_ARGON2: 'm=19456,t=2,p=1',
      ...environment,
    },
  });
  running.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, ...said }));
  return {
    child,
    ended,
    /** Where it listens; fails when it ends instead. */
    url: new Promise<string>((resolve, reject) => {
      child.stdout.on('data', () => {
        const url = /^Incipit is ready at (\S+)$/m.exec(said.out)?.[1];
        if (url) resolve(url);
      });
      child.on('close', () => reject(new Error(said.err)));
    }),
  };
}

async function busyPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  other.unref();
  await once(other, 'listening');
  return (other.address() as { port: number }).port;
}

describe('a bad start is one sentence and exit code 1', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  const secret = 'q8Zt3vXy7Lk2Nw5Rj9Hs4Gd6Fa1Cb0Me';
  const expectFailure = async (environment: Record<string, string>, sentence: RegExp) => {
    const { ended, url } = serve(environment);
    url.catch(() => undefined);
    const { code, out, err } = await ended;
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).not.toMatch(/ {4}at |Error:/);
  };

  test('wrong and unknown settings', () =>
    expectFailure({ INCIPIT_PORT: 'x', INCIPIT_TYPO: '1' }, /INCIPIT_TYPO is not a setting; INCIPIT_PORT must/));

  test('port in use', async () => {
    const port = await busyPort();
    await expectFailure(
      { INCIPIT_PORT: String(port), INCIPIT_DATA: newFolder() },
      new RegExp(`^Port ${port} on 127.0.0.1 is already in use`),
    );
  });

  test('an address of another machine', () =>
    expectFailure(
      { INCIPIT_HOST: '192.0.2.1', INCIPIT_DATA: newFolder() },
      /^INCIPIT_HOST 192.0.2.1 is not an address/,
    ));

  test('a data folder that cannot be one', () =>
    expectFailure({ INCIPIT_DATA: join(file, 'data') }, /^The data folder .* cannot be used/));

  test('a damaged secret', () => {
    const data = newFolder();
    writeFileSync(join(data, 'secret'), 'short\n');
    return expectFailure({ INCIPIT_DATA: data }, /^The secret in .* is damaged/);
  });

  test('a damaged database', () => {
    const data = newFolder();
    writeFileSync(join(data, 'store.db'), 'this is not a database, but long enough to be looked at'.repeat(100));
    return expectFailure({ INCIPIT_DATA: data }, /store\.db/);
  });

  test('no database at MONGODB_URI, without its password in the message', () =>
    expectFailure(
      { MONGODB_URI: 'mongodb://user:hunter2@127.0.0.1:1/x', INCIPIT_SECRET: secret, INCIPIT_DATA: newFolder() },
      /^The database cannot be reached(?!.*hunter2)/,
    ));

  test('a folder that another server owns', async () => {
    const data = newFolder();
    await serve({ INCIPIT_DATA: data }).url;
    await expectFailure({ INCIPIT_DATA: data }, /another|already/);
  });
});

describe('a good start', () => {
  test('prints the ready line, keeps the data private, and ends with 0 on SIGTERM', async () => {
    const data = newFolder();
    const { child, url, ended } = serve({ INCIPIT_DATA: data });
    const health = await fetch(`${await url}/health/ready`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', version: '0.1.0' }]);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(data)) expect([name, statSync(join(data, name)).mode & 0o077]).toEqual([name, 0]);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, err: '' });
  });

  test('starts again on the same data, with the same secret', async () => {
    const data = newFolder();
    const first = serve({ INCIPIT_DATA: data });
    const answer = await register(await first.url);
    expect(answer.status).toBe(201);
    first.child.kill('SIGTERM');
    await first.ended;
    const second = serve({ INCIPIT_DATA: data });
    const instance = await fetch(`${await second.url}/api/v1/instance`);
    expect(await instance.json()).toMatchObject({ needsSetup: false });
  });

  test('logs one JSON line per answer, with the pattern of the route and nothing secret', async () => {
    const { child, url, ended } = serve({ INCIPIT_DATA: newFolder(), INCIPIT_LOG_LEVEL: 'info' });
    const answer = await register(await url);
    const { accessToken } = (await answer.json()) as { accessToken: string };
    const headers = { authorization: `Bearer ${accessToken}`, 'x-request-id': 'find-me' };
    await fetch(`${await url}/api/v1/prompts/by-name/a-private-name?label=a-private-label`, { headers });
    child.kill('SIGTERM');
    const { err } = await ended;
    const lines = err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find((line) => line.requestId === 'find-me')).toMatchObject({
      level: 'info',
      method: 'GET',
      route: '/api/v1/prompts/by-name/:name',
      status: 404,
      ms: expect.any(Number),
      userId: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    expect(err).not.toContain(accessToken);
    expect(err).not.toMatch(/a-private|correct horse|example\.org/);
  });

  test('a request under way is finished after SIGTERM', async () => {
    const { child, url, ended } = serve({ INCIPIT_DATA: newFolder() });
    const { port } = new URL(await url);
    const body = JSON.stringify(account);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(
      `POST /api/v1/auth/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
    );
    socket.write(body.slice(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.write(body.slice(10));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 201 /);
    expect((await ended).code).toBe(0);
  });
});

const account = { email: 'a@example.org', username: 'alice', password: 'correct horse battery', client: 'native' };
const register = (url: string) =>
  fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
