import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ask, askRaw, json, probeServer, problemIn } from '../testing/probe-server.js';
import { TagsController, thing } from '../testing/tags-probe.controller.js';

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([TagsController]);
});
afterAll(() => server.close());

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
    [`/api/v1/tags/${thing.id}`, json({}), 405, 'method_not_allowed', 'DELETE, GET, HEAD, PATCH'],
    ['/api/v1/instance', { method: 'POST', as: null }, 405, 'method_not_allowed', 'GET, HEAD'],
    ['/health/live', { method: 'POST', as: null }, 405, 'method_not_allowed', 'GET, HEAD'],
    ['/api/openapi.json', { method: 'PUT', as: null }, 405, 'method_not_allowed', 'GET, HEAD'],
  ])('%s %j', async (path, ask, status, code, allow) => {
    const answer = await server.ask(path, ask);
    expect([answer.status, problemIn(answer).code, answer.headers.allow]).toEqual([status, code, allow]);
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
      const answer = await askRaw(server.port, request);
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
