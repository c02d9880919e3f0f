import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { type Collection, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCollection } from '../commands/create.js';
import { type OpenStore, openForClients } from '../store.js';
import { openReader } from './schema.js';

const dir = mkdtempSync(join(tmpdir(), 'em-batch-'));
let store: OpenStore;
let client: MongoClient;
let items: Collection<{ n: number }>;
let commits = 0;

beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  client = await MongoClient.connect(store.uri);
  items = client.db('test').collection('items');
  await items.createIndex({ n: 1 });
  const { database } = store.server.engine;
  const { exec } = database;
  const counted = (sql: string): void => {
    if (sql === 'commit') commits += 1;
    exec(sql);
  };
  Object.assign(database, { exec: counted });
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

const many = (count: number): { n: number }[] => Array.from({ length: count }, (_, n) => ({ n }));

/** Lets the store run until a command has begun to write. */
async function begun(): Promise<void> {
  const { database, catalog } = store.server.engine;
  const { id } = catalog.find('test', 'items')!;
  while (Number(database.get(`select count(*) n from d${id}`)?.n) === 0) await turn();
}

test('the writes of one turn, and those of one long command, share a COMMIT', async () => {
  commits = 0;
  await Promise.all(many(16).map((item) => items.insertOne(item)));
  expect(commits).toBeLessThanOrEqual(16);
  commits = 0;
  const began = performance.now();
  await items.insertMany(many(3000));
  // One for each 50 milliseconds at the most, and not one for each slice of 5.
  expect(commits).toBeLessThanOrEqual(1 + (performance.now() - began) / 50);
});

test('a command that has lost earlier writes to a failing disk does not answer that all is well', async () => {
  await items.deleteMany({});
  const insertion = items.insertMany(many(5000));
  insertion.catch(() => undefined);
  await begun();
  store.server.engine.batch.fail(Object.assign(new Error('disk I/O error'), { errcode: 10 }));
  await expect(insertion).rejects.toMatchObject({ code: 8 });
  await items.deleteMany({});
  expect((await items.insertMany(many(100))).insertedCount).toBe(100);
  expect(await items.countDocuments()).toBe(100);
  expect(await items.countDocuments({ n: { $gte: 0 } })).toBe(100);
});

test('a change stream goes on when a failing disk has undone what others wrote', async () => {
  const stream = items.watch();
  const next = stream.next();
  await sleep(100);
  const { engine } = store.server;
  engine.batch.begin();
  engine.batch.fail(Object.assign(new Error('disk I/O error'), { errcode: 10 }));
  await items.insertOne({ n: -5 });
  expect(await next).toMatchObject({ operationType: 'insert', fullDocument: { n: -5 } });
  await stream.close();
});

test('what nobody waits for reaches the file within a moment', async () => {
  createCollection(store.server.engine, 'test', 'alone', new Map());
  await sleep(300);
  const reader = openReader(store.server.engine.database.path);
  expect(reader.all("select name from collections where name = 'alone'")).toHaveLength(1);
  reader.close();
});
