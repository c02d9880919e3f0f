import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expireDocuments } from './storage/ttl.js';
import { type OpenStore, openForClients } from './store.js';
import { drive } from './wire/drive.js';

const dir = mkdtempSync(join(tmpdir(), 'em-collections-'));
let store: OpenStore;
let client: MongoClient;
let docs: Collection<Document>;

beforeAll(async () => {
  store = await openForClients({ dir: join(dir, 'a'), testCommands: true, log: () => undefined });
  client = new MongoClient(store.uri);
});

beforeEach(async () => {
  await client.db('test').dropDatabase();
  docs = client.db('test').collection('docs');
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

const failing = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('no error'),
    (error) => error,
  );
describe('collections and indexes', () => {
  test('can be renamed, changed, listed and dropped', async () => {
    await docs.createIndex({ a: 1 }, { name: 'by_a' });
    await docs.insertOne({ a: 1 });
    await docs.rename('renamed');
    expect(await client.db('test').collection('renamed').findOne({ a: 1 })).toMatchObject({ a: 1 });
    await client.db('test').command({ collMod: 'renamed', index: { name: 'by_a', hidden: true } });
    expect(await client.db('test').collection('renamed').indexes()).toMatchObject([
      { name: '_id_' },
      { name: 'by_a', hidden: true },
    ]);
    const plan = await client.db('test').collection('renamed').find({ a: 1 }).explain('queryPlanner');
    expect(plan.queryPlanner.winningPlan.stage).toBe('COLLSCAN');
    await client.db('test').collection('renamed').dropIndex('by_a');
    expect(
      await client
        .db('test')
        .listCollections()
        .map((one) => one.name)
        .toArray(),
    ).toEqual(['renamed']);
  });

  test('with a validator refuse what it does not let through', async () => {
    await client.db('test').createCollection('strict', {
      validator: { $jsonSchema: { required: ['a'], properties: { a: { bsonType: 'int' } } } },
    });
    const strict = client.db('test').collection('strict');
    await strict.insertOne({ a: 1 });
    expect(await failing(strict.insertOne({ b: 1 }))).toMatchObject({ code: 121 });
    expect(await failing(strict.updateOne({ a: 1 }, { $set: { a: 'x' } }))).toMatchObject({ code: 121 });
  });

  test.each([{}, { hidden: true }, { partialFilterExpression: { at: { $type: 'date' as const } } }])(
    'expire by date, with %j',
    async (more) => {
      await docs.createIndex({ at: 1 }, { expireAfterSeconds: 60, ...more });
      await docs.insertMany([{ at: new Date(Date.now() - 61_000) }, { at: new Date() }, { at: 'no date' }, {}]);
      const removed = await new Promise((resolve) =>
        drive(expireDocuments(store.server.engine, new Date()), undefined, resolve),
      );
      expect(removed).toEqual({ value: 1 });
      expect(await docs.countDocuments()).toBe(3);
    },
  );

  test('with a collation tell unique text apart only as it does', async () => {
    await docs.createIndex({ name: 1 }, { unique: true, collation: { locale: 'en', strength: 2 } });
    await docs.insertMany([{ name: 'Ada' }, { name: 'Bob' }]);
    expect(await failing(docs.insertOne({ name: 'ADA' }))).toMatchObject({ code: 11000 });
    expect(await docs.findOne({ name: 'bOB' }, { collation: { locale: 'en', strength: 2 } })).toMatchObject({
      name: 'Bob',
    });
    expect(await docs.findOne({ name: 'bOB' })).toBe(null);
  });

  test('are written by $out and $merge', async () => {
    await docs.insertMany([
      { _id: 1 as never, k: 'a', n: 1 },
      { _id: 2 as never, k: 'b', n: 2 },
      { _id: 3 as never, k: 'a', n: 3 },
    ]);
    const group = { $group: { _id: '$k', n: { $sum: '$n' } } };
    await docs.aggregate([group, { $out: 'sums' }]).toArray();
    const sums = client.db('test').collection<Document>('sums');
    expect(await sums.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', n: 4 },
      { _id: 'b', n: 2 },
    ]);
    await docs.deleteOne({ k: 'b' });
    await docs.insertOne({ _id: 4 as never, k: 'c', n: 7 });
    await docs
      .aggregate([group, { $merge: { into: 'sums', whenMatched: [{ $set: { old: '$n', n: '$$new.n' } }] } }])
      .toArray();
    expect(await sums.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', n: 4, old: 4 },
      { _id: 'b', n: 2 },
      { _id: 'c', n: 7 },
    ]);
  });

  test('keep their _id when $merge matches them by another field', async () => {
    const target = client.db('test').collection<Document>('byKey');
    await target.createIndex({ k: 1 }, { unique: true });
    await target.insertOne({ _id: 'old' as never, k: 'a', kept: true });
    await docs.insertMany([
      { k: 'a', n: 1 },
      { k: 'b', n: 2 },
    ]);
    const rows = { $project: { _id: 0 } };
    await docs.aggregate([rows, { $merge: { into: 'byKey', on: 'k' } }]).toArray();
    expect(
      await target
        .find({}, { projection: { _id: 0 } })
        .sort({ k: 1 })
        .toArray(),
    ).toEqual([
      { k: 'a', kept: true, n: 1 },
      { k: 'b', n: 2 },
    ]);
    await docs.aggregate([rows, { $merge: { into: 'byKey', on: 'k', whenMatched: 'replace' } }]).toArray();
    expect(await target.findOne({ k: 'a' })).toEqual({ _id: 'old', k: 'a', n: 1 });
  });
});
