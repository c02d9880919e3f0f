import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DataService } from '../data/data.service.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer } from '../testing/create-test-server.js';

const pairs = 400;
/** A quiet machine needs one series; on a busy one chance alone spoils some. What is wrong spoils all. */
const series = 3;
vi.setConfig({ testTimeout: 300_000 });

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
  await server.register('ada');
});
afterAll(() => server.close());

/** Milliseconds until a wrong password is refused. Nothing is left of the tries before. */
async function refusal(who: object): Promise<number> {
  await server.app.get(DataService).counters.removeMany({});
  const body = { ...who, password: 'not the password', client: 'native' };
  const start = performance.now();
  const { status } = await ask(server.url, 'POST /auth/login', { body });
  const took = performance.now() - start;
  expect(status).toBe(401);
  return took;
}

/** How often a random one of `some` takes longer than a random one of `others`: 0.5 when they cannot be told apart. */
function auc(some: readonly number[], others: readonly number[]): number {
  let longer = 0;
  for (const one of some) for (const other of others) longer += one > other ? 1 : one === other ? 0.5 : 0;
  return longer / (some.length * others.length);
}

/** Both kinds in turn, the first of each pair by lot, so that whatever slows the machine down slows both. */
async function measure(known: object, unknown: (n: number) => object): Promise<number> {
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let n = 0; n < pairs; n += 1) {
    const kinds = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of kinds) times[kind].push(await refusal(kind === 'known' ? known : unknown(n)));
  }
  return auc(times.known, times.unknown);
}

it.each([
  ['address', { email: 'ada@example.org' }, (n: number) => ({ email: `nobody${n}@example.org` })],
  ['username', { username: 'ada' }, (n: number) => ({ username: `nobody-${n}` })],
])('an unknown %s takes as long as a wrong password', async (_, known, unknown) => {
  for (let n = 0; n < 20; n += 1) await refusal(n % 2 ? known : unknown(n));
  const measured: number[] = [];
  while (measured.length < series && !measured.some((value) => Math.abs(value - 0.5) <= 0.05)) {
    measured.push(await measure(known, unknown));
  }
  expect(measured.at(-1)).toBeGreaterThanOrEqual(0.45);
  expect(measured.at(-1)).toBeLessThanOrEqual(0.55);
});

it('the measure notices a shift by a seventh of the spread: so the test can fail', () => {
  const noise = Array.from({ length: pairs }, (_, n) => n / pairs);
  expect(auc(noise, noise)).toBe(0.5);
  expect(
    auc(
      noise.map((value) => value + 0.15),
      noise,
    ),
  ).toBeGreaterThan(0.55);
});
