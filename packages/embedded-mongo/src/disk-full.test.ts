import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkStore } from './storage/check.js';
import { type OpenStore, openForClients } from './store.js';

const dir = mkdtempSync(join(tmpdir(), 'em-full-'));
let store: OpenStore;
let client: MongoClient;

beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  client = new MongoClient(store.uri);
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

/** Makes SQLite answer as on a full disk: the file may not grow by more than this many pages. */
function leaveRoom(pages: number): void {
  const { database } = store.server.engine;
  const used = Number(database.get('pragma page_count')?.page_count);
  database.exec(`pragma max_page_count = ${used + pages}`);
}

test('a full disk undoes what it cannot keep, and reading goes on', async () => {
  const docs = client.db('test').collection<Document>('docs');
  await docs.createIndex({ n: 1 }, { unique: true });
  await docs.insertOne({ n: -1 });
  leaveRoom(40);
  const text = 'x'.repeat(8000);
  const written: number[] = [];
  const failures: unknown[] = [];
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let at = 0; at < 20; at++) {
      const n = writer * 100 + at;
      await docs.insertOne({ n, text }).then(
        () => written.push(n),
        (error) => failures.push(error.code),
      );
    }
  });
  await Promise.all(writers);
  expect(new Set(failures)).toEqual(new Set([14031]));
  expect(written.length).toBeGreaterThan(0);
  expect((await docs.distinct('n')).sort()).toEqual([-1, ...written].sort());

  const session = client.startSession();
  session.startTransaction();
  await docs.insertMany(
    Array.from({ length: 50 }, (_, at) => ({ n: 5000 + at, text })),
    { session },
  );
  await expect(session.commitTransaction()).rejects.toMatchObject({ code: 14031 });
  await session.endSession();
  expect(await docs.countDocuments({ n: { $gte: 5000 } })).toBe(0);

  leaveRoom(10_000);
  await docs.insertOne({ n: 9999 });
  expect(await docs.findOne({ n: 9999 })).toMatchObject({ n: 9999 });
  expect(checkStore(join(dir, 'store.db')).problems).toEqual([]);
});
