import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '@incipit/embedded-mongo';
import { type Collection, MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkStore } from './storage/check.js';
import type { Database } from './storage/sqlite.js';
import { openForClients } from './store.js';

interface Item {
  _id: number;
  text: string;
}

const bin = fileURLToPath(new URL('../bin/store.js', import.meta.url));
const text = 'x'.repeat(8000);
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'em-disk-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Writes from eight sides; notes what was acknowledged and the codes of the errors. */
async function write(
  docs: Collection<Item>,
  from: number,
  count: number,
  acknowledged: Set<number>,
): Promise<Set<number>> {
  const codes = new Set<number>();
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let at = 0; at < count; at++) {
      const _id = from + writer * 1000 + at;
      await docs.insertOne({ _id, text }).then(
        () => acknowledged.add(_id),
        (error) => codes.add(error.code),
      );
    }
  });
  await Promise.all(writers);
  return codes;
}

/** Reads until it is told to stop; any error ends it. @returns how often it has read */
async function readAll(docs: Collection<Item>, least: Set<number>, until: { over: boolean }): Promise<number> {
  let times = 0;
  for (; !until.over; times++) {
    const known = [...least];
    const there = new Set(await docs.distinct('_id'));
    expect(known.filter((id) => !there.has(id))).toEqual([]);
    await docs.findOne({ _id: known[times % known.length] });
  }
  return times;
}

/** SQLite's code for an fsync that fails (https://sqlite.org/rescode.html#ioerr_fsync). */
const IOERR_FSYNC = 1034;

/** Makes COMMIT do what SQLite does when the disk answers EIO to fsync: it undoes the transaction and says so. */
function breakSync(database: Database): () => void {
  const { exec } = database;
  database.exec = (sql) => {
    if (sql !== 'commit') return exec(sql);
    exec('rollback');
    throw Object.assign(new Error('disk I/O error'), { errcode: IOERR_FSYNC });
  };
  return () => {
    database.exec = exec;
  };
}

test('when fsync fails writers get an error, readers go on, and nothing acknowledged is lost', async () => {
  const store = await openForClients({ dir, log: () => undefined });
  const client = new MongoClient(store.uri);
  const docs = client.db('test').collection<Item>('docs');
  const acknowledged = new Set<number>();
  expect(await write(docs, 0, 5, acknowledged)).toEqual(new Set());
  expect(acknowledged.size).toBe(40);

  const mend = breakSync(store.server.engine.database);
  const until = { over: false };
  const readers = [1, 2, 3].map(() => readAll(docs, acknowledged, until));
  expect(await write(docs, 100, 20, acknowledged)).toEqual(new Set([8]));
  const session = client.startSession();
  session.startTransaction();
  await docs.insertOne({ _id: -1, text }, { session });
  await docs.updateOne({ _id: 0 }, { $set: { text: '' } }, { session });
  await expect(session.commitTransaction()).rejects.toMatchObject({ code: 8 });
  await session.endSession();
  until.over = true;
  for (const times of await Promise.all(readers)) expect(times).toBeGreaterThan(3);
  expect(acknowledged.size).toBe(40);
  expect(await docs.countDocuments()).toBe(40);
  expect(await docs.findOne({ _id: 0 })).toEqual({ _id: 0, text });

  mend();
  expect(await write(docs, 200, 5, acknowledged)).toEqual(new Set());
  expect((await docs.distinct('_id')).sort()).toEqual([...acknowledged].sort());
  expect(checkStore(join(dir, 'store.db')).problems).toEqual([]);
  await client.close();
  await store.close();
}, 120_000);

/** A store in a process whose files the system lets grow only so far. */
async function startLimited(blocks: number): Promise<{ child: ChildProcess; uri: string }> {
  const limited = ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, bin, '--data', dir];
  const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
  return { child, uri: line.trim().split(' ').at(-1) ?? '' };
}

test('when the system refuses a write it is an error, reading goes on, and a kill loses nothing acknowledged', async () => {
  const { child, uri } = await startLimited(6000);
  const client = new MongoClient(uri);
  const docs = client.db('test').collection<Item>('docs');
  await docs.createIndex({ n: 1 });
  const acknowledged = new Set<number>();
  expect(await write(docs, 0, 60, acknowledged)).toEqual(new Set([8]));
  expect(acknowledged.size).toBeGreaterThan(40);
  expect((await docs.distinct('_id')).sort()).toEqual([...acknowledged].sort());
  await client.close();
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));

  const store = await start({ dir });
  const later = new MongoClient(store.uri);
  const there = new Set(await later.db('test').collection<Item>('docs').distinct('_id'));
  expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
  expect((await store.check()).problems).toEqual([]);
  await later.db('test').collection<Item>('docs').insertOne({ _id: -1, text });
  await later.close();
  await store.close();
}, 120_000);
