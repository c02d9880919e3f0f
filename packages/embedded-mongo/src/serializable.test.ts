import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientSession, type Collection, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenStore, openForClients } from './store.js';
import { randomFor, times } from './testing/holds.js';

const CLIENTS = 8;
const EACH = 75 * times;
const ACCOUNTS = 6;

interface Account {
  _id: number;
  sum: number;
  /** Who has written it, in their order. */
  history: string[];
}

/** What a transaction did: how long the histories were that it read, by account, and which accounts it wrote. */
interface Done {
  name: string;
  read: Map<number, number>;
  wrote: number[];
}

const dir = mkdtempSync(join(tmpdir(), 'em-serial-'));
let store: OpenStore;
let clients: MongoClient[];

beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  clients = Array.from({ length: CLIENTS }, () => new MongoClient(store.uri));
});

afterAll(async () => {
  for (const client of clients) await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

const accountsOf = (client: MongoClient): Collection<Account> => client.db('test').collection<Account>('accounts');

/** Moves money between accounts that it has read, and signs both; what it only reads it could not rely on. */
async function move(accounts: Collection<Account>, session: ClientSession, name: string, two: number[]): Promise<Done> {
  const read = new Map<number, number>();
  for (const [at, _id] of two.entries()) {
    const account = await accounts.findOne({ _id }, { session });
    read.set(_id, account!.history.length);
    const sum = account!.sum + (at === 0 ? -1 : 1);
    await accounts.updateOne({ _id }, { $set: { sum }, $push: { history: name } }, { session });
  }
  return { name, read, wrote: two };
}

async function look(accounts: Collection<Account>, session: ClientSession, name: string): Promise<Done> {
  const all = await accounts.find({}, { session }).toArray();
  expect(all.reduce((sum, account) => sum + account.sum, 0)).toBe(ACCOUNTS * 100);
  return { name, read: new Map(all.map(({ _id, history }) => [_id, history.length])), wrote: [] };
}

/** A write outside transactions; the answer is the document as it was. */
async function sign(accounts: Collection<Account>, name: string, _id: number): Promise<Done> {
  const before = await accounts.findOneAndUpdate({ _id }, { $push: { history: name } });
  return { name, read: new Map([[_id, before!.history.length]]), wrote: [_id] };
}

const GIVEN_UP = new Error('given up on purpose');

async function giveUp(client: MongoClient, accounts: Collection<Account>, name: string, two: number[]): Promise<void> {
  const ended = client.withSession((session) =>
    session.withTransaction(async () => {
      await move(accounts, session, name, two);
      throw GIVEN_UP;
    }),
  );
  await expect(ended).rejects.toBe(GIVEN_UP);
}

async function work(client: MongoClient, number: number, random: (below: number) => number): Promise<Done[]> {
  const accounts = accountsOf(client);
  const done: Done[] = [];
  for (let at = 0; at < EACH; at++) {
    const name = `${number}-${at}`;
    const first = random(ACCOUNTS);
    const two = [first, (first + 1 + random(ACCOUNTS - 1)) % ACCOUNTS];
    const kind = random(10);
    if (kind === 0) await giveUp(client, accounts, name, two);
    else if (kind === 1) done.push(await sign(accounts, name, first));
    else {
      const run = (session: ClientSession): Promise<Done> =>
        kind < 4 ? look(accounts, session, name) : move(accounts, session, name, two);
      done.push(await client.withSession((session) => session.withTransaction(() => run(session))));
    }
  }
  return done;
}

/** Who must come before whom, if there is one order in which everybody saw and did the same. */
function precedences(done: Done[], histories: Map<number, string[]>): Map<string, Set<string>> {
  const after = new Map(done.map(({ name }) => [name, new Set<string>()]));
  for (const history of histories.values())
    for (const [at, name] of history.entries()) if (at > 0) after.get(history[at - 1]!)?.add(name);
  for (const { name, read } of done) {
    for (const [account, length] of read) {
      const history = histories.get(account)!;
      const [before, next] = [history[length - 1], history[length]];
      if (before !== undefined && before !== name) after.get(before)?.add(name);
      if (next !== undefined && next !== name) after.get(name)?.add(next);
    }
  }
  return after;
}

/** The names in such an order; shorter when some wait for each other. */
function serialOrder(after: Map<string, Set<string>>): string[] {
  const waits = new Map([...after.keys()].map((name) => [name, 0]));
  for (const next of after.values()) for (const name of next) waits.set(name, waits.get(name)! + 1);
  const order = [...waits].filter(([, count]) => count === 0).map(([name]) => name);
  for (const name of order) {
    for (const next of after.get(name)!) {
      waits.set(next, waits.get(next)! - 1);
      if (waits.get(next) === 0) order.push(next);
    }
  }
  return order;
}

test('transactions of eight clients are as good as one after the other', async () => {
  const random = randomFor('transactions equal a serial order', CLIENTS * EACH);
  const accounts = accountsOf(clients[0]!);
  await accounts.insertMany(Array.from({ length: ACCOUNTS }, (_, _id) => ({ _id, sum: 100, history: [] })));

  const done = (await Promise.all(clients.map((client, number) => work(client, number, random)))).flat();

  const all = await accounts.find().toArray();
  expect(all.reduce((sum, account) => sum + account.sum, 0)).toBe(ACCOUNTS * 100);
  const histories = new Map(all.map(({ _id, history }) => [_id, history]));
  for (const [account, history] of histories) {
    const writers = done.filter(({ wrote }) => wrote.includes(account));
    expect([...history].sort()).toEqual(writers.map(({ name }) => name).sort());
    // What a writer has read is what it then wrote after: nothing came in between.
    for (const { name, read } of writers) expect([name, history[read.get(account)!]]).toEqual([name, name]);
  }
  expect(serialOrder(precedences(done, histories))).toHaveLength(done.length);
}, 180_000);
