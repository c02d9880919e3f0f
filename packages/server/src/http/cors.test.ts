import { endpoint } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { probeServer } from '../testing/probe-server.js';
import { Endpoint } from './endpoint.decorator.js';
import { ReadyAnswer } from './ready-answer.js';

const row = endpoint({ method: 'GET', path: '/instance', summary: 'x', access: 'anyone', output: z.object({}) });

@Controller()
class ReadyController {
  @Endpoint(row) get() {
    return new ReadyAnswer({ body: Buffer.from('{}'), etag: '"1-0123456789ab"' });
  }
}

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([ReadyController], {
    corsOrigins: ['https://app.example.org'],
    publicUrl: 'https://p.org',
  });
});
afterAll(() => server.close());

test('a page of an allowed origin may ask, on every kind of answer', async () => {
  for (const path of ['/api/v1/instance', '/api/v1/nothing', '/api/openapi.json']) {
    const { headers } = await server.ask(path, { headers: { origin: 'https://app.example.org' } });
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.org',
      'access-control-expose-headers': 'ETag, Location, Retry-After, X-Request-Id',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      // A cache between must not give the answer for one origin to another.
      vary: 'Authorization, Origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  }
});

test('and asks before it changes something', async () => {
  const preflight = await server.ask('/api/v1/instance', {
    method: 'OPTIONS',
    as: null,
    headers: { origin: 'https://app.example.org', 'access-control-request-method': 'PATCH' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers['access-control-allow-methods']).toContain('PATCH');
  expect(preflight.headers['access-control-allow-headers']).toContain('If-Match');
});

test.each(['https://app.example.org.evil.net', 'http://app.example.org', 'https://APP.example.org', 'null'])(
  'a page of %s may not',
  async (origin) => {
    const { headers } = await server.ask('/api/v1/instance', { headers: { origin } });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  },
);
