import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateIndexesOptions, type FindOptions, MaxKey, MinKey, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenStore, openForClients } from '../store.js';

const dir = mkdtempSync(join(tmpdir(), 'em-traps-'));
let store: OpenStore;
let client: MongoClient;

beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  client = await MongoClient.connect(store.uri);
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

interface Trap {
  docs: object[];
  key: Record<string, 1 | -1>;
  index?: CreateIndexesOptions;
  filter: object;
  options?: FindOptions;
  /** The `_id`s, which are the places in `docs`. */
  found: number[];
}

const loose = { collation: { locale: 'en', strength: 2 } } as const;
const only = (partialFilterExpression: object): CreateIndexesOptions => ({ partialFilterExpression });
const pairs = [
  {
    a: [
      { x: 1, y: 2 },
      { x: 2, y: 1 },
    ],
    s: 1,
  },
  { a: [{ x: 1, y: 1 }], s: 3 },
  {
    a: [
      { x: 1, y: 0 },
      { x: 9, y: 1 },
    ],
    s: 2,
  },
];

const traps: Record<string, Trap> = {
  'MinKey is below a missing field, which a sparse index leaves out': {
    docs: [{ a: 1 }, {}],
    key: { a: 1 },
    index: { sparse: true },
    filter: { a: { $gt: new MinKey() } },
    options: { sort: { a: 1 } },
    found: [1, 0],
  },
  'MaxKey is above a missing field, which a partial index leaves out': {
    docs: [{ n: 1 }, { n: 1, a: 1 }],
    key: { n: 1 },
    index: only({ a: { $exists: true } }),
    filter: { n: 1, a: { $lte: new MaxKey() } },
    found: [0, 1],
  },
  'a query with another collation finds more texts than a partial index has': {
    docs: [
      { n: 1, a: 'B' },
      { n: 1, a: 'b' },
    ],
    key: { n: 1 },
    index: only({ a: 'B' }),
    filter: { n: 1, a: 'B' },
    options: loose,
    found: [0, 1],
  },
  'the filter of a partial index compares by the collation of the index': {
    docs: [
      { n: 1, a: 'B' },
      { n: 1, a: 'b' },
    ],
    key: { n: 1 },
    index: { ...only({ a: 'B' }), ...loose },
    filter: { n: 1, a: 'b' },
    options: { ...loose, hint: 'n_1' },
    found: [0, 1],
  },
  'NaN is not below a number': {
    docs: [{ n: 1, a: Number.NaN }],
    key: { n: 1 },
    index: only({ a: { $lt: 5 } }),
    filter: { n: 1, a: Number.NaN },
    found: [0],
  },
  'only one of two fields over an array bounds the scan, so it does not give the order of the third': {
    docs: pairs,
    key: { 'a.x': 1, 'a.y': 1, s: 1 },
    filter: { 'a.x': 1, 'a.y': 1 },
    options: { sort: { s: 1 } },
    found: [0, 2, 1],
  },
  'two conditions on an array: the order needs the scan of the single value': {
    docs: [
      { a: [5, 1], s: 1 },
      { a: [2, 5], s: 0 },
      { a: [1, 5], s: 3 },
      { a: [5, 2], s: 2 },
    ],
    key: { a: 1, s: 1 },
    filter: { $and: [{ a: { $in: [1, 2] } }, { a: 5 }] },
    options: { sort: { s: 1 } },
    found: [1, 0, 3, 2],
  },
  'a regular expression as a value does not bound the scan': {
    docs: [
      { a: [/x/, /a/], s: 3 },
      { a: [/x/, /z/], s: 1 },
      { a: [/b/, /x/], s: 0 },
    ],
    key: { a: 1, s: 1 },
    filter: { a: { $eq: /x/ } },
    options: { sort: { s: 1 } },
    found: [2, 1, 0],
  },
  'a number in a path is a name in the elements, too, which may be missing': {
    docs: [{ a: [{}] }, { a: [null] }, { a: [1] }, { a: [1, {}] }],
    key: { 'a.0': 1 },
    filter: { 'a.0': null },
    found: [0, 1, 3],
  },
  'a number within $elemMatch is a place in any of the elements': {
    docs: [{ a: [[9], [1]] }, { a: [[1]] }, { a: [1] }],
    key: { 'a.0': 1 },
    filter: { a: { $elemMatch: { 0: 1 } } },
    found: [0, 1],
  },
};

test.each(Object.entries(traps))('%s', async (name, { docs, key, index = {}, filter, options = {}, found }) => {
  const items = client.db('test').collection<{ _id: number }>(`c${Object.keys(traps).indexOf(name)}`);
  await items.insertMany(docs.map((doc, _id) => ({ _id, ...doc })));
  await items.createIndex(key, index);
  const got = (await items.find(filter, options).toArray()).map(({ _id }) => _id);
  expect(options.sort ? got : got.sort()).toEqual(found);
});

test('a number in a path that is also a field of an element cannot be indexed', async () => {
  const items = client.db('test').collection('ambiguous');
  await items.createIndex({ 'a.0': 1 });
  await expect(items.insertOne({ a: [{ 0: 'x' }] })).rejects.toMatchObject({ code: 16746 });
});

test('a hidden index cannot be asked for', async () => {
  const items = client.db('test').collection('hidden');
  await items.createIndex({ a: 1 }, { hidden: true });
  await expect(items.find({}, { hint: 'a_1' }).toArray()).rejects.toMatchObject({ code: 2 });
});

test('an index that differs in unique or sparse is another one: error 86 for its name, none under a new name', async () => {
  const items = client.db('test').collection('kinds');
  await items.createIndex({ a: 1 });
  await expect(items.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 86 });
  await expect(items.createIndex({ a: 1 }, { sparse: true })).rejects.toMatchObject({ code: 86 });
  await items.createIndex({ a: 1 }, { unique: true, name: 'one' });
  await expect(items.createIndex({ a: 1 }, { name: 'again' })).rejects.toMatchObject({ code: 85 });
});
