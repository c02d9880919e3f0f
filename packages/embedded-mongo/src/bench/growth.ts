import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Collection, MongoClient } from 'mongodb';
import { start } from '../index.js';
import { type Item, itemsOf, PAGE } from './items.js';
import { type Comparison, compare, type Measured, say } from './measure.js';
import { pageOf } from './operations.js';

const CHUNK = 5000;
/** Starts are slow, and alike. */
const MOST_STARTS = 15;

/** One store with one collection of so many documents. */
interface Grown {
  readonly dir: string;
  readonly size: number;
  /** The key of some of them, far from each other. */
  readonly known: Item['_id'][];
}

/** The cost in a large collection against the same in a small one. */
export async function measureGrowth(dir: string, small: number, large: number, rounds: number): Promise<Measured[]> {
  const few = await grow(join(dir, 'few'), small);
  const many = await grow(join(dir, 'many'), large);
  const openings = await compare([opening(few, many)], Math.min(rounds, MOST_STARTS));
  const [fewOpen, manyOpen] = [await open(few), await open(many)];
  const readings = await compare(
    [
      {
        what: 'point read',
        times: 40,
        ours: (times) => readAny(manyOpen.items, many, times),
        other: (times) => readAny(fewOpen.items, few, times),
      },
      {
        what: `indexed range page of ${PAGE}`,
        times: 30,
        ours: (times) => readPages(manyOpen.items, many, times),
        other: (times) => readPages(fewOpen.items, few, times),
      },
    ],
    rounds,
  );
  await Promise.all([fewOpen.close(), manyOpen.close()]);
  return [...readings, ...openings];
}

async function grow(dir: string, size: number): Promise<Grown> {
  const known: Item['_id'][] = [];
  const { items, close } = await open({ dir });
  await items.createIndex({ number: 1 });
  for (let at = 0; at < size; at += CHUNK) {
    const some = itemsOf(at, Math.min(CHUNK, size - at));
    await items.insertMany(some);
    for (let n = 0; n < some.length; n += Math.ceil(size / 20_000)) known.push(some[n]!._id);
    if (at % 100_000 === 0) say(`grown to ${at + some.length} of ${size}`);
  }
  await close();
  return { dir, size, known };
}

async function open({ dir }: Pick<Grown, 'dir'>): Promise<{ items: Collection<Item>; close(): Promise<void> }> {
  const store = await start({ dir });
  const client = await MongoClient.connect(store.uri);
  return {
    items: client.db('bench').collection<Item>('items'),
    async close() {
      await client.close();
      await store.close();
    },
  };
}

/** Start-up: from the call of `start` until the store answers; closing it again is not counted. */
function opening(few: Grown, many: Grown): Comparison {
  let close = async (): Promise<void> => undefined;
  const begin = async ({ dir }: Grown) => {
    const store = await start({ dir });
    close = () => store.close();
  };
  return { what: 'start-up', times: 1, ours: () => begin(many), other: () => begin(few), undo: () => close() };
}

async function readAny(items: Collection<Item>, { known }: Grown, times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) assert.ok(await items.findOne({ _id: any(known) }));
}

async function readPages(items: Collection<Item>, { size }: Grown, times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    const page = await pageOf(items, Math.floor(Math.random() * (size - PAGE)));
    assert.equal(page.length, PAGE);
  }
}

const any = <T>(known: readonly T[]): T => known[Math.floor(Math.random() * known.length)]!;
