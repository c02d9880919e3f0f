import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { newId } from '../data/row.js';
import { openTestStore, type TestData } from '../data/test-data.js';
import { type JobStep, JobsService } from './jobs.service.js';

let store: Awaited<ReturnType<typeof openTestStore>>;
let one: TestData;
let two: TestData;
beforeAll(async () => {
  store = await openTestStore();
  one = await store.open();
  two = await store.open();
});
afterAll(async () => {
  await one?.close();
  await two?.close();
  await store?.close();
});

/** What the steps of these tests write: a number that each step raises by one. */
let counter: string;
const servers: JobsService[] = [];
beforeEach(async () => {
  const workspaceId = newId();
  counter = (await one.data.tags.create({ workspaceId, name: 'n', nameKey: 'n', color: null, promptCount: 0 })).id;
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.onModuleDestroy();
  await one.data.jobs.removeMany({});
});

/** The jobs of one server process. */
function serve({ data }: TestData, step: JobStep): JobsService {
  const jobs = new JobsService(data);
  jobs.handle('count', step);
  jobs.onApplicationBootstrap();
  servers.push(jobs);
  return jobs;
}

const raise = async ({ data }: TestData): Promise<number> =>
  (await data.tags.patch(counter, { inc: { promptCount: 1 } }))?.promptCount ?? 0;
/** Counts to `end`, one by one. */
const countTo =
  (end: number, by: TestData): JobStep =>
  async () =>
    (await raise(by)) >= end;
const counted = async () => (await one.data.tags.get(counter))?.promptCount;
const schedule = (jobs: JobsService, dueAt?: Date) =>
  one.data.transaction(() => jobs.schedule('count', counter, dueAt));
const allDone = () => vi.waitFor(async () => expect(await one.data.jobs.count({}, 1)).toBe(0), { timeout: 10_000 });

it('does a job in steps until nothing is left, and forgets it', async () => {
  const jobs = serve(one, countTo(5, one));
  await schedule(jobs);
  await allDone();
  expect(await counted()).toBe(5);
});

it('knows nothing of a job whose change was not committed', async () => {
  const jobs = serve(one, countTo(1, one));
  const failing = one.data.transaction(async () => {
    await jobs.schedule('count', counter);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await one.data.jobs.count({}, 1)).toBe(0);
});

it('waits for the time of a job, and leaves what it does not know to others', async () => {
  const jobs = serve(one, countTo(1, one));
  await schedule(jobs, new Date(Date.now() + 60_000));
  await one.data.jobs.create({ kind: 'newer', subjectId: counter, dueAt: new Date(0), holder: null, failures: 0 });
  await schedule(jobs);
  await vi.waitFor(async () => expect(await one.data.jobs.count({}, 3)).toBe(2), { timeout: 10_000 });
  expect(await counted()).toBe(1);
});

it('tries a step that failed again, with nothing of it left behind', async () => {
  let failures = 2;
  const jobs = serve(one, async () => {
    const count = await raise(one);
    if (count === 2 && failures-- > 0) throw new Error('the disk is away');
    return count >= 3;
  });
  await schedule(jobs);
  await allDone();
  expect(await counted()).toBe(3);
});

it('is done once by several servers', async () => {
  const by = new Set<string>();
  for (const process of [one, two]) {
    serve(process, async (job) => {
      by.add(job.holder ?? '');
      return (await raise(process)) >= 40;
    });
  }
  await schedule(servers[0]!);
  await allDone();
  expect(await counted()).toBe(40);
  expect(by.size).toBe(1);
});

it('goes on where a server that died had stopped, once its lease is over', async () => {
  await raise(one);
  await raise(one);
  const dueAt = new Date(Date.now() + 1_500);
  await one.data.jobs.create({ kind: 'count', subjectId: counter, dueAt, holder: newId(), failures: 0 });
  serve(two, async () => {
    expect(Date.now()).toBeGreaterThanOrEqual(dueAt.getTime());
    return (await raise(two)) >= 6;
  });
  await allDone();
  expect(await counted()).toBe(6);
});

it('takes no second step from a server that lost the job while it slept', { timeout: 60_000 }, async () => {
  let wake = (): void => undefined;
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let isAsleep = false;
  const jobs = serve(one, async () => {
    isAsleep = true;
    await asleep;
    return (await raise(one)) >= 7;
  });
  await schedule(jobs);
  await vi.waitFor(() => expect(isAsleep).toBe(true), { timeout: 10_000 });
  // Its lease is over.
  const [job] = await two.data.jobs.findMany({});
  await two.data.jobs.patch(job?.id ?? '', { set: { dueAt: new Date(0) } });
  serve(two, countTo(5, two));
  await allDone();
  wake();
  await jobs.onModuleDestroy();
  expect(await counted()).toBe(5);
});

it('hands a job back when its server ends', async () => {
  const jobs = serve(one, countTo(1_000_000, one));
  await schedule(jobs);
  await vi.waitFor(async () => expect(await counted()).toBeGreaterThan(2), { timeout: 10_000 });
  await jobs.onModuleDestroy();
  const [left] = await one.data.jobs.findMany({});
  expect(left?.dueAt.getTime()).toBeLessThanOrEqual(Date.now());
  const before = (await counted()) ?? 0;
  serve(two, countTo(before + 3, two));
  await allDone();
  expect(await counted()).toBe(before + 3);
});
