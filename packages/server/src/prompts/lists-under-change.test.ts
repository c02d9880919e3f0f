import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';

// Each list is walked while fifty changes are made.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let server: TestServer;
let mira: TestUser;
let data: DataService;
let library: string;
/** What nobody touches. */
let untouched: string[];

const limit = 3;
const changes = 50;
const text = (value: string) => ({ type: 'text' as const, text: value });
const shuffled = (n: number, of: number) => (n * 7) % of;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
  data = server.app.get(DataService);
  library = (await mira.client.workspaces.create({ name: 'Library' })).data.id;
  untouched = [];
  for (let n = 0; n < 30; n += 1) {
    const id = await makePrompt(`Walnut ${shuffled(n, 30)}`);
    // Many are equal in what they are sorted by.
    await data.prompts.patch(id, { set: { starCount: n % 4, usedCount: n % 3 } });
    untouched.push(id);
  }
});
afterAll(() => server.close());

async function makePrompt(title: string): Promise<string> {
  return (await mira.client.prompts.create({ workspaceId: library, title, content: text(title) })).data.id;
}

interface Page {
  readonly data: { readonly items: readonly object[]; readonly nextCursor: string | null };
}

/** Walks a list page by page while changes are under way, some of them before each page. */
async function walk(page: (cursor: string | undefined) => Promise<Page>, change: (n: number) => Promise<unknown>) {
  const items: object[] = [];
  let pages = 0;
  let made = 0;
  let underWay: Promise<unknown>[] = [];
  let cursor: string | undefined;
  do {
    await Promise.all(underWay);
    const until = Math.min(changes, made + 6);
    underWay = [];
    for (; made < until; made += 1) underWay.push(change(made));
    const { data: found } = await page(cursor);
    items.push(...found.items);
    cursor = found.nextCursor ?? undefined;
    pages += 1;
  } while (cursor);
  await Promise.all(underWay);
  expect(pages).toBeGreaterThan(5);
  expect(made).toBe(changes);
  return items;
}

/** Each of these exactly once, and nothing twice. */
function expectOnce(found: readonly unknown[], expected: readonly unknown[]): void {
  expect(new Set(found).size).toBe(found.length);
  expect(expected.filter((one) => !found.includes(one))).toEqual([]);
}

const idsOf = (items: readonly object[]) => items.map((item) => (item as { id: string }).id);

describe('every untouched prompt is seen exactly once', () => {
  const sorts = ['updated', 'created', 'title', 'stars', 'used'] as const;
  const orders = ['asc', 'desc'] as const;
  const cases = sorts.flatMap((sort) => orders.map((order) => ({ sort, order, q: undefined })));
  const searches = [
    { sort: undefined, order: undefined, q: 'walnut' },
    { sort: 'title', order: 'asc', q: 'waln' },
    { sort: 'used', order: 'desc', q: 'walnut' },
  ] as const;

  it.each([...cases, ...searches])('$sort $order $q', async ({ sort, order, q }) => {
    const leaving = await Promise.all(
      Array.from({ length: changes / 2 }, (_, n) => makePrompt(`Walnut ${shuffled(n, 30)} leaves`)),
    );
    const items = await walk(
      (cursor) => mira.client.prompts.list({ workspaceId: library, sort, order, q, limit, cursor }),
      (n) =>
        n % 2 === 0
          ? makePrompt(`Walnut ${shuffled(n, 30)} comes`)
          : mira.client.prompts.remove({ id: leaving[(n - 1) / 2]! }, { ifMatch: '*' }),
    );
    expectOnce(idsOf(items), untouched);
    await data.prompts.removeMany({ workspaceId: library, id: { $nin: untouched } });
    await data.searchEntries.removeMany({ workspaceId: library, promptId: { $nin: untouched } });
  });
});

/** Makes so many of one kind; the names are shuffled. */
async function many(count: number, make: (name: string) => Promise<{ data: { id: string } }>, word: string) {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push((await make(`${shuffled(n, 30)} ${word} ${n}`)).data.id);
  return ids;
}

describe('so is every', () => {
  it.each(['collections', 'tags'] as const)('item of %s', async (kind) => {
    const subject = mira.client[kind] as typeof mira.client.collections;
    const make = (name: string) => subject.create({ workspaceId: library, name });
    const staying = await many(30, make, 'stays');
    const leaving = await many(changes / 2, make, 'leaves');
    const items = await walk(
      (cursor) => subject.list({ workspaceId: library, limit, cursor }),
      (n) =>
        n % 2 === 0
          ? make(`${shuffled(n, 30)} comes ${n}`)
          : subject.remove({ id: leaving[(n - 1) / 2]! }, { ifMatch: '*' }),
    );
    expectOnce(idsOf(items), staying);
  });

  it('version', async () => {
    const id = await makePrompt('Versioned');
    for (let n = 2; n <= 60; n += 1) await mira.client.versions.create({ id, content: text(`version ${n}`) });
    // Every other one of the older half leaves.
    const leaving = Array.from({ length: changes / 2 }, (_, n) => n * 2 + 1);
    const items = await walk(
      (cursor) => mira.client.versions.list({ id, limit, cursor }),
      (n) =>
        n % 2 === 0
          ? mira.client.versions.create({ id, content: text(`comes ${n}`) })
          : mira.client.versions.remove({ id, n: leaving[(n - 1) / 2]! }, { ifMatch: '*' }),
    );
    const staying = Array.from({ length: 60 }, (_, n) => n + 1).filter((n) => !leaving.includes(n));
    expectOnce(
      items.map((item) => (item as { number: number }).number),
      staying,
    );
  });

  it('member', async () => {
    const users: TestUser[] = [];
    for (let n = 0; n < 26; n += 1) users.push(await server.register(`u${shuffled(n, 26)}-name`));
    const [staying, going] = [users.slice(0, 18), users.slice(18)];
    for (const user of staying) await joinWorkspace(server, user, library, 'viewer');
    for (const { user } of staying) {
      const member = await data.members.find({ workspaceId: library, userId: user.id });
      await data.members.patch(member?.id ?? '', { set: { nameKey: user.email } });
    }
    const changeOf = new Map<TestUser, Promise<unknown>>();
    const items = await walk(
      (cursor) => mira.client.members.list({ id: library, limit: 2, cursor }),
      (n) => {
        const user = going[n % going.length]!;
        const isComing = Math.floor(n / going.length) % 2 === 0;
        const change = (changeOf.get(user) ?? Promise.resolve()).then(async () => {
          if (isComing) await joinWorkspace(server, user, library, 'viewer');
          else await mira.client.members.remove({ id: library, userId: user.user.id });
        });
        changeOf.set(user, change);
        return change;
      },
    );
    const ids = items.map((item) => (item as { userId: string }).userId);
    const counts = staying.map((user) => ids.filter((id) => id === user.user.id).length);
    expect(counts).toEqual(staying.map(() => 1));
  });
});
