import { connect } from 'node:net';
import { endpoint, type InputOf, Problem } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Answer, type Ask, alice, probeServer } from '../testing/probe-server.js';
import { ApiError } from './api-error.js';
import { type CallFor, checkIfMatch } from './call.js';
import { Endpoint } from './endpoint.decorator.js';
import { Paging } from './paging.js';
import { ReadyAnswer } from './ready-answer.js';

const Thing = z.object({ id: z.string(), name: z.string(), config: z.custom<object>() });
const Id = z.string().regex(/^[0-9a-f]{24}$/, { error: 'must be an id' });
const rows = {
  create: endpoint({
    method: 'POST',
    path: '/tags',
    summary: 'x',
    access: 'any',
    body: z.strictObject({
      name: z.string().min(1, { error: 'must not be empty' }),
      config: z.custom<object>().default({}),
    }),
    output: Thing,
    status: 201,
    location: '/tags/:id',
    etag: true,
    idempotent: true,
  }),
  list: endpoint({
    method: 'GET',
    path: '/tags',
    summary: 'x',
    access: 'any',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(2),
      cursor: z.string().optional(),
      q: z.string().optional(),
      tag: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
    }),
    output: z.object({ items: z.array(Thing), nextCursor: z.string().nullable() }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/tags/:id',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ id: Id }),
    output: Thing,
    etag: true,
    errors: ['tag_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/tags/:id',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ id: Id }),
    body: z.strictObject({ name: z.string() }),
    output: Thing,
    etag: true,
    ifMatch: true,
    errors: ['tag_not_found'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/tags/:id',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ id: Id }),
    errors: ['tag_not_found'],
  }),
  ready: endpoint({
    method: 'GET',
    path: '/prompts/by-name/:name',
    summary: 'x',
    access: 'any',
    params: z.strictObject({ name: z.string() }),
    output: Thing,
    etag: true,
  }),
  fail: endpoint({ method: 'GET', path: '/instance', summary: 'x', access: 'anyone', output: Thing }),
};

const thing = { id: 'b'.repeat(24), name: 'n', config: {}, revision: 7, secret: 'must not leave' };
const readyTag = '"7-0123456789ab"';

@Controller()
class TagsController {
  constructor(private readonly paging: Paging) {}

  @Endpoint(rows.create) create(call: CallFor<typeof rows.create>, input: InputOf<typeof rows.create>) {
    return { ...thing, ...input, isNew: input.name !== 'old', name: call.idempotency?.route ?? input.name };
  }

  @Endpoint(rows.list) list(call: CallFor<typeof rows.list>, input: InputOf<typeof rows.list>) {
    const start = Number(this.paging.after(call, input)?.[0] ?? 0);
    const items = Array.from({ length: input.limit }, (_, index) => ({ ...thing, name: `${start + index}` }));
    return this.paging.page(items, start > 5 ? null : [start + input.limit, new Date(0), 'é'], call, input);
  }

  @Endpoint(rows.get) get(_: CallFor<typeof rows.get>, input: InputOf<typeof rows.get>) {
    return { ...thing, id: input.id };
  }

  @Endpoint(rows.update) update(call: CallFor<typeof rows.update>, input: InputOf<typeof rows.update>) {
    if (input.id !== thing.id) throw new ApiError('tag_not_found', 'other words');
    checkIfMatch(call, 7);
    return { ...thing, name: input.name };
  }

  @Endpoint(rows.remove) remove() {}

  @Endpoint(rows.ready) ready(_: CallFor<typeof rows.ready>, input: InputOf<typeof rows.ready>) {
    return new ReadyAnswer({
      body: Buffer.from(JSON.stringify({ id: '1', name: input.name, config: {} })),
      etag: readyTag,
    });
  }

  @Endpoint(rows.fail) fail(): z.infer<typeof Thing> {
    throw new Error('mongodb://user:hunter2@db/x broke at /srv/secret.js');
  }
}

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([TagsController]);
});
afterAll(() => server.close());

const json = (body: unknown, ask: Ask = {}): Ask => ({
  method: 'POST',
  ...ask,
  headers: { 'content-type': 'application/json', ...ask.headers },
  body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
});
const problem = (answer: Answer) => {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const body = JSON.parse(answer.text);
  expect(Problem.strict().parse(body)).toEqual(body);
  expect(body.status).toBe(answer.status);
  expect(body.requestId).toBe(answer.headers['x-request-id']);
  return body as z.infer<typeof Problem>;
};

describe('what is asked for', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const config = (text: string) => `{"name":"n","config":${text}}`;
  const many = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i])));

  test.each<[string, Ask, number, string]>([
    ['no JSON', json('{"name":'), 400, 'invalid_request'],
    ['a byte order mark', json('\ufeff{"name":"n"}'), 400, 'invalid_request'],
    ['not UTF-8', json(Buffer.from('{"name":"\xff"}', 'latin1')), 400, 'invalid_request'],
    ['cut UTF-8', json(Buffer.from([...Buffer.from('{"name":"'), 0xc3, ...Buffer.from('"}')])), 400, 'invalid_request'],
    ['an array', json('[]'), 400, 'invalid_request'],
    ['an unknown property', json({ name: 'n', extra: 1 }), 400, 'invalid_request'],
    ['__proto__ at the top', json('{"name":"n","__proto__":{"x":1}}'), 400, 'invalid_request'],
    ['constructor at the top', json('{"name":"n","constructor":{}}'), 400, 'invalid_request'],
    ['a property missing', json({}), 400, 'invalid_request'],
    ['nothing at all', { method: 'POST' }, 400, 'invalid_request'],
    ['U+0000', json('{"name":"a\\u0000"}'), 400, 'invalid_request'],
    ['half a surrogate pair', json('{"name":"\\ud83d"}'), 400, 'invalid_request'],
    ['half a surrogate pair in a deep key', json(config('{"\\udc00":1}')), 400, 'invalid_request'],
    ['a number beyond all doubles', json(config('{"a":1e999}')), 400, 'invalid_request'],
    ['33 levels', json(config(nested(32))), 400, 'invalid_request'],
    ['a million levels', json(config(nested(1_000_000))), 400, 'invalid_request'],
    ['1001 keys', json(config(many(1001))), 400, 'invalid_request'],
    ['1001 items', json(config(JSON.stringify(Array(1001).fill(0)))), 400, 'invalid_request'],
    ['4 MiB and one byte', json(config(`"${'x'.repeat(4 * 1024 * 1024)}"`)), 413, 'too_large'],
    ['text', json('{"name":"n"}', { headers: { 'content-type': 'text/plain' } }), 415, 'unsupported_media_type'],
    [
      'a form',
      json('name=n', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      415,
      'unsupported_media_type',
    ],
    [
      'another charset',
      json('{"name":"n"}', { headers: { 'content-type': 'application/json; charset=latin1' } }),
      415,
      'unsupported_media_type',
    ],
    ['no type', { method: 'POST', body: '{"name":"n"}' }, 415, 'unsupported_media_type'],
    ['a broken type', json('{"name":"n"}', { headers: { 'content-type': 'json' } }), 415, 'unsupported_media_type'],
    ['gzip', json('{"name":"n"}', { headers: { 'content-encoding': 'gzip' } }), 415, 'unsupported_media_type'],
  ])('%s', async (_, ask, status, code) => {
    const answer = await server.ask('/api/v1/tags', ask);
    expect([answer.status, problem(answer).code]).toEqual([status, code]);
    const stranger = await server.ask('/api/v1/tags', { ...ask, as: null });
    expect([stranger.status, problem(stranger).code]).toEqual([401, 'unauthorized']);
  });

  test.each([
    ['32 levels', config(nested(31)), nested(31)],
    ['1000 keys', config(many(1000)), many(1000)],
    [
      'keys named like members of objects',
      config('{"__proto__":{"a":1},"constructor":null,"toString":[]}'),
      '{"__proto__":{"a":1},"constructor":null,"toString":[]}',
    ],
    ['a number that no double holds', config('[12345678901234567890]'), '[12345678901234567000]'],
    ['the end of the line and U+2028', config('["\\u2028\\r\\n"]'), '["\u2028\\r\\n"]'],
  ])('kept as it is: %s', async (_, body, kept) => {
    const answer = await server.ask(
      '/api/v1/tags',
      json(body, { headers: { 'content-type': 'application/json; charset=UTF-8' } }),
    );
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(`{"id":"${thing.id}","name":"n","config":${kept}}`);
  });

  test('every fault is named by its path', async () => {
    const body = problem(await server.ask('/api/v1/tags?x=1', json({ name: '', y: 2 })));
    expect(body.errors).toEqual([
      { path: 'x', message: 'is not known' },
      { path: 'name', message: 'must not be empty' },
      { path: 'y', message: 'is not known' },
    ]);
    const missing = problem(await server.ask('/api/v1/tags', json({})));
    expect(missing.errors).toEqual([{ path: 'name', message: 'is required' }]);
    expect(missing.detail).toBe('name is required.');
  });

  test.each([
    ['/api/v1/tags?q=a&q=b', 400],
    ['/api/v1/tags?tag=a&tag=b', 200],
    ['/api/v1/tags?tag=a', 200],
    ['/api/v1/tags?limit=101', 400],
    ['/api/v1/tags?q=%FF', 400],
    ['/api/v1/tags?q=%', 400],
    ['/api/v1/tags?__proto__=1', 400],
    ['/api/v1/tags?q=%E2%82%AC+x', 200],
    [`/api/v1/tags?q=${'x'.repeat(8192)}`, 400],
    ['/api/v1/tags/%FF', 400],
  ])('%s -> %i', async (path, status) => {
    expect((await server.ask(path)).status).toBe(status);
  });

  test('a name in the path may hold an encoded slash, and 255 characters of four bytes', async () => {
    const names = ['a/b', '🦊'.repeat(255), 'constructor', '../x', '%2F'];
    for (const name of names) {
      const answer = await server.ask(`/api/v1/prompts/by-name/${encodeURIComponent(name)}`);
      expect(JSON.parse(answer.text).name).toBe(name);
    }
  });

  test.each(['x', 'B'.repeat(24), `${'b'.repeat(24)}0`, '%24where'])('the id %s is a missing thing', async (id) => {
    const malformed = problem(await server.ask(`/api/v1/tags/${id}`));
    const absent = problem(
      await server.ask(`/api/v1/tags/${'c'.repeat(24)}`, json({ name: 'n' }, { method: 'PATCH' })),
    );
    expect({ ...malformed, requestId: '' }).toEqual({ ...absent, requestId: '' });
    expect(malformed).toMatchObject({ code: 'tag_not_found', detail: 'There is no such tag.' });
  });
});

describe('what is answered', () => {
  test('only what the row names, with status, Location, ETag and headers', async () => {
    const answer = await server.ask('/api/v1/tags', json({ name: 'n' }));
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(`{"id":"${thing.id}","name":"n","config":{}}`);
    expect(answer.headers).toMatchObject({
      location: `/api/v1/tags/${thing.id}`,
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      vary: 'Authorization',
    });
    expect(answer.headers.etag).toMatch(/^"7-[0-9a-f]{12}"$/);
    for (const name of ['x-powered-by', 'server', 'access-control-allow-origin', 'strict-transport-security']) {
      expect(answer.headers).not.toHaveProperty(name);
    }
  });

  test('200 without Location for what was there; 204 without a body', async () => {
    const old = await server.ask('/api/v1/tags', json({ name: 'old' }));
    expect([old.status, old.headers.location]).toEqual([200, undefined]);
    const gone = await server.ask(`/api/v1/tags/${thing.id}`, { method: 'DELETE' });
    expect([gone.status, gone.text, gone.headers['content-type']]).toEqual([204, '', undefined]);
  });

  test('304 by the whole tag, in at most 220 bytes', async () => {
    for (const path of [`/api/v1/tags/${thing.id}`, '/api/v1/prompts/by-name/x']) {
      const { etag = '' } = (await server.ask(path)).headers;
      for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const same = await server.ask(path, { headers: { 'if-none-match': header } });
        expect([same.status, same.text, same.headers.etag]).toEqual([304, '', etag]);
        expect(Object.keys(same.headers).sort()).toEqual(['cache-control', 'date', 'etag', 'vary']);
      }
      for (const header of ['"7-000000000000"', '"7"', etag.slice(1, -1)]) {
        expect((await server.ask(path, { headers: { 'if-none-match': header } })).status).toBe(200);
      }
    }
    const raw = await rawAnswer(
      `GET /api/v1/prompts/by-name/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${alice}\r\nIf-None-Match: ${readyTag}\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1.1 304 /);
    expect(raw.length).toBeLessThanOrEqual(160);
  });

  test('ready bytes leave as they are', async () => {
    const answer = await server.ask('/api/v1/prompts/by-name/x');
    expect(answer.text).toBe('{"id":"1","name":"x","config":{}}');
    expect(answer.headers).toMatchObject({
      etag: readyTag,
      'cache-control': 'private, no-cache',
      vary: 'Authorization',
    });
    const head = await server.ask('/api/v1/prompts/by-name/x', { method: 'HEAD' });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', String(answer.bytes.length)]);
  });

  test('an unforeseen error says nothing of what is inside', async () => {
    const answer = await server.ask('/api/v1/instance', { as: null });
    expect(problem(answer)).toMatchObject({ code: 'internal', status: 500 });
    expect(answer.text).not.toMatch(/mongo|hunter2|srv|broke/);
  });

  test('a request id is kept when it is one', async () => {
    const kept = await server.ask('/api/v1/tags', { headers: { 'x-request-id': 'my.id_1-2' } });
    expect(kept.headers['x-request-id']).toBe('my.id_1-2');
    for (const id of ['a b', 'x'.repeat(65), '<script>']) {
      const replaced = await server.ask('/api/v1/tags', { headers: { 'x-request-id': id } });
      expect(replaced.headers['x-request-id']).toMatch(/^[\w.-]{5,64}$/);
      expect(replaced.headers['x-request-id']).not.toBe(id);
    }
  });

  test('lists are compressed when they are long and the client can', async () => {
    const short = await server.ask('/api/v1/tags', { headers: { 'accept-encoding': 'gzip' } });
    const long = await server.ask('/api/v1/tags?limit=100', { headers: { 'accept-encoding': 'br, gzip' } });
    const plain = await server.ask('/api/v1/tags?limit=100', { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect([short, long, plain].map((answer) => answer.headers['content-encoding'])).toEqual([
      undefined,
      'gzip',
      undefined,
    ]);
    expect(long.headers.vary).toBe('Authorization, Accept-Encoding');
    expect(long.bytes.length).toBeLessThan(plain.bytes.length / 4);
  });
});

describe('conditions', () => {
  const { etag } = { etag: '"7-0123456789ab"' };
  const patch = (headers: Record<string, string>, id = thing.id) =>
    server.ask(`/api/v1/tags/${id}`, json({ name: 'm' }, { method: 'PATCH', headers }));

  test.each([
    [undefined, 428, 'precondition_required'],
    [etag, 200, undefined],
    ['*', 200, undefined],
    ['"7-ffffffffffff"', 200, undefined],
    [`"1-0123456789ab", ${etag}`, 200, undefined],
    ['"6-0123456789ab"', 412, 'precondition_failed'],
    [`W/${etag}`, 412, 'precondition_failed'],
    ['"foreign"', 412, 'precondition_failed'],
    ['"07-0123456789ab"', 200, undefined],
    ['7-0123456789ab', 400, 'invalid_request'],
    ['"7', 400, 'invalid_request'],
    ['', 400, 'invalid_request'],
    [`${etag},`, 400, 'invalid_request'],
  ])('If-Match: %s -> %i', async (header, status, code) => {
    const answer = await patch(header === undefined ? {} : { 'if-match': header });
    expect([answer.status, answer.status === 200 ? undefined : problem(answer).code]).toEqual([status, code]);
  });

  test('a missing thing is missing before a condition is', async () => {
    expect((await patch({}, 'c'.repeat(24))).status).toBe(404);
  });

  test('Idempotency-Key is 1 to 255 visible characters and belongs to one address', async () => {
    const create = (key: string, query = '') =>
      server.ask(`/api/v1/tags${query}`, json({ name: 'n' }, { headers: { 'idempotency-key': key } }));
    expect(JSON.parse((await create('k')).text).name).toBe('POST /api/v1/tags');
    for (const key of ['', 'a b', 'x'.repeat(256), 'é']) expect((await create(key)).status).toBe(400);
  });
});

describe('pages of lists', () => {
  test('a cursor goes on, and belongs to its query and its caller', async () => {
    const first = JSON.parse((await server.ask('/api/v1/tags?q=x')).text);
    const next = await server.ask(`/api/v1/tags?q=x&limit=3&cursor=${first.nextCursor}`);
    expect(JSON.parse(next.text).items.map((item: { name: string }) => item.name)).toEqual(['2', '3', '4']);
    const [payload, mac] = first.nextCursor.split('.');
    const refused: [string, string | undefined][] = [
      [`q=y&cursor=${first.nextCursor}`, alice],
      [`cursor=${first.nextCursor}`, alice],
      [`q=x&cursor=${first.nextCursor}`, 'd'.repeat(24)],
      [`q=x&cursor=${payload}x.${mac}`, alice],
      [`q=x&cursor=${payload}`, alice],
      ['q=x&cursor=', alice],
    ];
    for (const [query, as] of refused) {
      const body = problem(await server.ask(`/api/v1/tags?${query}`, { as }));
      expect(body.errors?.[0]?.path).toBe('cursor');
    }
  });
});

describe('what is not there', () => {
  test.each<[string, Ask, number, string, string | undefined]>([
    ['/api/v1/nothing', {}, 404, 'route_not_found', undefined],
    ['/api/v1/nothing', { as: null }, 404, 'route_not_found', undefined],
    ['/api/v1/nothing', { as: 'bad' }, 401, 'unauthorized', undefined],
    ['/api', {}, 404, 'route_not_found', undefined],
    ['/api/v1/tags/', {}, 404, 'route_not_found', undefined],
    ['/API/v1/tags', {}, 404, 'route_not_found', undefined],
    ['/mcp', { as: null }, 404, 'route_not_found', undefined],
    ['/health/x', { as: null }, 404, 'route_not_found', undefined],
    ['/metrics', { as: null }, 404, 'route_not_found', undefined],
    ['/api/v1/tags', { method: 'DELETE' }, 405, 'method_not_allowed', 'GET, HEAD, POST'],
    ['/api/v1/tags', { method: 'DELETE', as: null }, 401, 'unauthorized', undefined],
    ['/api/v1/tags', { method: 'OPTIONS' }, 405, 'method_not_allowed', 'GET, HEAD, POST'],
    ['/api/v1/tags', { method: 'PROPFIND' }, 405, 'method_not_allowed', 'GET, HEAD, POST'],
    [`/api/v1/tags/${thing.id}`, { method: 'PUT', ...json({}) }, 404, 'route_not_found', undefined],
    ['/api/v1/instance', { method: 'POST', as: null }, 405, 'method_not_allowed', 'GET, HEAD'],
    ['/health/live', { method: 'POST', as: null }, 405, 'method_not_allowed', 'GET, HEAD'],
    ['/api/openapi.json', { method: 'PUT', as: null }, 405, 'method_not_allowed', 'GET, HEAD'],
  ])('%s %j', async (path, ask, status, code, allow) => {
    const method = path.endsWith(thing.id) ? 'POST' : (ask.method ?? 'GET');
    const answer = await server.ask(path, { ...ask, method });
    if (path.endsWith(thing.id)) {
      expect([answer.status, answer.headers.allow]).toEqual([405, 'DELETE, GET, HEAD, PATCH']);
      return;
    }
    expect([answer.status, problem(answer).code, answer.headers.allow]).toEqual([status, code, allow]);
  });

  test('a 401 says how to sign in', async () => {
    expect((await server.ask('/api/v1/tags', { as: null })).headers['www-authenticate']).toBe('Bearer');
  });

  test('what is no HTTP is refused in our words too', async () => {
    for (const request of [
      'GET /x y HTTP/1.1\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      'hello\r\n\r\n',
    ]) {
      const answer = await rawAnswer(request);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'invalid_request', status: 400 });
    }
  });
});

test('health is for anyone', async () => {
  for (const path of ['/health/live', '/health/ready']) {
    const answer = await server.ask(path, { as: null });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'ok', version: '0.0.0' }]);
  }
});

function rawAnswer(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
      socket.end();
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}
