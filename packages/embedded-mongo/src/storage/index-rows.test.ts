import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Collection, type Document, MongoClient, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenStore, openForClients } from '../store.js';
import { checkStore } from './check.js';

/** A write leaves alone the indexes whose fields it does not change: whatever it is, each index has what it should. */

const dir = mkdtempSync(join(tmpdir(), 'em-rows-'));
let store: OpenStore;
let client: MongoClient;
beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  client = await MongoClient.connect(store.uri);
});
afterAll(async () => {
  await client?.close();
  await store?.close();
  rmSync(dir, { recursive: true });
});

type Item = Document & { _id: number };

const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y', null, true));
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ c: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }, { requiredKeys: [] }),
);
const doc = fc.record({ a: value, b: value, s: scalar, gone: scalar }, { requiredKeys: [] });

const set = (path: string, values: fc.Arbitrary<unknown>) => values.map((to): Document => ({ $set: { [path]: to } }));
const update = fc.oneof(
  set('a', value),
  set('b.c', scalar),
  set('s', scalar),
  set('other', value),
  fc.constantFrom<Document>({ $unset: { a: '' } }, { $unset: { s: '' } }, { $rename: { b: 'a' } }, { $inc: { s: 1 } }),
  scalar.map((one): Document => ({ $addToSet: { a: one } })),
);
const write = fc.record({ id: fc.nat(9), update, isInside: fc.boolean() });

test('every index has the rows of every document, whatever was written', { timeout: 120_000 }, async () => {
  let run = 0;
  const db = client.db('rows');
  await fc.assert(
    fc.asyncProperty(
      fc.array(doc, { minLength: 10, maxLength: 10 }),
      fc.array(write, { minLength: 5, maxLength: 30 }),
      async (docs, writes) => {
        run += 1;
        const items = db.collection<Item>(`items${run}`);
        await items.insertMany(docs.map((one, _id) => ({ _id, ...one })));
        await items.createIndexes([
          { key: { a: 1 } },
          { key: { s: 1, a: -1 } },
          { key: { 'b.c': 1 } },
          { key: { b: 1 }, sparse: true },
          { key: { other: 1, _id: 1 }, unique: true },
          { key: { a: 1, s: 1 }, name: 'partial', partialFilterExpression: { gone: { $exists: true } } },
          {
            key: { b: 1, _id: 1 },
            name: 'either',
            partialFilterExpression: { $or: [{ s: 1 }, { $and: [{ 'b.c': { $gt: 0 } }, { a: null }] }] },
          },
        ]);
        for (const { id, update: change, isInside } of writes) await apply(items, id, change, isInside);
        for (const filter of [{ a: 1 }, { s: 1 }, { 'b.c': 1 }, { gone: { $exists: true }, a: 1 }, { b: 'x' }]) {
          const byIndex = await items.find(filter).sort({ _id: 1 }).toArray();
          expect(byIndex).toEqual(await items.find(filter).hint({ $natural: 1 }).sort({ _id: 1 }).toArray());
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(checkStore(join(dir, 'store.db')).problems).toEqual([]);
});

test('a document changed in a transaction keeps its unique key there, too', async () => {
  const items = client.db('rows').collection<Item>('unique');
  await items.createIndex({ k: 1 }, { unique: true });
  await items.insertMany([
    { _id: 1, k: 'one' },
    { _id: 2, k: 'two' },
    { _id: 3, k: 'three' },
  ]);
  const session = client.startSession();
  session.startTransaction();
  await items.updateOne({ _id: 1 }, { $set: { other: 1 } }, { session });
  await items.updateOne({ _id: 2 }, { $set: { k: 'free' } }, { session });
  await items.deleteOne({ _id: 3 }, { session });
  await items.insertMany(
    [
      { _id: 4, k: 'two' },
      { _id: 5, k: 'three' },
    ],
    { session },
  );
  await expect(items.insertOne({ _id: 6, k: 'one' }, { session })).rejects.toMatchObject({ code: 11000 });
  await session.abortTransaction();
  await session.endSession();
  expect(await items.countDocuments({})).toBe(3);
});

/** Some updates do not fit a document (error 2, 14, 28, 66, 171 …): then they change nothing. */
async function apply(items: Collection<Item>, id: number, change: Document, isInside: boolean): Promise<void> {
  const session = client.startSession();
  const write = () => items.updateOne({ _id: id }, change, isInside ? { session } : {});
  try {
    await (isInside ? session.withTransaction(write) : write());
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
  } finally {
    await session.endSession();
  }
}
