import { setTimeout as pause } from 'node:timers/promises';
import { TemplateError } from '@incipit/template';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CacheOptions, type Client, createClient } from './index.js';
import { problem, startTestServer, type TestServer } from './test-server.js';

let server: TestServer;
let failures: [unknown, string][];
beforeEach(async () => {
  server = await startTestServer();
  failures = [];
});
afterEach(() => server.close());

const clientWith = (cache: CacheOptions = {}): Client => {
  // A check in the background may end after its test: it then speaks into the list of that test.
  const heard = failures;
  return createClient({
    baseUrl: server.baseUrl,
    retries: 0,
    cache: { restMs: 0, onError: (error, name) => heard.push([error, name]), ...cache },
  });
};

/** An answer with this version; the fields that the client does not read are left out. */
const version = (number: number, text = `v${number} for {{name}}`) => ({
  status: 200,
  headers: { etag: `"${number}-abc"` },
  body: {
    name: 'greeting',
    version: { number, content: { type: 'text', text, dialect: 'simple', variables: [], config: { model: 'm' } } },
  },
});
const text = ({ content }: { content: unknown }) => content;
const fallback = { type: 'text' as const, text: 'Built in, {{name}}' };

describe('fetchPrompt', () => {
  it('asks by name with what was chosen, includes put in, and says where the answer comes from', async () => {
    server.replies.push(version(3));
    const fetched = await clientWith().fetchPrompt('greeting', { label: 'staging', workspaceId: 'w' });
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/api/v1/prompts/by-name/greeting?label=staging&workspaceId=w&resolve=true',
    ]);
    expect(fetched).toMatchObject({ name: 'greeting', version: 3, source: 'server', isStale: false });
    expect(text(fetched)).toMatchObject({ text: 'v3 for {{name}}' });
  });

  it('does not ask again while fresh, and keeps selectors apart', async () => {
    server.replies.push(version(1));
    const client = clientWith();
    await client.fetchPrompt('greeting');
    expect(await client.fetchPrompt('greeting')).toMatchObject({ version: 1, source: 'cache', isStale: false });
    await client.fetchPrompt('greeting', { version: 1 });
    await client.fetchPrompt('greeting', { label: 'production' });
    expect(server.seen).toHaveLength(3);
  });

  it('asks once for many at the same time', async () => {
    server.replies.push({ ...version(1), delayMs: 30 });
    const client = clientWith();
    const all = await Promise.all(Array.from({ length: 20 }, () => client.fetchPrompt('greeting')));
    expect(all.map((fetched) => fetched.version)).toEqual(Array(20).fill(1));
    expect(server.seen).toHaveLength(1);
  });

  it('gives a stale one at once, checks it with its ETag, and then gives the new one', async () => {
    server.replies.push(version(1), { ...version(2), delayMs: 20 });
    const client = clientWith({ freshMs: 500 });
    await client.fetchPrompt('greeting');
    await pause(510);
    expect(await client.fetchPrompt('greeting')).toMatchObject({ version: 1, source: 'cache', isStale: true });
    await expect
      .poll(() => client.fetchPrompt('greeting'))
      .toMatchObject({ version: 2, source: 'cache', isStale: false });
    expect(server.seen.slice(0, 2).map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1-abc"']);
  });

  it('is fresh again after a 304', async () => {
    server.replies.push(version(1), { status: 304, headers: { etag: '"1-abc"' } });
    const client = clientWith({ freshMs: 500, staleMs: 0 });
    await client.fetchPrompt('greeting');
    await pause(510);
    expect(await client.fetchPrompt('greeting')).toMatchObject({ version: 1, source: 'server', isStale: false });
    expect(await client.fetchPrompt('greeting')).toMatchObject({ version: 1, source: 'cache', isStale: false });
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    ['a server that is gone', { status: 0, hangUp: true }],
    ['a server in trouble', problem(500, 'internal')],
    ['a server that is asked too often', problem(429, 'rate_limited')],
  ])('uses an old one, however old, before it fails on %s, and says so', async (_, reply) => {
    server.replies.push(version(1), reply);
    const client = clientWith({ freshMs: 0, staleMs: 0 });
    await client.fetchPrompt('greeting');
    await pause(2);
    expect(await client.fetchPrompt('greeting')).toMatchObject({ version: 1, source: 'cache', isStale: true });
    expect(failures).toEqual([[expect.objectContaining({ name: 'IncipitError' }), 'greeting']]);
  });

  it.each([problem(404, 'prompt_not_found'), problem(401, 'unauthorized'), problem(403, 'scope_missing')])(
    'forgets what is gone or forbidden: $body.code',
    async (reply) => {
      server.replies.push(version(1), reply);
      const client = clientWith({ freshMs: 0, staleMs: 0 });
      await client.fetchPrompt('greeting');
      await pause(2);
      await expect(client.fetchPrompt('greeting')).rejects.toMatchObject({ code: reply.body.code });
      await expect(client.fetchPrompt('greeting')).rejects.toMatchObject({ code: reply.body.code });
    },
  );

  it('reports a failed check in the background and keeps what it has', async () => {
    server.replies.push(version(1), problem(500, 'internal'));
    const client = clientWith({ freshMs: 0 });
    await client.fetchPrompt('greeting');
    await pause(2);
    await client.fetchPrompt('greeting');
    await expect.poll(() => failures).toEqual([[expect.objectContaining({ code: 'internal' }), 'greeting']]);
    expect(await client.fetchPrompt('greeting')).toMatchObject({ version: 1, isStale: true });
  });

  it.each([
    ['is gone', { status: 0, hangUp: true }],
    ['has no such prompt', problem(404, 'prompt_not_found')],
    ['refuses the key', problem(401, 'unauthorized')],
    ['is a proxy', { status: 200, body: '<h1>Sign in</h1>' }],
  ])('uses the fallback when the server %s', async (_, reply) => {
    server.replies.push(reply);
    expect(await clientWith().fetchPrompt('greeting', { fallback })).toEqual({
      name: 'greeting',
      version: null,
      content: { ...fallback, dialect: 'simple', variables: [], config: {} },
      source: 'fallback',
      isStale: true,
      prompt: undefined,
    });
    expect(failures).toHaveLength(1);
  });

  it('lets a failing server rest while there is a fallback, then asks again', async () => {
    server.replies.push({ status: 0, hangUp: true }, version(1));
    const client = clientWith({ restMs: 60 });
    await client.fetchPrompt('greeting', { fallback });
    expect(await client.fetchPrompt('greeting', { fallback })).toMatchObject({ source: 'fallback' });
    expect(server.seen).toHaveLength(1);
    await pause(70);
    expect(await client.fetchPrompt('greeting', { fallback })).toMatchObject({ source: 'server', version: 1 });
  });

  it('without a fallback asks at once again', async () => {
    server.replies.push({ status: 0, hangUp: true }, version(1));
    const client = clientWith({ restMs: 10_000 });
    await expect(client.fetchPrompt('greeting')).rejects.toMatchObject({ code: 'network' });
    expect(await client.fetchPrompt('greeting')).toMatchObject({ version: 1 });
  });

  it('does not wait longer than it was told', async () => {
    server.replies.push({ ...version(1), delayMs: 2_000 });
    const started = performance.now();
    expect(await clientWith({ timeoutMs: 50 }).fetchPrompt('greeting', { fallback })).toMatchObject({
      source: 'fallback',
    });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('forgets the one used longest ago when there are too many', async () => {
    server.replies.push(version(1));
    const client = clientWith({ maxEntries: 2 });
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await client.fetchPrompt(name);
    expect(server.seen.map(({ url }) => url.match(/by-name\/(\w)/)?.[1])).toEqual(['a', 'b', 'c', 'b']);
  });

  it('cannot be spoilt by one of its callers', async () => {
    server.replies.push(version(1));
    const { content } = await clientWith().fetchPrompt('greeting');
    expect(() => Object.assign(content, { text: 'mine' })).toThrow(TypeError);
    expect(() => Object.assign(content.config, { model: 'mine' })).toThrow(TypeError);
  });
});

describe('renderPrompt', () => {
  it('fills the variables here and sends no values', async () => {
    server.replies.push(version(2));
    expect(await clientWith().renderPrompt('greeting', { name: 'Ada' }, { label: 'production' })).toEqual({
      type: 'text',
      text: 'v2 for Ada',
      missing: [],
      name: 'greeting',
      version: 2,
      config: { model: 'm' },
      source: 'server',
      isStale: false,
    });
    expect(JSON.stringify(server.seen)).not.toContain('Ada');
  });

  it('names what is missing, or leaves it in lenient mode', async () => {
    server.replies.push(version(2));
    const client = clientWith();
    const error = await client.renderPrompt('greeting').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({ code: 'variables_missing', missing: ['name'] });
    expect(await client.renderPrompt('greeting', {}, { mode: 'lenient' })).toMatchObject({
      text: 'v2 for {{name}}',
      missing: ['name'],
    });
  });

  it('renders the fallback', async () => {
    server.replies.push({ status: 0, hangUp: true });
    const variables = [{ name: 'name', default: 'Ada' }];
    expect(
      await clientWith().renderPrompt('greeting', {}, { fallback: { ...fallback, variables, config: { model: 'f' } } }),
    ).toMatchObject({ text: 'Built in, Ada', source: 'fallback', version: null, config: { model: 'f' } });
  });
});
