import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenStore, openForClients } from './store.js';

const dir = mkdtempSync(join(tmpdir(), 'em-errors-'));
let store: OpenStore;
let client: MongoClient;

beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  client = new MongoClient(store.uri);
});

beforeEach(async () => {
  await client.db('test').dropDatabase();
  const docs = [
    { _id: 1, a: [1, 2], b: 1 },
    { _id: 2, a: [3], b: [4] },
  ];
  await client.db('test').collection<{ _id: number }>('c').insertMany(docs);
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

const index = (key: Document, options: Document = {}): Document => ({
  createIndexes: 'c',
  indexes: [{ key, name: 'i', ...options }],
});

/** MongoDB's own errors. */
const errors: [string, Document, number][] = [
  ['a command that is not there', { noSuchThing: 1 }, 59],
  ['test commands, unless switched on', { configureFailPoint: 'failCommand', mode: 'off' }, 59],
  [
    '$changeStream after another stage',
    { aggregate: 'c', pipeline: [{ $match: {} }, { $changeStream: {} }], cursor: {} },
    40602,
  ],
  ['an unknown option', { find: 'c', filtre: {} }, 40415],
  ['an unknown option of a statement', { update: 'c', updates: [{ q: {}, u: { $set: { x: 1 } }, many: true }] }, 40415],
  ['a wrong type', { find: 'c', filter: 'x' }, 14],
  ['a negative skip', { find: 'c', skip: -1 }, 51024],
  ['a hint to no index', { find: 'c', hint: 'nowhere' }, 2],
  ['a hint to no index for a count of all', { count: 'c', hint: 'nowhere' }, 2],
  ['a cursor that is not there', { getMore: 5n, collection: 'c' }, 43],
  ['an invalid collection name', { insert: 'a$b', documents: [{}] }, 73],
  ['no statements', { insert: 'c', documents: [] }, 16],
  ['two arrays in one key', index({ a: 1, b: 1 }), 171],
  ['a unique index over duplicates', index({ c: 1 }, { unique: true }), 11000],
  ['an unknown index option', index({ a: 1 }, { uniqe: true }), 197],
  ['an option of the _id index', index({ _id: 1 }, { unique: true }), 197],
  ['an empty index key', index({}), 67],
  ['another index of the same name', index({ c: 1 }, { name: '_id_' }), 86],
  ['dropping the _id index', { dropIndexes: 'c', index: '_id_' }, 72],
  ['dropping an index that is not there', { dropIndexes: 'c', index: 'nowhere' }, 27],
  ['creating what is there with other options', { create: 'c', collation: { locale: 'en' } }, 48],
  ['indexes of a missing collection', { listIndexes: 'nowhere' }, 26],
  ['more acknowledgements than nodes', { insert: 'c', documents: [{}], writeConcern: { w: 3 } }, 100],
  ['a multi-document replacement', { update: 'c', updates: [{ q: {}, u: { x: 1 }, multi: true }] }, 9],
  ['a delete that does not say how many', { delete: 'c', deletes: [{ q: {} }] }, 40414],
  ['a delete of neither one nor all', { delete: 'c', deletes: [{ q: {}, limit: 2 }] }, 9],
  ['a delete without a filter', { delete: 'c', deletes: [{ limit: 0 }] }, 40414],
  ['an update without a filter', { update: 'c', updates: [{ u: { $set: { x: 1 } } }] }, 40414],
  ['an update without an update', { update: 'c', updates: [{ q: {} }] }, 40414],
  ['an insert without documents', { insert: 'c' }, 40414],
  ['a collection of the system', { insert: 'system.things', documents: [{}] }, 73],
  ['findAndModify with nothing to do', { findAndModify: 'c', query: {} }, 9],
];

async function codeOf(command: Document): Promise<number | undefined> {
  const db = client.db('configureFailPoint' in command ? 'admin' : 'test');
  const answer = await db
    .command(command)
    .catch((error) => ({ writeErrors: [{ code: error.code, errmsg: error.message }] }));
  const [failure] = answer.writeErrors ?? [];
  return failure?.code;
}

describe("errors with MongoDB's codes", () => {
  test.each(errors)('%s', async (_name, command, code) => {
    expect(await codeOf(command)).toBe(code);
  });
});

test('a document is nested 180 levels deep at most', async () => {
  const nested = (levels: number): Document => (levels === 1 ? {} : { a: nested(levels - 1) });
  const docs = client.db('test').collection<Document>('deep');
  const { insertedId: _id } = await docs.insertOne(nested(180));
  await expect(docs.insertOne(nested(181))).rejects.toMatchObject({ code: 15 });
  await expect(docs.updateOne({ _id }, { $set: { b: nested(180) } })).rejects.toMatchObject({ code: 15 });
  await docs.updateOne({ _id }, { $set: { b: nested(179) } });
  expect(await docs.countDocuments()).toBe(1);
});

test('a transaction takes only what can be undone', async () => {
  const session = client.startSession();
  session.startTransaction();
  const drop = client.db('test').command({ drop: 'c' }, { session });
  await expect(drop).rejects.toMatchObject({ code: 263 });
  await session.abortTransaction();
  await session.endSession();
});

test('a malformed statement keeps those before it from being carried out', async () => {
  const deletes = [{ q: {}, limit: 0 }, { q: {} }];
  await expect(client.db('test').command({ delete: 'c', deletes })).rejects.toMatchObject({ code: 40414 });
  expect(await client.db('test').collection('c').countDocuments()).toBe(2);
});

test('a transaction makes no index on a collection that was there before', async () => {
  const session = client.startSession();
  session.startTransaction();
  await expect(client.db('test').collection('c').createIndex({ a: 1 }, { session })).rejects.toMatchObject({
    code: 263,
  });
  await session.abortTransaction();
  await session.endSession();
});

test('a write that has waited until its collection was dropped is error 175, and nothing else suffers', async () => {
  const [session, db] = [client.startSession(), client.db('test')];
  session.startTransaction();
  const docs = db.collection<{ _id: number }>('c');
  await docs.updateOne({ _id: 1 }, { $set: { b: 2 } }, { session });
  const waiting = docs.updateOne({ _id: 1 }, { $set: { b: 3 } }).catch((error) => error.code);
  await db.command({ ping: 1 });
  await docs.drop();
  await Promise.all([db.collection('others').insertOne({}), session.abortTransaction()]);
  expect(await waiting).toBe(175);
  expect(await db.collection('others').countDocuments()).toBe(1);
  await session.endSession();
});

test('there are at most a thousand cursors', async () => {
  const open = (): Promise<Document> => client.db('test').command({ find: 'c', batchSize: 1 });
  const cursors = await Promise.all(Array.from({ length: 1000 }, open));
  await expect(open()).rejects.toMatchObject({ message: expect.stringContaining('Too many open cursors') });
  await client.db('test').command({ killCursors: 'c', cursors: cursors.map(({ cursor }) => cursor.id) });
  expect((await open()).cursor.firstBatch).toHaveLength(1);
}, 120_000);

test('a transaction changes at most 64 MB', async () => {
  const session = client.startSession();
  session.startTransaction();
  const text = 'x'.repeat(15 * 1024 * 1024);
  const big = client.db('test').collection('big');
  for (let at = 0; at < 4; at++) await big.insertOne({ text }, { session });
  await expect(big.insertOne({ text }, { session })).rejects.toMatchObject({ code: 257 });
  await session.endSession();
  expect(await big.countDocuments()).toBe(0);
});
