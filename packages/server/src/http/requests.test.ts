import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ask, json, probeServer, problemIn } from '../testing/probe-server.js';
import { TagsController, thing } from '../testing/tags-probe.controller.js';

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([TagsController]);
});
afterAll(() => server.close());

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
    expect([answer.status, problemIn(answer).code]).toEqual([status, code]);
    const stranger = await server.ask('/api/v1/tags', { ...ask, as: null });
    expect([stranger.status, problemIn(stranger).code]).toEqual([401, 'unauthorized']);
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
    const body = problemIn(await server.ask('/api/v1/tags?x=1', json({ name: '', y: 2 })));
    expect(body.errors).toEqual([
      { path: 'x', message: 'is not known' },
      { path: 'name', message: 'must not be empty' },
      { path: 'y', message: 'is not known' },
    ]);
    const missing = problemIn(await server.ask('/api/v1/tags', json({})));
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
    const malformed = problemIn(await server.ask(`/api/v1/tags/${id}`));
    const absent = problemIn(
      await server.ask(`/api/v1/tags/${'c'.repeat(24)}`, json({ name: 'n' }, { method: 'PATCH' })),
    );
    expect({ ...malformed, requestId: '' }).toEqual({ ...absent, requestId: '' });
    expect(malformed).toMatchObject({ code: 'tag_not_found', detail: 'There is no such tag.' });
  });
});
