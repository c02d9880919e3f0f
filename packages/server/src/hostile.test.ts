import { type Endpoint, errorsOf } from '@incipit/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Place } from './access/permission-matrix.things.js';
import { type Case, cases, type Fine } from './hostile.cases.js';
import { candidates, placesOf, schemaOf } from './hostile.places.js';
import { type Attempt, attemptsOf, fineRequest, partsOf, type Sent } from './hostile.requests.js';
import { JobsService } from './jobs/jobs.service.js';
import { createTestServer, type TestServer } from './testing/create-test-server.js';
import { differences, fingerprint } from './testing/fingerprint.js';
import { type Answer, askServer, problemIn } from './testing/probe-server.js';
import { UsageCounts } from './usage/usage-counts.js';

/** Requests at one time. */
const atOnce = 8;
const tried = { refused: 0, answered: 0 };

let server: TestServer;
let place: Place;
let port: number;

beforeAll(async () => {
  server = await createTestServer();
  // What the server writes by and by would be taken for something that a refused request left behind.
  await server.app.get(JobsService).onModuleDestroy();
  await server.app.get(UsageCounts).onApplicationShutdown();
  port = Number(new URL(server.url).port);
  // The first account is the admin, and here an owner besides: nothing is refused for who asks.
  const owner = await server.register('the-owner');
  const { id: workspaceId } = (await owner.client.workspaces.create({ name: 'Team' })).data;
  place = { server, client: owner.client, owner, workspaceId };
});
afterAll(async () => {
  console.info(`hostile requests: ${tried.refused} that must be refused, ${tried.answered} that may be answered`);
  await server.close();
});

const send = (row: Endpoint, { path, headers, body }: Sent): Promise<Answer> =>
  askServer(port, path, { method: row.method, headers, as: null, ...(body ? { body } : {}) });

/** Words of libraries, of the database and of the language, which no answer says. */
const inner =
  /invalid input|received|zod|mongo|\bbson|objectid|undefined|NaN|\[object|fastify|typeerror|\bat \w+ \(|unexpected/i;

/** An answer to a hostile request is right: a problem that says what is wrong, or, where it may be answered, an answer. */
function check({ name, refusal, field }: Attempt, row: Endpoint, answer: Answer): void {
  const said = `${name}: ${answer.status} ${answer.text.slice(0, 400)}`;
  expect(answer.status, said).toBeLessThan(500);
  if (answer.status < 400) {
    expect(refusal, said).toBeNull();
    if (row.output) expect(row.output.safeParse(JSON.parse(answer.text)).error, said).toBeUndefined();
    return;
  }
  const problem = problemIn(answer);
  if (refusal) expect(`${answer.status} ${problem.code}`, said).toMatch(refusal);
  else expect(errorsOf(row), said).toContain(problem.code);
  expect(problem.detail, said).not.toMatch(inner);
  if (refusal && field && problem.code === 'invalid_request') {
    const isNamed = (problem.errors ?? []).some((error) => isAbout(error, field));
    expect(isNamed, `does not say which field: ${said}`).toBe(true);
  }
}

/** Rules over several fields are told at one of them. */
const isAbout = ({ path, message }: { path: string; message: string }, field: string) =>
  path === field || path.startsWith(`${field}.`) || field.startsWith(`${path}.`) || message.includes(field);

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Asks all of it at once; not a byte of the database is another afterwards. */
async function storeNothing({ row }: Case, attempts: readonly Attempt[], fine: Fine): Promise<void> {
  const before = await fingerprint(server);
  await inParallel(attempts, async (attempt) => check(attempt, row, await send(row, attempt.of(fine))));
  expect(differences(before, await fingerprint(server)), 'stored, although nothing may be').toEqual([]);
}

/** Failed tries of passwords are counted, and are the only thing that a refused request leaves behind. */
const isCounter = (difference: string) => /^[+~-] counters /.test(difference);

/** Odd, but legal: answered or refused, and what is refused leaves nothing behind either. */
async function answerAll(one: Case, attempts: readonly Attempt[]): Promise<void> {
  const { row, make } = one;
  const refused: Attempt[] = [];
  let fine = await make(place);
  let isUsed = false;
  for (const attempt of attempts) {
    let answer = await send(row, attempt.of(fine));
    if (answer.status >= 400 && isUsed) {
      // Perhaps only because of what an earlier one did to the thing.
      fine = await make(place);
      isUsed = false;
      answer = await send(row, attempt.of(fine));
    }
    check(attempt, row, answer);
    if (answer.status >= 400) refused.push(attempt);
    else isUsed = true;
  }
  await refuseAgain(one, refused);
}

async function refuseAgain({ row, make }: Case, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return;
  const fine = await make(place);
  const before = await fingerprint(server);
  await inParallel(attempts, async (attempt) => {
    const answer = await send(row, attempt.of(fine));
    expect(answer.status, `${attempt.name}: ${answer.text}`).toBeGreaterThanOrEqual(400);
  });
  const left = differences(before, await fingerprint(server)).filter((difference) => !isCounter(difference));
  expect(left, `stored by one of ${attempts.map(({ name }) => name).join(', ')}`).toEqual([]);
}

/** What a good client sends works as ever. */
async function askWell({ row, make }: Case): Promise<void> {
  const fine = await make(place);
  const answer = await send(row, fineRequest(row, fine, place.owner.token));
  expect([row.status, 200], answer.text).toContain(answer.status);
  if (row.output) expect(row.output.safeParse(JSON.parse(answer.text)).error).toBeUndefined();
  else expect(answer.text).toBe('');
  const ready = await askServer(port, '/health/ready', { as: null });
  expect(JSON.parse(ready.text)).toMatchObject({ status: 'ok' });
}

/** The server runs in this process: what it merged wrongly would show here. */
function expectCleanPrototypes(): void {
  for (const { prototype } of [Object, Array, String, Number, Function]) {
    expect(Object.keys(prototype)).toEqual([]);
    expect(prototype).not.toHaveProperty('isAdmin');
  }
  expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
}

describe('hostile input', () => {
  it('reaches every field of every body within a request that is fine otherwise', async () => {
    const reached = new Map<string, boolean>();
    for (const { row, name, make } of cases) {
      const { body } = partsOf(row, await make(place));
      for (const { path, schema, put } of placesOf(schemaOf(row.body))) {
        if (schema === null) continue;
        const field = `${name.split('#')[0]} ${path}`;
        const isReached = candidates(schema).some((value) => row.body.safeParse(put(body, value)).success);
        reached.set(field, isReached || reached.get(field) === true);
      }
    }
    expect([...reached].filter(([, isReached]) => !isReached).map(([field]) => field)).toEqual([]);
    expect(reached.size).toBeGreaterThan(200);
  });

  it.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_, one) => {
      const fine = await one.make(place);
      const attempts = attemptsOf(one, fine, place.owner.token);
      const refused = attempts.filter(({ refusal }) => refusal !== null);
      const answered = attempts.filter(({ refusal }) => refusal === null);
      tried.refused += refused.length;
      tried.answered += answered.length;
      // Reading changes nothing, whatever is asked for.
      if (one.row.method === 'GET') await storeNothing(one, attempts, fine);
      else {
        await storeNothing(one, refused, fine);
        await answerAll(one, answered);
      }
      await askWell(one);
      expectCleanPrototypes();
    },
    120_000,
  );
});
