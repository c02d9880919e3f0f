import { setTimeout as sleep } from 'node:timers/promises';
import { type Collection, type Db, type MongoClient, MongoServerError } from 'mongodb';

/** What the clients of a store that dies have been told, and what they had asked for when it died. */
export interface Told {
  /** Documents of `docs`: how often each was updated; undefined once it is removed. */
  docs: Map<string, number | undefined>;
  /** Groups of three documents of `groups`, each written by one transaction. */
  groups: Set<string>;
  /** Documents of `ttl` that expire in a year. */
  lasting: Set<string>;
  /** Indexes of `docs` that were built and not dropped. */
  indexes: Set<string>;
  /** Names of what was under way: both outcomes are right. */
  unsure: Set<string>;
}

export function nothingTold(): Told {
  return { docs: new Map(), groups: new Set(), lasting: new Set(), indexes: new Set(), unsure: new Set() };
}

export const ACCOUNTS = 5;
const YEAR = 365 * 24 * 3600 * 1000;

interface Item {
  _id: string;
  n: number;
  tags: string[];
}

const docsOf = (db: Db): Collection<Item> => db.collection<Item>('docs');

/** Fills an empty store: accounts of 100 each, and the indexes that stay. */
export async function prepare(db: Db): Promise<void> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, _id) => ({ _id, sum: 100 }));
  await db.collection<{ _id: number; sum: number }>('accounts').insertMany(accounts);
  await docsOf(db).createIndexes([{ key: { tags: 1, n: 1 } }, { key: { n: -1 } }]);
  await db.collection('ttl').createIndex({ at: 1 }, { expireAfterSeconds: 0 });
  await db.createCollection('groups');
}

/** Runs all kinds of load, each until the store is gone. @param name makes the names of this round its own */
export async function loadUntilDeath(client: MongoClient, name: string, told: Told): Promise<void> {
  const db = client.db('crash');
  const workers = [0, 1].flatMap((number) => [
    writeItems(db, `${name}-${number}`, told),
    moveMoney(client, number),
    writeGroups(client, `${name}-${number}`, told),
  ]);
  workers.push(writeExpiring(db, name, told), buildIndexes(db, name, told));
  await Promise.all(workers.map((worker) => worker.catch(onlyLostConnection)));
}

/** The store is killed under its clients, which may lose their connection and nothing else. */
function onlyLostConnection(error: unknown): void {
  if (error instanceof MongoServerError) throw error;
}

/** Notes that something is under way, does it, and notes that it was acknowledged. */
async function acknowledged(told: Told, name: string, work: () => Promise<unknown>, note: () => void): Promise<void> {
  told.unsure.add(name);
  await work();
  note();
  told.unsure.delete(name);
}

async function writeItems(db: Db, name: string, told: Told): Promise<void> {
  const docs = docsOf(db);
  for (let at = 0; ; at++) {
    const _id = `${name}-${at}`;
    const item = { _id, n: 0, tags: [name, `t${at % 7}`] };
    await acknowledged(
      told,
      _id,
      () => docs.insertOne(item),
      () => told.docs.set(_id, 0),
    );
    await acknowledged(
      told,
      _id,
      () => docs.updateOne({ _id }, { $inc: { n: 1 } }),
      () => told.docs.set(_id, 1),
    );
    if (at % 5 !== 0) continue;
    await acknowledged(
      told,
      _id,
      () => docs.deleteOne({ _id }),
      () => told.docs.set(_id, undefined),
    );
  }
}

async function moveMoney(client: MongoClient, number: number): Promise<void> {
  const accounts = client.db('crash').collection<{ _id: number; sum: number }>('accounts');
  for (let at = number; ; at++) {
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await accounts.updateOne({ _id: at % ACCOUNTS }, { $inc: { sum: -1 } }, { session });
        await accounts.updateOne({ _id: (at + 1 + (at % 3)) % ACCOUNTS }, { $inc: { sum: 1 } }, { session });
      }),
    );
  }
}

async function writeGroups(client: MongoClient, name: string, told: Told): Promise<void> {
  const groups = client.db('crash').collection('groups');
  for (let at = 0; ; at++) {
    const group = `${name}-g${at}`;
    const insert = (): Promise<unknown> =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          for (const part of [1, 2, 3]) await groups.insertOne({ group, part }, { session });
        }),
      );
    await acknowledged(told, group, insert, () => told.groups.add(group));
  }
}

/** Documents that expire at once, which the store deletes meanwhile, and documents that last. */
async function writeExpiring(db: Db, name: string, told: Told): Promise<void> {
  const ttl = db.collection<{ _id: string; at: Date }>('ttl');
  for (let at = 0; ; at++) {
    const _id = `${name}-e${at}`;
    await ttl.insertOne({ _id: `${_id}-old`, at: new Date(Date.now() - 1000) });
    await acknowledged(
      told,
      _id,
      () => ttl.insertOne({ _id, at: new Date(Date.now() + YEAR) }),
      () => told.lasting.add(_id),
    );
    await sleep(2);
  }
}

/** Builds indexes over all documents while they change, and drops every second one again. */
async function buildIndexes(db: Db, name: string, told: Told): Promise<void> {
  const docs = docsOf(db);
  for (let at = 0; ; at++) {
    const index = `${name}-i${at}`;
    const unique = at % 3 === 0 ? { unique: true } : {};
    await acknowledged(
      told,
      index,
      () => docs.createIndex({ _id: 1, [`x${at % 4}`]: 1, tags: at % 2 === 0 ? 1 : -1 }, { name: index, ...unique }),
      () => told.indexes.add(index),
    );
    await sleep(5);
    await acknowledged(
      told,
      index,
      () => docs.dropIndex(index),
      () => told.indexes.delete(index),
    );
  }
}
