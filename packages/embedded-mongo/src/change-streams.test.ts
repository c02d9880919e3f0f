import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChangeStreamDocument, type Collection, type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenStore, openForClients } from './store.js';

const dir = mkdtempSync(join(tmpdir(), 'em-changes-'));
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

describe('change streams', () => {
  test('bring every kind of change, and can be resumed', async () => {
    await docs.insertOne({ _id: 0 as never });
    const stream = docs.watch([], { fullDocument: 'updateLookup', maxAwaitTimeMS: 100 });
    const events: ChangeStreamDocument[] = [];
    const collected = (async () => {
      for await (const event of stream) if (events.push(event) === 4) break;
    })();
    await sleep(50);
    await docs.insertOne({ _id: 1 as never, a: { b: 1 }, list: [1, 2, 3] });
    await docs.updateOne({ _id: 1 as never }, { $set: { 'a.b': 2 }, $unset: { gone: 1 }, $push: { list: 4 as never } });
    await docs.replaceOne({ _id: 1 as never }, { c: 1 });
    await docs.deleteOne({ _id: 1 as never });
    await collected;
    expect(events.map((event) => event.operationType)).toEqual(['insert', 'update', 'replace', 'delete']);
    expect(events[1]).toMatchObject({
      ns: { db: 'test', coll: 'docs' },
      documentKey: { _id: 1 },
      updateDescription: { updatedFields: { 'a.b': 2, 'list.3': 4 }, removedFields: [], truncatedArrays: [] },
    });
    const resumed = docs.watch([{ $match: { operationType: 'delete' } }], { resumeAfter: events[1]?._id });
    expect(await resumed.next()).toMatchObject({ operationType: 'delete', documentKey: { _id: 1 } });
    await resumed.close();
  });

  test('of a database bring a transaction in its order after the commit, and end with it', async () => {
    const stream = client.db('test').watch([], { maxAwaitTimeMS: 100 });
    await stream.tryNext();
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await docs.insertOne({ _id: 1 as never }, { session });
        await client
          .db('test')
          .collection<Document>('others')
          .insertOne({ _id: 2 as never }, { session });
        await sleep(30);
        expect(await stream.tryNext()).toBe(null);
      }),
    );
    expect(await stream.next()).toMatchObject({ operationType: 'insert', ns: { coll: 'docs' } });
    expect(await stream.next()).toMatchObject({ operationType: 'insert', ns: { coll: 'others' } });
    await client.db('test').dropDatabase();
    const kinds = [];
    for (let at = 0; at < 4; at++) kinds.push((await stream.next()).operationType);
    expect(kinds).toEqual(['drop', 'drop', 'dropDatabase', 'invalidate']);
    await stream.close();
  });

  test('wake up at once', async () => {
    const stream = docs.watch([], { maxAwaitTimeMS: 1500 });
    await stream.tryNext();
    const next = stream.next();
    await sleep(50);
    const started = performance.now();
    await docs.insertOne({});
    await next;
    expect(performance.now() - started).toBeLessThan(500);
    await stream.close();
  });

  test('resumed after the end of their collection say that they end with it', async () => {
    await docs.insertOne({});
    const stream = docs.watch();
    await stream.tryNext();
    await docs.drop();
    const drop = await stream.next();
    await stream.close();
    const resumed = docs.watch([], { resumeAfter: drop._id });
    expect([drop.operationType, (await resumed.next()).operationType]).toEqual(['drop', 'invalidate']);
    await resumed.close();
    const begun = docs.watch([], { startAfter: drop._id, maxAwaitTimeMS: 100 });
    expect((await begun.next()).operationType).toBe('invalidate');
    await begun.close();
  });
});
