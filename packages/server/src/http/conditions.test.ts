import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, probeServer, problemIn } from '../testing/probe-server.js';
import { TagsController, thing } from '../testing/tags-probe.controller.js';

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([TagsController]);
});
afterAll(() => server.close());

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
    expect([answer.status, answer.status === 200 ? undefined : problemIn(answer).code]).toEqual([status, code]);
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
