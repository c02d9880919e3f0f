import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createClient, IncipitError } from './index.js';
import { problem, startTestServer, type TestServer } from './test-server.js';

const id = '0123456789abcdef01234567';

let server: TestServer | undefined;
const start = async (...replies: Parameters<typeof startTestServer>) => {
  server = await startTestServer(...replies);
  return server;
};
afterEach(() => server?.close());

const failure = async (call: Promise<unknown>): Promise<IncipitError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof IncipitError)) throw new Error(`Expected an IncipitError, got ${String(error)}`);
  return error;
};

describe('what a call sends', () => {
  it('spreads one flat input over path and query', async () => {
    const { baseUrl, seen } = await start({ status: 200, body: { id }, headers: { etag: '"1-abc"' } });
    const answer = await createClient({ baseUrl, apiKey: 'k' }).prompts.get({ id, version: 3, resolve: true });
    expect(answer).toEqual({ status: 200, data: { id }, etag: '"1-abc"' });
    expect(seen[0]).toMatchObject({ method: 'GET', url: `/api/v1/prompts/${id}?version=3&resolve=true`, body: '' });
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer k', accept: 'application/json' });
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('spreads it over path and body', async () => {
    const { baseUrl, seen } = await start({ status: 200, body: {} });
    await createClient({ baseUrl }).labels.move({ id, label: 'production', version: 2, expected: null });
    expect(seen[0]).toMatchObject({ method: 'PUT', url: `/api/v1/prompts/${id}/labels/production` });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ version: 2, expected: null });
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('puts the query of a DELETE into the address, and its body into the body', async () => {
    const { baseUrl, seen } = await start({ status: 204 });
    const client = createClient({ baseUrl });
    expect(await client.prompts.remove({ id, force: true }, { ifMatch: '*' })).toEqual({
      status: 204,
      data: undefined,
      etag: undefined,
    });
    await client.profiles.remove({ password: 'secret' });
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['DELETE', `/api/v1/prompts/${id}?force=true`, ''],
      ['DELETE', '/api/v1/profiles/me', '{"password":"secret"}'],
    ]);
    expect(seen[0]?.headers).toHaveProperty('if-match', '*');
  });

  it('repeats lists in the query, leaves out undefined, and escapes', async () => {
    const { baseUrl, seen } = await start({ status: 200, body: { items: [], nextCursor: null } });
    const client = createClient({ baseUrl: `${baseUrl}/` });
    await client.prompts.list({ tag: ['a b', 'c&d'], q: undefined, limit: 10 });
    await client.prompts.getByName({ name: 'a/My Prompt?' });
    await client.prompts.list();
    expect(seen.map(({ url }) => url)).toEqual([
      '/api/v1/prompts?tag=a+b&tag=c%26d&limit=10',
      '/api/v1/prompts/by-name/a%2FMy%20Prompt%3F',
      '/api/v1/prompts',
    ]);
  });

  it('refuses a path part that fetch would take for a step', async () => {
    const { baseUrl, seen } = await start({ status: 200, body: {} });
    await expect(createClient({ baseUrl }).prompts.getByName({ name: '..' })).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });

  it('sends the options as headers and asks for the token each time', async () => {
    const { baseUrl, seen } = await start({ status: 201, body: { id } });
    let turn = 0;
    const client = createClient({ baseUrl, accessToken: async () => `token-${++turn}` });
    const options = { idempotencyKey: 'once', headers: { 'x-request-id': 'mine' } };
    await client.prompts.create({ title: 'x', content: { type: 'text', text: 'x' } }, options);
    await client.instance.get();
    expect(seen[0]?.headers).toMatchObject({
      'idempotency-key': 'once',
      'x-request-id': 'mine',
      authorization: 'Bearer token-1',
    });
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer token-2' });
  });
});

describe('what a call answers', () => {
  it('says 304 without data, and its type says so too', async () => {
    const { baseUrl, seen } = await start({ status: 304, headers: { etag: '"1-abc"' } });
    const client = createClient({ baseUrl });
    const answer = await client.prompts.get({ id }, { ifNoneMatch: '"1-abc"' });
    expect(answer).toEqual({ status: 304, data: undefined, etag: '"1-abc"' });
    expect(seen[0]?.headers).toHaveProperty('if-none-match', '"1-abc"');
    if (answer.status !== 304) expectTypeOf(answer.data.name).toEqualTypeOf<string>();
    const plain = () => client.prompts.get({ id });
    expectTypeOf<Awaited<ReturnType<typeof plain>>['status']>().toEqualTypeOf<200 | 201 | 202 | 204>();
  });

  it('turns a problem into an error with all that it says', async () => {
    const errors = [{ path: 'title', message: 'must not be empty' }];
    const { baseUrl } = await start({ ...problem(409, 'version_conflict', { latestVersion: 7, errors }) });
    const error = await failure(createClient({ baseUrl }).versions.list({ id }));
    expect(error).toMatchObject({
      status: 409,
      code: 'version_conflict',
      detail: 'It is version_conflict.',
      requestId: 'request-1',
      errors,
      retryAfter: undefined,
    });
    expect(error.problem?.latestVersion).toBe(7);
  });

  it.each([
    ['a page of a proxy', { status: 502, body: '<h1>Bad gateway</h1>' }, 502],
    ['a page where JSON belongs', { status: 200, body: '<h1>Hello</h1>' }, 200],
    ['JSON that is no problem', { status: 404, body: { message: 'no' } }, 404],
    ['a status that no row has', { status: 203, body: {} }, 203],
  ])('says unexpected_answer for %s', async (_, reply, status) => {
    const { baseUrl } = await start(reply);
    const error = await failure(createClient({ baseUrl, retries: 0 }).instance.get());
    expect(error).toMatchObject({ code: 'unexpected_answer', status });
  });

  it('says network when nobody listens, and when the answer takes too long', async () => {
    const { baseUrl, close } = await start({ status: 200, body: {}, delayMs: 2_000 });
    const late = await failure(createClient({ baseUrl, retries: 0, timeoutMs: 50 }).instance.get());
    expect(late).toMatchObject({ code: 'network', status: 0, detail: 'No answer within 50 ms.' });
    await close();
    const gone = await failure(createClient({ baseUrl, retries: 0 }).instance.get());
    expect(gone).toMatchObject({ code: 'network', status: 0, detail: 'The server could not be reached.' });
  });

  it('rejects with the reason of the signal', async () => {
    const { baseUrl } = await start({ status: 200, body: {}, delayMs: 2_000 });
    const controller = new AbortController();
    const call = createClient({ baseUrl }).instance.get({}, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('left the page')), 30);
    await expect(call).rejects.toThrow('left the page');
  });
});

describe('what is repeated', () => {
  const create = { title: 'x', content: { type: 'text' as const, text: 'x' } };

  it.each([
    ['busy', problem(503, 'busy')],
    ['rate_limited', { ...problem(429, 'rate_limited'), headers: { 'retry-after': '0' } }],
  ])('%s is, whatever the method: nothing was done', async (_, reply) => {
    const { baseUrl, seen } = await start(reply, { status: 201, body: { id } });
    const { data } = await createClient({ baseUrl }).prompts.create(create);
    expect(data.id).toBe(id);
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['a cut connection', { status: 0, hangUp: true }],
    ['a gateway without its server', { status: 504, body: 'late' }],
  ])('%s is for a GET and for an idempotent create only', async (_, reply) => {
    const { baseUrl, seen, replies } = await start(reply, { status: 200, body: { id } });
    const client = createClient({ baseUrl });
    await client.prompts.get({ id });
    replies.unshift(reply);
    await client.prompts.create(create, { idempotencyKey: 'once' });
    replies.unshift(reply);
    await failure(client.prompts.create(create));
    expect(seen.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'POST', 'POST']);
  });

  it.each([
    ['an error that stays', problem(404, 'prompt_not_found'), 1],
    ['a wait that is long', { ...problem(429, 'rate_limited'), headers: { 'retry-after': '60' } }, 1],
    ['a server that stays busy', problem(503, 'busy'), 3],
  ])('gives up on %s', async (_, reply, calls) => {
    const { baseUrl, seen } = await start(reply);
    const error = await failure(createClient({ baseUrl }).prompts.get({ id }));
    expect(error.retryAfter).toBe(reply.status === 429 ? 60 : undefined);
    expect(seen).toHaveLength(calls);
  });
});
