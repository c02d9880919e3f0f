import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from './row.js';
import type { Event } from './schemas/event.schema.js';
import { openTestStore, type TestData } from './test-data.js';

let here: TestData;
let there: TestData;
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
  [here, there] = [await store.open(), await store.open()];
});
afterAll(async () => {
  await here?.close();
  await there?.close();
  await store?.close();
});

const record = (process: TestData, action: string) =>
  process.events.record({
    workspaceId: newId(),
    actorId: null,
    action,
    target: { model: 'tag', id: newId(), name: 'n' },
    details: { why: 'test' },
    ip: '127.0.0.1',
    requestId: 'r1',
    at: new Date(),
  });

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition() && waited < 5_000; waited += 10) await delay(10);
}

describe('an event', () => {
  it('is told here right after the commit, elsewhere within a second, exactly once each', async () => {
    const heard: Record<'here' | 'there', Event[]> = { here: [], there: [] };
    const ends = [
      here.events.onEvent((event) => heard.here.push(event)),
      there.events.onEvent((event) => heard.there.push(event)),
    ];
    await here.data.transaction(async () => {
      await record(here, 'tag.created');
      expect(heard.here).toEqual([]);
    });
    expect(heard.here.map(({ action }) => action)).toEqual(['tag.created']);
    const started = Date.now();
    await until(() => heard.there.length > 0);
    expect(Date.now() - started).toBeLessThan(1_000);
    expect(heard.there).toEqual(heard.here);
    await record(there, 'tag.updated');
    await until(() => heard.here.length > 1);
    // Long enough for what would come twice.
    await delay(500);
    expect(heard.here.map(({ action }) => action)).toEqual(['tag.created', 'tag.updated']);
    expect(heard.there).toEqual(heard.here);
    for (const end of ends) end();
    await record(here, 'tag.removed');
    expect(heard.here).toHaveLength(2);
  });

  it('of a change that failed is never told', async () => {
    const heard: string[] = [];
    const listener = ({ action }: Event) => {
      if (action === 'tag.failed' || action === 'tag.done') heard.push(action);
    };
    const ends = [here, there].map(({ events }) => events.onEvent(listener));
    const work = here.data.transaction(async () => {
      await record(here, 'tag.failed');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    await record(here, 'tag.done');
    await until(() => heard.length >= 2);
    await delay(300);
    expect(heard).toEqual(['tag.done', 'tag.done']);
    for (const end of ends) end();
    expect(await here.data.events.count({ action: 'tag.failed' }, 10)).toBe(0);
  });
});

describe('the stream', () => {
  it('is live while it is open, and not after', async () => {
    const other = await store.open();
    expect(other.events.isLive).toBe(true);
    await delay(1_200);
    expect(other.events.isLive).toBe(true);
    await other.close();
    await delay(1_100);
    expect(other.events.isLive).toBe(false);
  });
});
