import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { start } from '@incipit/embedded-mongo';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin/store.js', import.meta.url));
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const WORKERS = 6;
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'em-crash-'));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What the clients were told has been written. */
interface Acknowledged {
  inserted: Set<string>;
  updated: Map<string, number>;
  removed: Set<string>;
}

const told: Acknowledged = { inserted: new Set(), updated: new Map(), removed: new Set() };
/** Writes that were under way when the store died: both outcomes are right. */
const unsure = new Set<string>();

async function startChild(): Promise<{ child: ChildProcess; uri: string }> {
  const child = spawn(process.execPath, [bin, '--data', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
  return { child, uri: line.trim().split(' ').at(-1) ?? '' };
}

/** Inserts, updates, deletes and moves money, until the store is gone. */
async function load(db: Db, client: MongoClient, worker: string): Promise<void> {
  const docs = db.collection<{ _id: string; n: number; tags: string[] }>('docs');
  for (let at = 0; ; at++) {
    const _id = `${worker}-${at}`;
    unsure.add(_id);
    await docs.insertOne({ _id, n: 0, tags: [worker, `t${at % 7}`] });
    told.inserted.add(_id);
    await docs.updateOne({ _id }, { $inc: { n: 1 } });
    told.updated.set(_id, 1);
    if (at % 5 === 0) {
      await docs.deleteOne({ _id });
      told.removed.add(_id);
    }
    unsure.delete(_id);
    await client.withSession((session) =>
      session.withTransaction(async () => {
        const accounts = db.collection<{ _id: number; sum: number }>('accounts');
        await accounts.updateOne({ _id: at % 5 }, { $inc: { sum: -1 } }, { session });
        await accounts.updateOne({ _id: (at + 1 + (at % 3)) % 5 }, { $inc: { sum: 1 } }, { session });
      }),
    );
  }
}

async function round(number: number): Promise<void> {
  const { child, uri } = await startChild();
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500, retryWrites: true });
  const db = client.db('crash');
  const ends = Array.from({ length: WORKERS }, (_, worker) =>
    load(db, client, `${number}-${worker}`).catch(() => undefined),
  );
  // So many writes and not so many seconds, so that a busy machine tests as much as an idle one.
  const enough = told.inserted.size + 20 + Math.random() * 40;
  while (told.inserted.size < enough) await sleep(1 + Math.random() * 4);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  await Promise.all(ends);
  await client.close(true);
}

async function verify(): Promise<void> {
  const store = await start({ dir });
  const client = new MongoClient(store.uri);
  const db = client.db('crash');
  const docs = await db.collection<{ _id: string; n: number }>('docs').find().toArray();
  const there = new Map(docs.map((doc) => [doc._id, doc.n]));
  for (const id of told.inserted) {
    if (unsure.has(id)) continue;
    expect([id, there.has(id)]).toEqual([id, !told.removed.has(id)]);
    if (there.has(id)) expect([id, there.get(id)]).toEqual([id, told.updated.get(id)]);
  }
  for (const id of unsure)
    if (told.inserted.has(id) && !told.updated.has(id)) expect([id, there.has(id)]).toEqual([id, true]);
  const [total] = await db
    .collection('accounts')
    .aggregate([{ $group: { _id: null, sum: { $sum: '$sum' } } }])
    .toArray();
  expect(total?.sum).toBe(500);
  const report = await store.check();
  expect(report.problems).toEqual([]);
  expect(report.documents).toBe(docs.length + 5);
  await client.close();
  await store.close();
}

test('a killed store loses nothing acknowledged and keeps no half transaction', async () => {
  const store = await start({ dir });
  const client = new MongoClient(store.uri);
  await client
    .db('crash')
    .collection<{ _id: number; sum: number }>('accounts')
    .insertMany([0, 1, 2, 3, 4].map((_id) => ({ _id, sum: 100 })));
  await client
    .db('crash')
    .collection('docs')
    .createIndexes([{ key: { tags: 1, n: 1 } }, { key: { n: -1 } }]);
  await client.close();
  await store.close();
  for (let number = 0; number < ROUNDS; number++) {
    await round(number);
    await verify();
  }
  expect(told.inserted.size).toBeGreaterThanOrEqual(ROUNDS * 20);
}, 120_000);
