import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promptRow } from '../testing/rows.js';
import type { New } from './record-schema.js';
import { newId } from './row.js';
import type { Tag } from './schemas/tag.schema.js';
import { DuplicateError } from './store-error.js';
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

const newTag = (workspaceId: string, name: string, promptCount = 0): New<Tag> => ({
  workspaceId,
  name,
  nameKey: name.toLowerCase(),
  color: null,
  promptCount,
});

describe('a record', () => {
  it('that is older than a field has the default of that field', async () => {
    const workspaces = test.data.models.find((model) => model.modelName === 'workspaces')!;
    const { insertedId } = await workspaces.collection.insertOne({ name: 'Old', kind: 'team' });
    const old = await test.data.workspaces.get(insertedId.toHexString());
    expect(old).toMatchObject({ name: 'Old', ownerId: null, memberRevision: 0, removedAt: null });
  });

  it('is a plain object with text ids and Dates, equal to what was given', async () => {
    const [workspaceId, tagId, promptId] = [newId(), newId(), newId()];
    const given = promptRow(workspaceId, 'greeting', {
      tagIds: [tagId],
      labelVersions: [{ name: 'production', version: 1 }],
      forkedFrom: { promptId, version: 2 },
    });
    const created = await test.data.prompts.create(given);
    const found = await test.data.prompts.get(created.id);
    expect(found).toEqual(created);
    expect(found).toEqual({
      ...given,
      id: created.id,
      revision: 1,
      createdAt: expect.any(Date),
      updatedAt: created.createdAt,
    });
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });

  it('keeps text and JSON as they are', async () => {
    const details = { empty: {}, list: [], text: '  \r\n\u{1f600} e\u0301', $set: 1, 'a.b': { '2': 'x', '1': 'y' } };
    const event = {
      workspaceId: null,
      actorId: null,
      action: 'test.done',
      target: { model: 'test', id: '', name: '' },
      details,
      ip: '::1',
      requestId: 'r',
      at: new Date(0),
    };
    const { id } = await test.data.events.create(event);
    expect((await test.data.events.get(id))?.details).toEqual(details);
  });

  it('of an unknown or malformed id is null', async () => {
    expect(await test.data.tags.get(newId())).toBeNull();
    expect(await test.data.tags.get('nonsense')).toBeNull();
    expect(await test.data.tags.update('nonsense', { name: 'x' })).toBeNull();
    expect(await test.data.tags.remove('')).toBe(false);
  });

  it('is found only where the rest of the condition is true', async () => {
    const { id, workspaceId } = await test.data.tags.create(newTag(newId(), 'mine'));
    expect(await test.data.tags.get(id, { workspaceId })).toMatchObject({ id });
    expect(await test.data.tags.get(id, { workspaceId: newId() })).toBeNull();
  });

  it('refuses a field that the schema does not know, in values and in conditions', async () => {
    const values = { ...newTag(newId(), 'x'), surprise: 1 };
    await expect(test.data.tags.create(values)).rejects.toThrow(/surprise/);
    const where = JSON.parse('{ "surprise": 1 }');
    await expect(test.data.tags.find(where)).rejects.toThrow(/surprise/);
  });
});

describe('update', () => {
  it('raises the revision and the time, and leaves undefined alone', async () => {
    const tag = await test.data.tags.create(newTag(newId(), 'before'));
    const changed = await test.data.tags.update(tag.id, { name: 'after', color: undefined });
    expect(changed).toMatchObject({ name: 'after', color: null, revision: 2, createdAt: tag.createdAt });
    expect(changed?.updatedAt.getTime()).toBeGreaterThanOrEqual(tag.updatedAt.getTime());
  });

  it('does nothing at another revision than the expected one', async () => {
    const tag = await test.data.tags.create(newTag(newId(), 'here'));
    expect(await test.data.tags.update(tag.id, { name: 'x' }, { revision: 2 })).toBeNull();
    expect(await test.data.tags.get(tag.id)).toEqual(tag);
    expect(await test.data.tags.update(tag.id, { name: 'x' }, { revision: 1 })).toMatchObject({ revision: 2 });
  });

  it('lets exactly one of many win with the same expectation', async () => {
    const tag = await test.data.tags.create(newTag(newId(), 'race'));
    const names = Array.from({ length: 10 }, (_, index) => `n${index}`);
    const results = await Promise.all(names.map((name) => test.data.tags.update(tag.id, { name }, { revision: 1 })));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await test.data.tags.get(tag.id)).toMatchObject({ revision: 2 });
  });

  it('of many raises all revisions; patch none', async () => {
    const workspaceId = newId();
    const [a, b] = [newId(), newId()];
    for (const name of ['one', 'two']) await test.data.prompts.create(promptRow(workspaceId, name, { tagIds: [a] }));
    expect(await test.data.prompts.updateMany({ workspaceId, tagIds: a }, { add: { tagIds: b } })).toBe(2);
    expect(await test.data.prompts.patchMany({ workspaceId }, { pull: { tagIds: a }, inc: { starCount: 3 } })).toBe(2);
    const prompts = await test.data.prompts.findMany({ workspaceId }, { sort: [['name', 1]] });
    expect(prompts.map(({ name, tagIds, starCount, revision }) => ({ name, tagIds, starCount, revision }))).toEqual([
      { name: 'one', tagIds: [b], starCount: 3, revision: 2 },
      { name: 'two', tagIds: [b], starCount: 3, revision: 2 },
    ]);
  });
});

describe('unique values', () => {
  it('raise a DuplicateError that names the index', async () => {
    const workspaceId = newId();
    await test.data.tags.create(newTag(workspaceId, 'twice'));
    const error = await test.data.tags.create(newTag(workspaceId, 'twice')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DuplicateError);
    expect(error).toMatchObject({ index: 'workspaceId_nameKey', keys: ['workspaceId', 'nameKey'], isRace: false });
  });

  it('hold over all names of live prompts, and are free in the trash', async () => {
    const workspaceId = newId();
    const first = await test.data.prompts.create(promptRow(workspaceId, 'a', { names: ['a', 'old'] }));
    await expect(test.data.prompts.create(promptRow(workspaceId, 'old'))).rejects.toBeInstanceOf(DuplicateError);
    await test.data.prompts.update(first.id, { deletedAt: new Date() });
    await test.data.prompts.create(promptRow(workspaceId, 'old'));
    await expect(test.data.prompts.update(first.id, { deletedAt: null })).rejects.toBeInstanceOf(DuplicateError);
  });

  it('are found or created once, whoever asks at the same moment', async () => {
    const workspaceId = newId();
    const tries = Array.from({ length: 20 }, () =>
      test.data.tags.findOrCreate({ workspaceId, nameKey: 'both' }, newTag(workspaceId, 'both')),
    );
    const results = await Promise.all(tries);
    expect(new Set(results.map(({ record }) => record.id)).size).toBe(1);
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
  });
});

describe('upsert', () => {
  it('makes one counter, whoever counts at the same moment', async () => {
    const key = newId();
    const expiresAt = new Date(Date.now() + 60_000);
    const count = () => test.data.counters.upsert({ key }, { inc: { count: 1 } }, { blockedUntil: null, expiresAt });
    await Promise.all(Array.from({ length: 12 }, count));
    const counter = await test.data.counters.find({ key });
    expect(counter).toMatchObject({ key, count: 12, revision: 1, blockedUntil: null, expiresAt });
  });
});

describe('lists', () => {
  it('show each item exactly once in order, in pages of any size and both directions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 14 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(1 as const, -1 as const),
        async (counts, limit, direction) => {
          const workspaceId = newId();
          const made: Tag[] = [];
          for (const [index, count] of counts.entries()) {
            made.push(await test.data.tags.create(newTag(workspaceId, `t${index}`, count)));
          }
          const expected = made
            .sort((a, b) => direction * (a.promptCount - b.promptCount || (a.id < b.id ? -1 : 1)))
            .map(({ id }) => id);
          const seen: string[] = [];
          let after: unknown[] | undefined;
          do {
            const sort = [['promptCount', direction]] as const;
            const { items, next } = await test.data.tags.list({ workspaceId }, { sort, limit, after });
            expect(items.length).toBeLessThanOrEqual(limit);
            seen.push(...items.map(({ id }) => id));
            after = next ?? undefined;
          } while (after);
          expect(seen).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('look at so many and no further for those that fit', async () => {
    const workspaceId = newId();
    const tags = await test.data.tags.createMany(
      Array.from({ length: 20 }, (_, number) => newTag(workspaceId, `t${number}`, number % 5)),
    );
    const ids = tags.map(({ id }) => id);
    const sort = [['createdAt', 1]] as const;
    const walk = (most: number, limit: number, after?: readonly unknown[]) =>
      test.data.tags.walkIds('id', { workspaceId }, { promptCount: 4 }, most, { sort, limit, after });
    // Those at 4, 9, 14 and 19 fit.
    const full = await walk(20, 2);
    expect(full.ids).toEqual([ids[4], ids[9]]);
    const rest = await walk(20, 5, JSON.parse(JSON.stringify(full.next)) as unknown[]);
    expect(rest).toEqual({ ids: [ids[14], ids[19]], next: null });
    const short = await walk(7, 5);
    expect(short.ids).toEqual([ids[4]]);
    const after = await walk(7, 5, short.next!);
    expect(after.ids).toEqual([ids[9]]);
    expect((await walk(7, 5, after.next!)).ids).toEqual([ids[14], ids[19]]);
    const newest = [['createdAt', -1]] as const;
    const pick = (most: number, limit: number, of?: readonly unknown[]) =>
      test.data.tags.pickIds('id', { workspaceId }, { promptCount: 4 }, most, { sort: newest, limit, after: of });
    expect(await pick(20, 3)).toEqual([ids[19], ids[14], ids[9]]);
    expect(await pick(20, 3, [tags[9]!.createdAt.toISOString(), ids[9]])).toEqual([ids[4]]);
    const sorted = { sort: newest, limit: 20 };
    expect(await test.data.tags.pickIds('id', { workspaceId, promptCount: 4 }, {}, 3, sorted)).toHaveLength(3);
  });

  it('go on after times that went through JSON', async () => {
    const workspaceId = newId();
    for (const name of ['a', 'b', 'c']) await test.data.prompts.create(promptRow(workspaceId, name));
    const sort = [['updatedAt', -1]] as const;
    const first = await test.data.prompts.list({ workspaceId, deletedAt: null }, { sort, limit: 2 });
    const after = JSON.parse(JSON.stringify(first.next)) as unknown[];
    const second = await test.data.prompts.list({ workspaceId, deletedAt: null }, { sort, limit: 2, after });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(second.next).toBeNull();
  });

  it('count no further than asked', async () => {
    const workspaceId = newId();
    for (const name of ['a', 'b', 'c']) await test.data.tags.create(newTag(workspaceId, name));
    expect(await test.data.tags.count({ workspaceId }, 2)).toBe(2);
    expect(await test.data.tags.count({ workspaceId }, 10)).toBe(3);
    expect(await test.data.tags.total({ workspaceId })).toEqual({ total: 3, totalIsExact: true });
  });
});

describe('conditions', () => {
  it('speak of ids, lists, parts, either and both', async () => {
    const workspaceId = newId();
    const tagId = newId();
    const a = await test.data.prompts.create(
      promptRow(workspaceId, 'a', { tagIds: [tagId], labelVersions: [{ name: 'staging', version: 3 }] }),
    );
    const b = await test.data.prompts.create(promptRow(workspaceId, 'b', { starCount: 2 }));
    const names = async (where: Parameters<typeof test.data.prompts.findMany>[0]) =>
      (await test.data.prompts.findMany({ workspaceId, ...where }, { sort: [['name', 1]] })).map(({ name }) => name);
    expect(await names({ id: { $in: [a.id, newId()] } })).toEqual(['a']);
    expect(await names({ id: { $ne: a.id } })).toEqual(['b']);
    expect(await names({ tagIds: tagId })).toEqual(['a']);
    expect(await names({ tagIds: { $ne: tagId } })).toEqual(['b']);
    expect(await names({ 'labelVersions.name': 'staging' })).toEqual(['a']);
    expect(await names({ $or: [{ id: a.id }, { starCount: { $gte: 2 } }] })).toEqual(['a', 'b']);
    expect(await names({ $and: [{ id: b.id }, { tagIds: tagId }] })).toEqual([]);
    expect(await test.data.prompts.removeMany({ workspaceId, starCount: { $lt: 2 } })).toBe(1);
    expect(await names({})).toEqual(['b']);
  });
});

it('a list in the order of a unique index reads no more than its page', async () => {
  const workspaceId = newId();
  for (const name of ['a', 'b', 'c', 'd']) await test.data.tags.create(newTag(workspaceId, name));
  const { items, next } = await test.data.tags.list({ workspaceId }, { sort: [['nameKey', 1]], limit: 2 });
  expect([items.map(({ name }) => name), next]).toEqual([['a', 'b'], ['b']]);
  const rest = await test.data.tags.list({ workspaceId }, { sort: [['nameKey', 1]], limit: 2, after: next ?? [] });
  expect([rest.items.map(({ name }) => name), rest.next]).toEqual([['c', 'd'], null]);
});
