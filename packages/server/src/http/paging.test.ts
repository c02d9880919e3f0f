import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, probeServer, problemIn } from '../testing/probe-server.js';
import { TagsController } from '../testing/tags-probe.controller.js';

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([TagsController]);
});
afterAll(() => server.close());

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
      const body = problemIn(await server.ask(`/api/v1/tags?${query}`, { as }));
      expect(body.errors?.[0]?.path).toBe('cursor');
    }
  });
});
