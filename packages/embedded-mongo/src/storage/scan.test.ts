import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenStore, openForClients } from '../store.js';

interface Item {
  _id: number | string;
  n: number | number[];
  group?: string;
}

const dir = mkdtempSync(join(tmpdir(), 'em-scan-'));
/** More than the largest page. */
const SIZE = 1500;
let store: OpenStore;
let client: MongoClient;
let made = 0;

beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  client = await MongoClient.connect(store.uri);
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

/** Documents 0 … 1499, ten of each `n`, in a mixed order of insertion. */
async function filled(): Promise<Collection<Item>> {
  const items = client.db('test').collection<Item>(`items${++made}`);
  await items.createIndex({ n: 1 });
  const all = Array.from({ length: SIZE }, (_, at) => (at * 677) % SIZE);
  await items.insertMany(all.map((id) => ({ _id: id, n: Math.floor(id / 10), group: id % 3 === 0 ? 'a' : 'b' })));
  return items;
}

const numbers = (items: Item[]): number[] => items.map(({ n }) => n as number);
const idsOf = (items: Item[]): number[] => items.map(({ _id }) => _id as number);

describe('a scan that goes over many pages', () => {
  test.each([1, -1] as const)('meets every document once, in the order of the index, direction %d', async (way) => {
    const items = await filled();
    const found = await items.find().sort({ n: way }).batchSize(7).toArray();
    const expected = Array.from({ length: SIZE }, (_, at) => Math.floor(at / 10));
    expect(numbers(found)).toEqual(way === 1 ? expected : expected.reverse());
    expect(new Set(idsOf(found)).size).toBe(SIZE);
  });

  test.each([1, -1] as const)('meets every _id once, in order, direction %d', async (way) => {
    const items = await filled();
    const found = await items
      .find({ _id: { $gte: 100, $lt: 1400 } })
      .sort({ _id: way })
      .batchSize(7)
      .toArray();
    const expected = Array.from({ length: 1300 }, (_, at) => at + 100);
    expect(idsOf(found)).toEqual(way === 1 ? expected : expected.reverse());
  });

  test('finds as many as the limit says when the matcher turns most of the first page away', async () => {
    const items = await filled();
    const found = await items
      .find({ n: { $gte: 20 }, group: 'a' })
      .sort({ n: 1 })
      .skip(3)
      .limit(40)
      .toArray();
    expect(found).toHaveLength(40);
    const all = await items
      .find({ group: 'a', n: { $gte: 20 } })
      .sort({ n: 1 })
      .toArray();
    expect(found).toEqual(all.slice(3, 43));
  });

  test('goes on through all documents of one key', async () => {
    const items = await filled();
    await items.updateMany({}, { $set: { n: 5 } });
    const found = await items.find({ n: 5 }).batchSize(7).toArray();
    expect(new Set(idsOf(found)).size).toBe(SIZE);
    expect(found).toHaveLength(SIZE);
  });

  test('loses no document when the first array comes into the index while it is under way', async () => {
    const items = await filled();
    const cursor = items
      .find({ n: { $gte: 0 } })
      .sort({ n: 1 })
      .batchSize(40);
    const seen = [await cursor.next()];
    // These have one key before the place of the scan and one behind it.
    await items.updateMany({ _id: { $gte: 600, $lt: 700 } }, [{ $set: { n: [0, '$n'] } }]);
    for await (const item of cursor) seen.push(item);
    expect(new Set(seen.map((item) => item?._id)).size).toBe(SIZE);
  });

  test('meets an array once, whatever page its other elements are on', async () => {
    const items = await filled();
    await items.updateMany({ _id: { $lt: 50 } }, { $set: { n: [1, 2, 70, 149] } });
    const found = await items
      .find({ n: { $gte: 0 } })
      .batchSize(7)
      .toArray();
    expect(found).toHaveLength(SIZE);
    expect(new Set(idsOf(found)).size).toBe(SIZE);
  });

  test('goes on along a partial index and a descending one', async () => {
    const items = await filled();
    await items.createIndex({ group: 1, n: -1 }, { partialFilterExpression: { group: 'a' } });
    const found = await items.find({ group: 'a' }).sort({ group: 1, n: -1 }).batchSize(7).toArray();
    const expected = Array.from({ length: SIZE }, (_, id) => id).filter((id) => id % 3 === 0);
    expect(numbers(found)).toEqual(expected.reverse().map((id) => Math.floor(id / 10)));
    expect(new Set(idsOf(found)).size).toBe(expected.length);
  });
});

describe('an _id', () => {
  test('is found by an equal number of another kind, and not by another condition on it', async () => {
    const items = await filled();
    expect(await items.findOne({ _id: 7.0 })).toMatchObject({ _id: 7 });
    expect(await items.findOne({ $and: [{ _id: 7 }, { _id: { $gt: 7 } }] })).toBeNull();
    expect(await items.findOne({ $and: [{ _id: 7 }, { _id: { $gte: 7 } }] })).toMatchObject({ _id: 7 });
    expect(idsOf(await items.find({ _id: { $in: [9, 7, 8, 9, -1] } }).toArray())).toEqual([7, 8, 9]);
  });

  test('is found by the collation of its collection, under which several may be equal', async () => {
    const db = client.db('test');
    const names = await db.createCollection<Item>('names', { collation: { locale: 'en', strength: 2 } });
    await names.insertOne({ _id: 'Ann', n: 1 });
    expect(await names.findOne({ _id: 'ANN' })).toMatchObject({ _id: 'Ann' });
    expect(await names.findOne({ _id: 'Anna' })).toBeNull();
    await expect(names.insertOne({ _id: 'ann', n: 2 })).rejects.toMatchObject({ code: 11000 });
  });
});
