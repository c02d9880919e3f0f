import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeServer } from '../testing/probe-server.js';

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([], { metrics: 'a-token-for-scrapers' });
});
afterAll(() => server.close());

test('counts answers by pattern, for whoever has the token', async () => {
  for (let i = 0; i < 3; i += 1) await server.ask('/health/live', { as: null });
  await server.ask('/api/v1/secret-address', { as: null });
  const { status, text, headers } = await server.ask('/metrics', {
    as: null,
    headers: { authorization: 'Bearer a-token-for-scrapers' },
  });
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const labels = 'method="GET",status="200",route="/health/live"';
  expect(text).toContain(`incipit_http_request_duration_seconds_count{${labels}} 3\n`);
  expect(text).toContain(`incipit_http_request_duration_seconds_bucket{${labels},le="+Inf"} 3\n`);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).not.toContain('secret-address');
});

test('401 without it', async () => {
  for (const authorization of ['', 'Bearer ', 'Bearer a-token-for-scraperz']) {
    const answer = await server.ask('/metrics', { as: null, headers: { authorization } });
    expect(answer.status).toBe(401);
  }
});
