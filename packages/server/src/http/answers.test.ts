import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, askRaw, json, probeServer, problemIn } from '../testing/probe-server.js';
import { readyTag, TagsController, thing } from '../testing/tags-probe.controller.js';

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([TagsController]);
});
afterAll(() => server.close());

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
    const raw = await askRaw(
      server.port,
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
    expect(problemIn(answer)).toMatchObject({ code: 'internal', status: 500 });
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
