import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { start } from '../index.js';
import { type Direct, openDirect } from './direct.js';
import { type Item, itemOf, itemsOf, PAGE } from './items.js';
import {
  type Comparison,
  type Cost,
  compare,
  costOf,
  inFlight,
  longestStall,
  type Measured,
  say,
  timed,
} from './measure.js';

/** What the operations of the store cost beside SQLite alone. */
export interface OperationFigures {
  readonly operations: Measured[];
  /** A command that does nothing: the driver, the socket and the two threads. */
  readonly roundTrip: Cost;
  /** Milliseconds for which the program was held up at most while all documents were filtered, in the best of some tries. */
  readonly stall: number;
}

const BATCH = 1000;
const CHUNK = 5000;
const LANES = 16;
const STALLS = 11;

/** Measures every operation over `size` documents. */
export async function measureOperations(dir: string, size: number, rounds: number): Promise<OperationFigures> {
  const store = await start({ dir: join(dir, 'store') });
  const client = await MongoClient.connect(store.uri);
  const [read, written] = [await pair(client, dir, 'read'), await pair(client, dir, 'written')];
  const known = await fill(read, size);
  const operations = await compare(
    [...readings(read, known), ...changes(client, read, known), ...inserts(written)],
    rounds,
  );
  const roundTrip = await roundTripOf(client, rounds);
  const stall = Math.min(...(await stalls(read.items)));
  for (const { direct } of [read, written]) direct.close();
  await client.close();
  await store.close();
  return { operations, roundTrip, stall };
}

/** The same documents twice: in a collection of the store, and by hand. */
interface Pair {
  readonly items: Collection<Item>;
  readonly direct: Direct;
}

async function pair(client: MongoClient, dir: string, name: string): Promise<Pair> {
  const items = client.db('bench').collection<Item>(name);
  await items.createIndex({ number: 1 });
  return { items, direct: openDirect(join(dir, name)) };
}

async function fill({ items, direct }: Pair, size: number): Promise<Item[]> {
  const known: Item[] = [];
  for (let at = 0; at < size; at += CHUNK) {
    const some = itemsOf(at, Math.min(CHUNK, size - at));
    await items.insertMany(some);
    direct.insert(some);
    known.push(...some);
    if (at % 50_000 === 0) say(`filled ${at + some.length} of ${size}`);
  }
  return known;
}

/** Answers known items, far from each other, without the cost of random numbers. */
function picker(known: readonly Item[]): () => Item {
  let turn = 0;
  return () => known[(turn++ * 7919) % known.length]!;
}

function readings({ items, direct }: Pair, known: Item[]): Comparison[] {
  const any = picker(known);
  const last = known.length - PAGE;
  const all = `filter without an index over ${known.length.toLocaleString('en')}`;
  return [
    {
      what: 'point read',
      times: 40,
      ours: (times) => repeatAsync(times, async () => present(await items.findOne({ _id: any()._id }))),
      other: (times) => repeat(times, () => present(direct.read(any()._id))),
    },
    {
      what: `indexed range page of ${PAGE}`,
      times: 30,
      ours: (times) => repeatAsync(times, async () => full(await pageOf(items, any().number % last))),
      other: (times) => repeat(times, () => full(direct.page(any().number % last))),
    },
    {
      what: `${all} ÷ decoding each`,
      times: 1,
      ours: () => filterAll(items),
      other: () => present(direct.decodeAll(7)[0]),
    },
    {
      what: `${all} ÷ reading the bytes of each`,
      times: 1,
      ours: () => filterAll(items),
      other: () => present(direct.readAll()),
    },
  ];
}

function changes(client: MongoClient, { items, direct }: Pair, known: Item[]): Comparison[] {
  const any = picker(known);
  return [
    {
      what: 'update',
      times: 20,
      ours: (times) => repeatAsync(times, () => items.updateOne({ _id: any()._id }, { $inc: { stock: -1 } })),
      other: (times) => repeat(times, () => direct.update([any()._id])),
    },
    {
      what: 'transaction that updates two documents',
      times: 12,
      ours: (times) => repeatAsync(times, () => transaction(client, items, [any(), any()])),
      other: (times) => repeat(times, () => direct.update([any()._id, any()._id])),
    },
  ];
}

function inserts({ items, direct }: Pair): Comparison[] {
  let made = 0;
  const fresh = () => itemOf(made++);
  const some = (count: number) => Array.from({ length: count }, fresh);
  const together = (times: number) => inFlight(LANES, times, () => items.insertOne(fresh()));
  return [
    {
      what: 'durable insert, one at a time',
      times: 20,
      ours: (times) => repeatAsync(times, () => items.insertOne(fresh())),
      other: (times) => repeat(times, () => direct.insert([fresh()])),
    },
    {
      what: `durable insert, ${LANES} in flight ÷ a COMMIT each`,
      times: 4 * LANES,
      ours: together,
      other: (times) => repeat(times, () => direct.insert([fresh()])),
    },
    {
      what: `durable insert, ${LANES} in flight ÷ a COMMIT per ${LANES}`,
      times: 4 * LANES,
      ours: together,
      other: (times) => repeat(times / LANES, () => direct.insert(some(LANES))),
    },
    {
      what: `insertMany of ${BATCH.toLocaleString('en')}, each document`,
      times: BATCH,
      ours: (times) => repeatAsync(times / BATCH, () => items.insertMany(some(BATCH))),
      other: (times) => repeat(times / BATCH, () => direct.insert(some(BATCH))),
    },
  ];
}

/** A page of a list in the order of its numbers. */
export function pageOf(items: Collection<Item>, from: number): Promise<Item[]> {
  return items
    .find({ number: { $gte: from } })
    .sort({ number: 1 })
    .limit(PAGE)
    .toArray();
}

async function transaction(client: MongoClient, items: Collection<Item>, both: [Item, Item]): Promise<void> {
  await client.withSession((session) =>
    session.withTransaction(async () => {
      for (const { _id } of both) await items.updateOne({ _id }, { $inc: { stock: -1 } }, { session });
    }),
  );
}

async function filterAll(items: Collection<Item>): Promise<void> {
  present((await items.find({ shelf: 7 }).toArray())[0]);
}

async function roundTripOf(client: MongoClient, rounds: number): Promise<Cost> {
  const ping: Document = { ping: 1 };
  const taken: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    taken.push(await timed(40, (times) => repeatAsync(times, () => client.db('bench').command(ping))));
  }
  return costOf(taken);
}

async function stalls(items: Collection<Item>): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < STALLS; at += 1) found.push(await longestStall(() => filterAll(items)));
  return found;
}

async function repeatAsync(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let at = 0; at < times; at += 1) await work();
}

function repeat(times: number, work: () => unknown): void {
  for (let at = 0; at < times; at += 1) work();
}

/** What is fast because it finds nothing is no figure. */
function present(found: unknown): void {
  assert.ok(found);
}

function full(page: readonly Item[]): void {
  assert.equal(page.length, PAGE);
}
