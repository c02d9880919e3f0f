import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary } from 'bson';
import { afterAll, expect, test } from 'vitest';
import { decode } from './bson/codec.js';
import { docOf, fromPlain, toEjson } from './bson/plain.js';
import type { Doc, Value } from './bson/value.js';
import { type OpenStore, openForClients } from './store.js';
import { dispatch } from './wire/dispatch.js';

const dir = mkdtempSync(join(tmpdir(), 'em-retry-'));

afterAll(() => rmSync(dir, { recursive: true }));

const lsid: Doc = new Map([['id', new Binary(Buffer.alloc(16, 9), 4)]]);

function send(store: OpenStore, command: object): Promise<Doc> {
  const body = docOf({ ...command, $db: 'test' });
  const request = { id: 1, legacy: false, body, sequences: new Map(), silent: false };
  return new Promise((resolve) => {
    dispatch(store.server, request, 0, (bytes) => resolve(decode(bytes ?? new Uint8Array())));
  });
}

const read = async (store: OpenStore): Promise<Value | undefined> => {
  const reply = await send(store, { find: 'docs', sort: { _id: 1 } });
  return (reply.get('cursor') as Doc).get('firstBatch');
};

test('a write repeated after a restart is answered from what was written with it', async () => {
  const commands = [
    {
      insert: 'docs',
      documents: [
        { _id: 1, n: 0 },
        { _id: 2, n: 0 },
      ],
      lsid,
      txnNumber: 1n,
    },
    {
      update: 'docs',
      updates: [
        { q: { _id: 1 }, u: { $inc: { n: 1 } } },
        { q: { _id: 3 }, u: { $inc: { n: 1 } }, upsert: true },
      ],
      lsid,
      txnNumber: 2n,
    },
    { findAndModify: 'docs', query: { _id: 1 }, update: { $inc: { n: 10 } }, new: true, lsid, txnNumber: 3n },
    { delete: 'docs', deletes: [{ q: { n: { $lt: 100 } }, limit: 1 }], lsid, txnNumber: 4n },
  ];
  for (const command of commands) {
    const first = await openForClients({ dir, log: () => undefined });
    const reply = await send(first, command);
    const wanted = await read(first);
    await first.close();
    const second = await openForClients({ dir, log: () => undefined });
    const again = await send(second, command);
    for (const field of ['n', 'nModified', 'upserted', 'value', 'lastErrorObject', 'writeErrors']) {
      expect([field, toEjson(again.get(field))]).toEqual([field, toEjson(reply.get(field))]);
    }
    expect(toEjson(await read(second))).toBe(toEjson(wanted));
    await second.close();
  }
});

test('the second of two equal writes under way at once waits for the first', async () => {
  const store = await openForClients({ dir: join(dir, 'b'), log: () => undefined });
  const command = {
    update: 'docs',
    updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
    lsid,
    txnNumber: 1n,
  };
  const [one, two] = await Promise.all([send(store, command), send(store, command)]);
  expect(toEjson(two?.get('upserted'))).toBe(toEjson(one?.get('upserted')));
  expect(toEjson(await read(store))).toBe(toEjson(fromPlain([{ _id: 1, n: 1 }])));
  await store.close();
});

test('a commit repeated after a restart is known as done, so that nobody does the transaction again', async () => {
  const place = join(dir, 'c');
  const first = await openForClients({ dir: place, log: () => undefined });
  const inside = { lsid, txnNumber: 1n, autocommit: false };
  await send(first, { insert: 'docs', documents: [{ _id: 1 }], ...inside, startTransaction: true });
  const commit = { commitTransaction: 1, ...inside };
  expect(toEjson((await send(first, commit)).get('ok'))).toBe('{"$numberDouble":"1.0"}');
  await first.close();
  const second = await openForClients({ dir: place, log: () => undefined });
  expect(toEjson((await send(second, commit)).get('ok'))).toBe('{"$numberDouble":"1.0"}');
  await second.close();
});
