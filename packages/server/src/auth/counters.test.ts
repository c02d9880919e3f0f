import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, testPassword } from '../testing/create-test-server.js';
import { CountersService, waitAfter } from './counters.service.js';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ rateLimit: 600 });
});
afterAll(() => server.close());

it.each([
  [0, 0],
  [4, 0],
  [5, 1],
  [6, 2],
  [7, 4],
  [14, 512],
  [15, 900],
  [1000, 900],
])('after %i failures one waits %i seconds', (failures, seconds) => expect(waitAfter(failures)).toBe(seconds));

// Windows are whole minutes: two of them may meet within a test, so it tries more than two let through.
const results = async (tries: number, what: string, body: (n: number) => object) => {
  const answers = [];
  for (let n = 0; n < tries; n += 1) answers.push(await ask(server.url, what, { body: body(n) }));
  const refused = answers.filter(({ status }) => status === 429);
  for (const { body: problem, headers } of refused) {
    expect(problem.code).toBe('rate_limited');
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  }
  return { passed: tries - refused.length, refused: refused.length };
};

it('one address registers five times a minute', async () => {
  const { passed, refused } = await results(12, 'POST /auth/register', (n) => ({
    email: `user${n}@example.org`,
    username: `user-${n}`,
    password: testPassword,
    client: 'native',
  }));
  expect(passed).toBeGreaterThanOrEqual(5);
  expect(passed).toBeLessThanOrEqual(10);
  expect(refused).toBeGreaterThanOrEqual(2);
});

it('one address signs in ten times a minute, whoever it says it is', async () => {
  const { passed, refused } = await results(22, 'POST /auth/login', (n) => ({
    username: `nobody-${n}`,
    password: 'x',
    client: 'native',
  }));
  expect(passed).toBeGreaterThanOrEqual(10);
  expect(passed).toBeLessThanOrEqual(20);
  expect(refused).toBeGreaterThanOrEqual(2);
});

it('a server too busy to compare counts no failure', async () => {
  const counters = server.app.get(CountersService);
  const busy = () => counters.attempt('patient', () => Promise.reject(new Error('busy')));
  for (let n = 0; n < 6; n += 1) await expect(busy()).rejects.toThrow('busy');
  expect(await counters.attempt('patient', async () => true)).toBe(true);
});
