import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from './row.js';
import type { Workspace } from './schemas/workspace.schema.js';
import { openTestStore, type TestData } from './test-data.js';

let test: TestData;
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
  test = await store.open();
});
afterAll(async () => {
  await test?.close();
  await store?.close();
});

const makeWorkspace = (): Promise<Workspace> =>
  test.data.workspaces.create({
    name: 'w',
    kind: 'team',
    ownerId: null,
    memberCount: 1,
    memberRevision: 0,
    treeRevision: 0,
    protectedLabels: [],
    removedAt: null,
  });
const makeTag = (workspaceId: string, name: string) =>
  test.data.tags.create({ workspaceId, name, nameKey: name, color: null, promptCount: 0 });

describe('a transaction', () => {
  it('commits all of it and answers what the work answers', async () => {
    const workspaceId = newId();
    const answer = await test.data.transaction(async () => {
      await makeTag(workspaceId, 'a');
      await makeTag(workspaceId, 'b');
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await test.data.tags.count({ workspaceId }, 10)).toBe(2);
  });

  it('leaves nothing behind when the work fails, and passes the error on', async () => {
    const workspaceId = newId();
    const effects: string[] = [];
    const work = test.data.transaction(async () => {
      await makeTag(workspaceId, 'a');
      test.data.afterCommit(() => effects.push('never'));
      throw new RangeError('no');
    });
    await expect(work).rejects.toThrow(RangeError);
    expect(await test.data.tags.count({ workspaceId }, 10)).toBe(0);
    expect(effects).toEqual([]);
  });

  it('joins the one that is running', async () => {
    const workspaceId = newId();
    const work = test.data.transaction(async () => {
      await test.data.transaction(() => makeTag(workspaceId, 'inner'));
      expect(await test.data.tags.count({ workspaceId }, 10)).toBe(1);
      throw new Error('outer fails');
    });
    await expect(work).rejects.toThrow('outer fails');
    expect(await test.data.tags.count({ workspaceId }, 10)).toBe(0);
  });

  it('sends commands one at a time, also when they are asked for at once', async () => {
    const workspaceId = newId();
    await test.data.transaction(() => Promise.all(['a', 'b', 'c', 'd'].map((name) => makeTag(workspaceId, name))));
    expect(await test.data.tags.count({ workspaceId }, 10)).toBe(4);
  });

  it('sees one moment, and outside of it what is true now', async () => {
    const workspace = await makeWorkspace();
    const read = async () => (await test.data.workspaces.get(workspace.id))?.name;
    const seen = await test.data.transaction(async () => {
      const before = await read();
      await test.data.outsideTransaction(() => test.data.workspaces.update(workspace.id, { name: 'new' }));
      return [before, await read(), await test.data.outsideTransaction(read)];
    });
    expect(seen).toEqual(['w', 'w', 'new']);
  });

  it('is repeated when it meets another: no count is lost', async () => {
    const workspace = await makeWorkspace();
    const addOne = () =>
      test.data.transaction(async () => {
        const now = await test.data.workspaces.get(workspace.id);
        await delay(2);
        await test.data.workspaces.patch(workspace.id, { set: { memberCount: (now?.memberCount ?? 0) + 1 } });
      });
    await Promise.all(Array.from({ length: 12 }, addOne));
    expect((await test.data.workspaces.get(workspace.id))?.memberCount).toBe(13);
  });

  it('is repeated when somebody else makes what it wanted to make', async () => {
    const workspaceId = newId();
    let runs = 0;
    const findOrMake = () =>
      test.data.transaction(async () => {
        runs += 1;
        const values = { workspaceId, name: 'x', nameKey: 'x', color: null, promptCount: 0 };
        return test.data.tags.findOrCreate({ workspaceId, nameKey: 'x' }, values);
      });
    const results = await Promise.all(Array.from({ length: 8 }, findOrMake));
    expect(new Set(results.map(({ record }) => record.id)).size).toBe(1);
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(runs).toBeGreaterThan(8);
  });

  it('gives up after 5 seconds with busy', async () => {
    const workspace = await makeWorkspace();
    const started = Date.now();
    const work = test.data.transaction(async () => {
      await test.data.workspaces.get(workspace.id);
      await test.data.outsideTransaction(() => test.data.workspaces.patch(workspace.id, { inc: { treeRevision: 1 } }));
      await test.data.workspaces.patch(workspace.id, { inc: { treeRevision: 1 } });
    });
    await expect(work).rejects.toMatchObject({ code: 'busy', status: 503, extras: { retryAfter: 1 } });
    expect(Date.now() - started).toBeGreaterThanOrEqual(5_000);
  });
});

describe('after the commit', () => {
  it('effects run once each, in order; outside a transaction at once', async () => {
    const effects: number[] = [];
    await test.data.transaction(async () => {
      test.data.afterCommit(() => effects.push(1));
      await makeTag(newId(), 'a');
      test.data.afterCommit(() => effects.push(2));
      expect(effects).toEqual([]);
    });
    test.data.afterCommit(() => effects.push(3));
    expect(effects).toEqual([1, 2, 3]);
  });
});
