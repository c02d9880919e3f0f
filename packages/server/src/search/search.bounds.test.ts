import { afterAll, beforeAll, expect, it } from 'vitest';
import { inPublic } from '../data/schemas/prompt.schema.js';
import { openSearchLibrary } from '../testing/search-library.js';
import { parseSearch } from './search-query.js';
import { everything } from './search-ways.js';

const size = 10_050;
let library: Awaited<ReturnType<typeof openSearchLibrary>>;
let workspaceId: string;
beforeAll(async () => {
  library = await openSearchLibrary();
  workspaceId = library.newWorkspace();
  const [oldest] = await library.add(workspaceId, [{ title: 'common quince' }]);
  await copies(oldest!.id, size - 1);
}, 200_000);
afterAll(async () => {
  await library?.close();
});

/** As many copies of a prompt, each newer than the one before, without its second word; all in the past. */
async function copies(id: string, count: number): Promise<void> {
  const collection = (name: string) => library.data.models.find((model) => model.modelName === name)!.collection;
  const [prompt] = await collection('prompts').find({}).toArray();
  const [entry] = await collection('search_entries').find({}).toArray();
  expect(String(prompt!._id)).toBe(id);
  const start = new Date(prompt!.updatedAt.getTime() - size);
  await collection('prompts').updateOne({}, { $set: { updatedAt: start } });
  await collection('search_entries').updateOne({}, { $set: { promptUpdatedAt: start } });
  for (let at = 0; at < count; at += 1_000) {
    const numbers = Array.from({ length: Math.min(1_000, count - at) }, (_, index) => at + index + 1);
    const made = numbers.map((number) => {
      const { _id, ...fields } = prompt!;
      return {
        ...fields,
        visibility: 'public',
        names: [`c${number}`],
        updatedAt: new Date(start.getTime() + number),
      };
    });
    const { insertedIds } = await collection('prompts').insertMany(made);
    for (const entries of ['search_entries', 'public_entries']) {
      await collection(entries).insertMany(
        made.map(({ updatedAt }, index) => {
          const { _id, ...fields } = entry!;
          const words = ['common'];
          return { ...fields, promptId: insertedIds[index], promptUpdatedAt: updatedAt, titleWords: words, words };
        }),
      );
    }
  }
}

const page = (q: string, limit: number, after?: unknown[]) => library.search.page({ ...asked(q), limit, after });
const asked = (q: string) => ({
  query: parseSearch(q)!,
  place: { workspaceId },
  where: { workspaceId, deletedAt: null },
  showsText: everything,
});

it('looks at the newest 10,000 with a word that is in more, and says so', { timeout: 200_000 }, async () => {
  const times: number[] = [];
  let after: unknown[] | undefined;
  do {
    const found = await page('comm', 2_000, after);
    expect(found.truncated).toBe(true);
    times.push(...found.items.map((item) => item.updatedAt.getTime()));
    after = found.next ?? undefined;
  } while (after);
  expect(times).toHaveLength(10_000);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(new Set(times).size).toBe(10_000);
  expect(await library.search.total(asked('common'))).toEqual({ total: 10_000, totalIsExact: false });
});

it('has what was changed last before the others, and nothing that is in the trash', async () => {
  const { data } = library;
  const titleAt = async (at: number) => (await page('comm', 3)).items[at]!.id;
  const old = await data.prompts.findMany({ workspaceId, deletedAt: null }, { sort: [['updatedAt', 1]], limit: 3 });
  const [first, second, third] = old.map(({ id }) => id) as [string, string, string];
  const newest = await titleAt(0);
  await data.prompts.update(second, { starCount: 0 });
  expect([await titleAt(0), await titleAt(1)]).toEqual([second, newest]);
  // Of those that were changed at the same moment the one of the higher id comes first.
  await data.prompts.updateMany({ id: { $in: [first, third] } }, { set: { starCount: 0 } });
  expect([await titleAt(0), await titleAt(1), await titleAt(2)]).toEqual([third, first, second]);
  await data.prompts.updateMany({ id: { $in: [second, third] } }, { set: { deletedAt: new Date() } });
  expect([await titleAt(0), await titleAt(1)]).toEqual([first, newest]);
  await data.prompts.updateMany({ id: { $in: [first, second] } }, { set: { starCount: 0 } });
  expect([await titleAt(0), await titleAt(1)]).toEqual([first, newest]);
  await data.prompts.update(second, { deletedAt: null });
  expect([await titleAt(0), await titleAt(1), await titleAt(2)]).toEqual([second, first, newest]);
});

it('finds what is rare among what is common, wherever it stands', async () => {
  const { items, next, truncated } = await page('common quince', 10);
  expect({ titles: items.map((item) => item.title), next, truncated }).toEqual({
    titles: ['common quince'],
    next: null,
    truncated: false,
  });
  expect(await library.search.total(asked('common quince'))).toEqual({ total: 1, totalIsExact: true });
});

it('ends a page when it has walked for long enough, and goes on there', async () => {
  // Every copy has the first, and none the second of what is to stand together.
  const first = await page('"common common"', 10);
  expect(first).toMatchObject({ items: [], truncated: true });
  expect(first.next).not.toBeNull();
});

it('is bounded among what is public in all workspaces, too', async () => {
  // As the public pages ask.
  const where = { ...inPublic, workspaceId: { $nin: [] } };
  const ask = (q: string) => ({ ...asked(q), place: 'public', where }) as const;
  const found = await library.search.page({ ...ask('comm'), limit: 100 });
  expect([found.items.length, found.truncated]).toEqual([100, true]);
  expect(await library.search.total(ask('common'))).toEqual({ total: 10_000, totalIsExact: false });
  const walked = await library.search.page({ ...ask('"common common"'), limit: 10 });
  expect(walked).toMatchObject({ items: [], truncated: true });
  expect(walked.next).not.toBeNull();
  expect(await library.search.page({ ...ask('quince'), limit: 10 })).toMatchObject({ items: [], next: null });
});
