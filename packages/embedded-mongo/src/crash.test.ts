import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { start } from '@incipit/embedded-mongo';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, loadUntilDeath, nothingTold, prepare } from './testing/crash-load.js';

const bin = fileURLToPath(new URL('../bin/store.js', import.meta.url));
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 30);
const told = nothingTold();
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'em-crash-'));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function startChild(): Promise<{ child: ChildProcess; uri: string }> {
  const args = [bin, '--data', dir, '--test-commands'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
  return { child, uri: line.trim().split(' ').at(-1) ?? '' };
}

/** Loads a store of its own process and kills it: after so many writes, or when expired documents are being deleted. */
async function round(number: number): Promise<void> {
  const { child, uri } = await startChild();
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500, maxPoolSize: 20 });
  await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
  const sweep = number % 3 === 0 ? sleep(990 + Math.random() * 60) : undefined;
  const load = loadUntilDeath(client, String(number), told);
  // So many writes and not so many seconds, so that a busy machine tests as much as an idle one.
  const enough = told.docs.size + 5 + Math.random() * 20;
  while (told.docs.size < enough) await sleep(1 + Math.random() * 4);
  await sweep;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  // Whoever waits for the store to come back gives up now.
  await client.close(true);
  await load;
}

/** Opens what the dead store left, and compares it with what its clients were told. */
async function verify(): Promise<void> {
  const store = await start({ dir });
  const client = new MongoClient(store.uri);
  const db = client.db('crash');
  await verifyDocuments(db);
  await verifyTransactions(db);
  await verifyIndexes(db);
  const report = await store.check();
  expect(report.problems).toEqual([]);
  await client.close();
  await store.close();
}

async function verifyDocuments(db: Db): Promise<void> {
  const docs = await db.collection<{ _id: string; n: number }>('docs').find().toArray();
  const there = new Map(docs.map(({ _id, n }) => [_id, n]));
  const isRight = (id: string, n: number | undefined): boolean => {
    const now = there.get(id);
    if (!told.unsure.has(id)) return now === n;
    // The update or the removal that was under way may have happened, the insertion before it has.
    return n === 0 ? now === 0 || now === 1 : now === undefined || now === n;
  };
  expect([...told.docs].filter(([id, n]) => !isRight(id, n))).toEqual([]);
  expect([...there.keys()].filter((id) => !told.docs.has(id) && !told.unsure.has(id))).toEqual([]);
  // From now on what was under way is known.
  for (const id of told.unsure) if (told.docs.has(id) || there.has(id)) told.docs.set(id, there.get(id));
  const lasting = new Set((await db.collection<{ _id: string }>('ttl').find().toArray()).map(({ _id }) => _id));
  expect([...told.lasting].filter((id) => !lasting.has(id))).toEqual([]);
}

async function verifyTransactions(db: Db): Promise<void> {
  const accounts = await db.collection('accounts').find().toArray();
  expect(accounts.reduce((sum, account) => sum + account.sum, 0)).toBe(ACCOUNTS * 100);
  const groups = await db
    .collection('groups')
    .aggregate<{ _id: string; parts: number }>([{ $group: { _id: '$group', parts: { $sum: 1 } } }])
    .toArray();
  expect(groups.filter(({ parts }) => parts !== 3)).toEqual([]);
  const whole = new Set(groups.map(({ _id }) => _id));
  expect([...told.groups].filter((group) => !whole.has(group))).toEqual([]);
}

async function verifyIndexes(db: Db): Promise<void> {
  const indexes = (await db.collection('docs').indexes()).map(({ name }) => String(name));
  expect([...told.indexes].filter((name) => !told.unsure.has(name) && !indexes.includes(name))).toEqual([]);
  const known = (name: string): boolean => !name.includes('-i') || told.indexes.has(name) || told.unsure.has(name);
  expect(indexes.filter((name) => !known(name))).toEqual([]);
  for (const name of told.indexes) if (!indexes.includes(name)) told.indexes.delete(name);
  // What the last round has left of its builds does not pile up over many rounds.
  for (const name of indexes.filter((one) => one.includes('-i'))) {
    await db.collection('docs').dropIndex(name);
    told.indexes.delete(name);
  }
}

test('a killed store loses nothing acknowledged and keeps no half transaction', async () => {
  const store = await start({ dir });
  const client = new MongoClient(store.uri);
  await prepare(client.db('crash'));
  await client.close();
  await store.close();
  for (let number = 0; number < ROUNDS; number++) {
    await round(number);
    await verify();
    told.unsure.clear();
  }
  expect(told.docs.size).toBeGreaterThanOrEqual(ROUNDS * 5);
  for (const kind of [told.groups, told.lasting]) expect(kind.size).toBeGreaterThan(ROUNDS);
}, 1_200_000);
