import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Binary } from 'bson';
import { type Collection, type Document, GridFSBucket, MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decode } from './bson/codec.js';
import { docOf, fromPlain, toEjson } from './bson/plain.js';
import type { Doc } from './bson/value.js';
import { copy } from './copy.js';
import { type OpenStore, openForClients } from './store.js';
import { dispatch } from './wire/dispatch.js';

const dir = mkdtempSync(join(tmpdir(), 'em-driver-'));
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
describe('cursors', () => {
  test('a cursor ends with the batch that reaches the limit', async () => {
    await docs.insertMany(Array.from({ length: 12 }, () => ({})));
    const db = client.db('test');
    const whole = await db.command({ find: 'docs', limit: 5, batchSize: 5 });
    expect([whole.cursor.firstBatch.length, String(whole.cursor.id)]).toEqual([5, '0']);
    const first = await db.command({ find: 'docs', limit: 10, batchSize: 5 });
    const second = await db.command({ getMore: first.cursor.id, collection: 'docs', batchSize: 5 });
    expect([second.cursor.nextBatch.length, String(second.cursor.id)]).toEqual([5, '0']);
    const open = await db.command({ find: 'docs', batchSize: 12 });
    expect(String(open.cursor.id)).not.toBe('0');
  });

  test('go on after the last key while documents come and go', async () => {
    await docs.insertMany(Array.from({ length: 300 }, (_, n) => ({ _id: n as never, n })));
    const cursor = docs.find({}, { sort: { _id: 1 }, batchSize: 10 });
    const seen: number[] = [];
    for await (const { n } of cursor) {
      seen.push(n);
      if (n === 5) await docs.deleteMany({ n: { $gt: 100, $lt: 200 } });
    }
    expect(seen).toEqual([...Array(101).keys(), ...Array.from({ length: 100 }, (_, at) => 200 + at)]);
  });

  test('are gone after they were killed', async () => {
    await docs.insertMany(Array.from({ length: 30 }, (_, n) => ({ n })));
    const { cursor } = await client.db('test').command({ find: 'docs', batchSize: 2 });
    expect(await client.db('test').command({ killCursors: 'docs', cursors: [cursor.id] })).toMatchObject({
      cursorsKilled: [cursor.id],
    });
    await expect(client.db('test').command({ getMore: cursor.id, collection: 'docs' })).rejects.toMatchObject({
      code: 43,
    });
  });

  test('end with error 50 when the time is over', async () => {
    await docs.insertMany(Array.from({ length: 4000 }, (_, n) => ({ n, text: 'x'.repeat(300) })));
    const slow = docs
      .find({ $expr: { $gt: [{ $strLenCP: { $concat: ['$text', '$text'] } }, 9999] } }, { maxTimeMS: 1 })
      .toArray();
    await expect(slow).rejects.toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
  });
});

describe('transactions', () => {
  test('are all or nothing, and seen by nobody before the end', async () => {
    await docs.insertOne({ _id: 1 as never, n: 1 });
    const session = client.startSession();
    session.startTransaction();
    await docs.updateOne({ _id: 1 as never }, { $set: { n: 2 } }, { session });
    await docs.insertMany([{ n: 3 }, { n: 4 }], { session });
    expect(
      await docs
        .find({}, { session })
        .map((doc) => doc.n)
        .toArray(),
    ).toEqual(expect.arrayContaining([2, 3, 4]));
    expect(
      await docs
        .find()
        .map((doc) => doc.n)
        .toArray(),
    ).toEqual([1]);
    await session.commitTransaction();
    expect(await docs.distinct('n')).toEqual([2, 3, 4]);
    session.startTransaction();
    await docs.deleteMany({}, { session });
    await session.abortTransaction();
    expect(await docs.countDocuments()).toBe(3);
    await session.endSession();
  });

  test('read what was committed before they began', async () => {
    await docs.insertMany([{ n: 1 }, { n: 2 }]);
    const session = client.startSession({ snapshot: false });
    session.startTransaction();
    expect(await docs.countDocuments({}, { session })).toBe(2);
    await docs.insertOne({ n: 3 });
    expect(await docs.countDocuments({}, { session })).toBe(2);
    await session.commitTransaction();
    await session.endSession();
  });

  test('that write the same document conflict, and a plain write waits', async () => {
    await docs.insertOne({ _id: 1 as never, n: 0 });
    const [one, two] = [client.startSession(), client.startSession()];
    one.startTransaction();
    two.startTransaction();
    await docs.updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { session: one });
    const conflict = failing(docs.updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { session: two }));
    expect(await conflict).toMatchObject({
      code: 112,
      codeName: 'WriteConflict',
      errorLabels: ['TransientTransactionError'],
    });
    let done = false;
    const waiting = docs.updateOne({ _id: 1 as never }, { $inc: { n: 10 } }).then(() => {
      done = true;
    });
    await sleep(40);
    expect(done).toBe(false);
    await one.commitTransaction();
    await waiting;
    expect(await docs.findOne()).toEqual({ _id: 1, n: 11 });
    await Promise.all([one.endSession(), two.endSession()]);
  });

  test('that insert the same unique key conflict', async () => {
    await docs.createIndex({ k: 1 }, { unique: true });
    const [one, two] = [client.startSession(), client.startSession()];
    one.startTransaction();
    two.startTransaction();
    await docs.insertOne({ k: 'x' }, { session: one });
    expect(await failing(docs.insertOne({ k: 'x' }, { session: two }))).toMatchObject({ code: 112 });
    const plain = failing(docs.insertOne({ k: 'x' }));
    await one.commitTransaction();
    expect(await plain).toMatchObject({ code: 11000, keyPattern: { k: 1 }, keyValue: { k: 'x' } });
    await Promise.all([one.endSession(), two.endSession()]);
  });

  test('can move a unique key from one document to another', async () => {
    await docs.createIndex({ k: 1 }, { unique: true });
    await docs.insertMany([
      { _id: 1 as never, k: 'a' },
      { _id: 2 as never, k: 'b' },
    ]);
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await docs.updateOne({ _id: 1 as never }, { $set: { k: 'c' } }, { session });
        await docs.updateOne({ _id: 2 as never }, { $set: { k: 'a' } }, { session });
        await docs.updateOne({ _id: 1 as never }, { $set: { k: 'b' } }, { session });
      }),
    );
    expect(
      await docs
        .find()
        .sort({ _id: 1 })
        .map((doc) => doc.k)
        .toArray(),
    ).toEqual(['b', 'a']);
  });

  test('keep the sum of all accounts, whatever meets', async () => {
    const accounts = 6;
    await docs.insertMany(Array.from({ length: accounts }, (_, at) => ({ _id: at as never, sum: 100 })));
    const move = (from: number, to: number): Promise<unknown> =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          const source = await docs.findOne({ _id: from as never }, { session });
          const target = await docs.findOne({ _id: to as never }, { session });
          await docs.updateOne({ _id: from as never }, { $set: { sum: source?.sum - 1 } }, { session });
          await docs.updateOne({ _id: to as never }, { $set: { sum: target?.sum + 1 } }, { session });
        }),
      );
    const workers = Array.from({ length: 4 }, async (_, worker) => {
      for (let at = 0; at < 8; at++) {
        const from = (worker + at) % accounts;
        await move(from, (from + 1 + ((worker + at * 5) % (accounts - 1))) % accounts);
      }
    });
    const reader = (async () => {
      for (let at = 0; at < 10; at++) {
        await client.withSession((session) =>
          session.withTransaction(async () => {
            const all = await docs.find({}, { session }).toArray();
            expect(all.reduce((sum, doc) => sum + doc.sum, 0)).toBe(600);
          }),
        );
      }
    })();
    await Promise.all([...workers, reader]);
    expect((await docs.find().toArray()).reduce((sum, doc) => sum + doc.sum, 0)).toBe(600);
  });
});

describe('a repeated write', () => {
  test('with the same number is done once', async () => {
    const lsid = new Map([['id', new Binary(Buffer.alloc(16, 7), 4)]]);
    const statement = docOf({ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true });
    const body = docOf({ update: 'docs', updates: [statement], lsid, txnNumber: 1n, $db: 'test' });
    const first = await send(body);
    expect(toEjson(first.get('upserted'))).toBe(toEjson(fromPlain([{ index: 0, _id: 1 }])));
    expect(toEjson((await send(body)).get('upserted'))).toBe(toEjson(first.get('upserted')));
    expect(await docs.findOne()).toEqual({ _id: 1, n: 1 });
    expect((await send(new Map(body).set('txnNumber', fromPlain(0n)))).get('code')).toEqual(fromPlain(225));
  });

  test('after a lost connection is done once by the driver itself', async () => {
    await docs.insertOne({ _id: 1 as never, n: 0 });
    await client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['update'], closeConnection: true },
    });
    await docs.updateOne({ _id: 1 as never }, { $inc: { n: 1 } });
    expect(await docs.findOne()).toEqual({ _id: 1, n: 1 });
  });

  function send(body: Doc): Promise<Doc> {
    const request = { id: 1, legacy: false, body, sequences: new Map(), silent: false };
    return new Promise((resolve) =>
      dispatch(store.server, request, 0, (bytes) => resolve(decode(bytes ?? new Uint8Array()))),
    );
  }
});

test('files go through GridFS', async () => {
  const bucket = new GridFSBucket(client.db('test'), { chunkSizeBytes: 1000 });
  const content = Buffer.alloc(12_345, 'abc');
  const upload = bucket.openUploadStream('file.txt');
  upload.end(content);
  await new Promise((resolve, reject) => upload.on('finish', resolve).on('error', reject));
  const parts: Buffer[] = [];
  for await (const part of bucket.openDownloadStreamByName('file.txt')) parts.push(part as Buffer);
  expect(Buffer.concat(parts).equals(content)).toBe(true);
});

test('a copy holds the same documents and indexes, and never overwrites', async () => {
  await docs.insertMany(
    Array.from({ length: 1200 }, (_, n) => ({ _id: new ObjectId(), n, at: new Date(n), list: [n, String(n)] })),
  );
  await docs.createIndex({ n: 1 }, { unique: true });
  const other = await openForClients({ dir: join(dir, 'b'), log: () => undefined });
  const report = await copy(store.uri, other.uri, { databases: ['test'] });
  expect(report.collections).toEqual([{ ns: 'test.docs', documents: 1200, indexes: 1 }]);
  await expect(copy(store.uri, other.uri, { databases: ['test'] })).rejects.toMatchObject({ code: 'copy_failed' });
  await other.close();
});
