import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenStore, openForClients } from './store.js';

const dir = mkdtempSync(join(tmpdir(), 'em-house-'));
let store: OpenStore;
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  store = await openForClients({ dir, testCommands: true, log: () => undefined });
  client = new MongoClient(store.uri);
  db = client.db('test');
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

const set = (parameters: Record<string, number>) => client.db('admin').command({ setParameter: 1, ...parameters });

test('expired documents go by themselves', async () => {
  const docs = db.collection<{ _id: string; at: Date }>('ttl');
  await docs.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await docs.insertMany([
    { _id: 'old', at: new Date(Date.now() - 120_000) },
    { _id: 'new', at: new Date() },
  ]);
  expect(await set({ ttlMonitorSleepSecs: 1 })).toMatchObject({ was: 60 });
  while ((await docs.countDocuments()) > 1) await sleep(50);
  expect(await docs.findOne()).toMatchObject({ _id: 'new' });
});

test('a transaction that has lived too long gives its documents back', async () => {
  const docs = db.collection<{ _id: number; n: number }>('docs');
  await docs.insertOne({ _id: 1, n: 0 });
  expect(await set({ transactionLifetimeLimitSeconds: 1 })).toMatchObject({ was: 60 });
  const session = client.startSession();
  session.startTransaction();
  await docs.updateOne({ _id: 1 }, { $inc: { n: 100 } }, { session });
  // A plain write waits for the transaction that holds the document, which nobody ends but the store.
  await docs.updateOne({ _id: 1 }, { $inc: { n: 1 } });
  expect(await docs.findOne()).toEqual({ _id: 1, n: 1 });
  await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
  await session.endSession();
});

test('a statement finds no transaction that is too old, even before the store has looked', async () => {
  await set({ transactionLifetimeLimitSeconds: 1 });
  const docs = db.collection('docs');
  const session = client.startSession();
  session.startTransaction();
  await docs.findOne({}, { session });
  const transaction = [...store.server.engine.transactions].at(-1);
  Object.assign(transaction!, { startedAt: Date.now() - 1001 });
  await expect(docs.findOne({}, { session })).rejects.toMatchObject({
    code: 251,
    errorLabels: ['TransientTransactionError'],
  });
  await session.endSession();
});
