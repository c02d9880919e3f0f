import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { decode } from '../bson/codec.js';
import { docOf, toEjson } from '../bson/plain.js';
import type { Doc } from '../bson/value.js';
import { buildIndex } from '../commands/indexes.js';
import { compileSort } from '../query/sort-key.js';
import { holds } from '../testing/holds.js';
import type { Collection } from './catalog.js';
import type { Engine, Steps, View } from './engine.js';
import { filterOf } from './environment.js';
import { checkIndexSpec } from './index-spec.js';
import { closeEngine, openEngine } from './open-engine.js';
import { choosePlan } from './planner.js';
import { openStore } from './schema.js';
import { type Selection, select } from './select.js';
import { beginTransaction, endTransaction } from './transaction.js';
import { insertDocument, removeDocument, updateDocument } from './writer.js';

const dir = mkdtempSync(join(tmpdir(), 'em-plan-'));
const engine = openEngine(openStore(dir, false), { beforeCommit: () => undefined, rolledBack: () => undefined });
const plain: View = { database: engine.database, transaction: undefined };

afterAll(() => {
  closeEngine(engine);
  rmSync(dir, { recursive: true });
});

function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

let made = 0;

function collectionOf(docs: object[], indexes: [object, object][]): Collection {
  engine.batch.begin();
  const collection = engine.catalog.create('test', `c${++made}`, new Map(), engine.claims.next());
  for (const [at, doc] of docs.entries()) finish(insertDocument(engine, plain, collection, docOf({ _id: at, ...doc })));
  for (const [at, [key, options]] of indexes.entries()) {
    buildIndex(engine, collection, checkIndexSpec(docOf({ key, name: `i${at}`, ...options }), undefined));
  }
  engine.batch.flush();
  return collection;
}

function found(view: View, collection: Collection, selection: Selection): Doc[] {
  return [...select(view, collection, selection)].filter((row) => row !== undefined).map((row) => decode(row.bytes));
}

function everything(view: View, collection: Collection): Doc[] {
  return found(view, collection, { filter: filterOf(new Map()), hint: docOf({ $natural: 1 }) });
}

/** What must come out, found without any index. */
function naive(view: View, collection: Collection, selection: Selection): Doc[] {
  return everything(view, collection).filter((doc) => selection.filter.matches(doc));
}

const ids = (docs: Doc[]): string[] => docs.map((doc) => toEjson(doc.get('_id'))).sort();

/** Each document as its place in the wanted order: documents with equal keys (2 and NumberLong(2)) may change places. */
function placesOf(docs: Doc[], wanted: Doc[], sort: Doc | undefined): number[] {
  if (!sort) return [];
  const { keys, compare } = compileSort(sort);
  const known = wanted.map((doc) => keys(doc));
  return docs.map((doc) => known.findIndex((key) => compare(key, keys(doc)) === 0));
}

const scalar = fc.oneof(
  fc.integer({ min: -2, max: 4 }),
  fc.constantFrom<unknown>(null, 'a', 'ab', 'b', '', true, 1.5, 2n, undefined, new Date(0), { x: 1 }, {}),
);
const field = fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) });
const inner = fc.record({ c: field, d: scalar }, { requiredKeys: [] });
const doc = fc
  .record({ a: field, b: scalar, s: fc.oneof(inner, fc.array(inner, { maxLength: 3 }), scalar) }, { requiredKeys: [] })
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));

const value = scalar.map((one) => one ?? null);
const condition = fc.oneof(
  value,
  value.map((one) => ({ $eq: one })),
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne'), value).map(([operator, one]) => ({ [operator]: one })),
  fc.tuple(value, value).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(value, { maxLength: 3 }).map((list) => ({ $in: list })),
  fc.array(value, { minLength: 1, maxLength: 2 }).map((list) => ({ $all: list })),
  fc.constantFrom(
    { $exists: true },
    { $exists: false },
    /^a/,
    /^ab?/,
    { $type: 'string' },
    { $not: { $gt: 1 } },
    { $size: 2 },
  ),
  fc.array(value, { maxLength: 2 }),
  value.map((one) => ({ $elemMatch: { $gte: one } })),
  fc.tuple(value, value).map(([low, high]) => ({ $elemMatch: { $gte: low, $lt: high } })),
  fc.tuple(value, value).map(([one, other]) => ({ $elemMatch: { $in: [one, [other], null], $ne: other } })),
);
const path = fc.constantFrom('a', 'b', 's.c', 's.d', 's', 'a.0', 's.0.c', '_id');
const leaf = fc.tuple(path, condition).map(([name, one]) => ({ [name]: one }));
const elements = fc.tuple(condition, condition).map(([c, d]) => ({ s: { $elemMatch: { c, d } } }));
const filter = fc.letrec<{ node: object }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    leaf,
    elements,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => ({ $and: nodes })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => ({ $or: nodes })),
  ),
})).node;

const direction = fc.constantFrom(1, -1);
const keys = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 's.c', 's.d'), direction), {
    minLength: 1,
    maxLength: 3,
    selector: ([name]) => name,
  })
  .map((pairs) => Object.fromEntries(pairs))
  // Two arrays in one key are an error, which is another test.
  .filter((key) => !('a' in key && ('s.c' in key || 's.d' in key)));
const options = fc.constantFrom<object>(
  {},
  {},
  { sparse: true },
  { partialFilterExpression: { b: { $gt: 0 } } },
  { partialFilterExpression: { a: { $exists: true } } },
);
const indexes = fc.uniqueArray(fc.tuple(keys, options), { maxLength: 3, selector: (pair) => JSON.stringify(pair[0]) });
const sort = fc.option(keys, { nil: undefined });

describe('a plan', () => {
  test('finds what a full scan finds, in the wanted order', () => {
    const each = 20;
    const query = fc.record({ filter, sort, skip: fc.nat(3), limit: fc.nat(6) });
    const queries = fc.array(query, { minLength: each, maxLength: each });
    holds(
      'a plan equals a full scan',
      400,
      fc.property(fc.array(doc, { maxLength: 25 }), indexes, queries, (docs, wanted, all) => {
        const collection = withoutParallelArrays(() => collectionOf(docs, wanted));
        if (!collection) return;
        for (const one of all) comparePlan(collection, one);
      }),
      each,
    );
  }, 120_000);

  test('in a transaction finds the snapshot together with its own changes', () => {
    const each = 10;
    const change = fc.record({ kind: fc.constantFrom('insert', 'update', 'remove'), at: fc.nat(24), doc });
    const queries = fc.array(fc.record({ filter, sort }), { minLength: each, maxLength: each });
    const row = fc.record({
      docs: fc.array(doc, { maxLength: 12 }),
      indexes,
      queries,
      changes: fc.array(change, { maxLength: 8 }),
    });
    holds(
      'a plan in a transaction equals a full scan',
      200,
      fc.property(row, ({ docs, indexes: wanted, queries: all, changes }) => {
        const collection = withoutParallelArrays(() => collectionOf(docs, wanted));
        if (!collection) return;
        const before = ids(everything(plain, collection));
        const transaction = beginTransaction(engine, 'test', 1);
        const view: View = { database: transaction.reader, transaction };
        try {
          for (const [at, one] of changes.entries()) carryOut(engine, view, collection, one, at);
        } catch {
          // Two arrays in one compound key: the command fails and its transaction is over.
          endTransaction(engine, transaction);
          return;
        }
        for (const { filter: given, sort: order } of all) {
          const selection = selectionOf(given, order);
          const inside = naive(view, collection, selection);
          const results = found(view, collection, selection);
          expect(ids(results)).toEqual(ids(inside));
          const sorted = order ? sortedNaively(inside, selection.sort!) : inside;
          expect(placesOf(results, sorted, selection.sort)).toEqual(placesOf(sorted, sorted, selection.sort));
        }
        expect(ids(everything(plain, collection))).toEqual(before);
        endTransaction(engine, transaction);
      }),
      each,
    );
  }, 120_000);

  test('with too many keys to count takes the index whose range is narrower', () => {
    const docs = Array.from({ length: 2_500 }, (_, at) => ({ a: 1, b: [at % 7], c: [at] }));
    const collection = collectionOf(docs, [
      [{ a: 1, b: 1 }, {}],
      [{ a: 1, c: 1 }, {}],
    ]);
    const filter = filterOf(docOf({ a: 1, c: { $elemMatch: { $gte: 1_000, $lt: 2_400 } } }));
    expect(choosePlan(plain, collection, { filter }).index?.name).toBe('i1');
    expect(found(plain, collection, { filter })).toHaveLength(1_400);
  });

  test.each([
    { wanted: 600, limit: 5, index: 'i0' },
    { wanted: 600, limit: 600, index: '_id_' },
    { wanted: 600, limit: 0, index: '_id_' },
    { wanted: 4, limit: 5, index: '_id_' },
    { wanted: 1_500, limit: 1_500, index: '_id_' },
    { wanted: 1_500, limit: 20, index: 'i0' },
  ])('walks in order when it is likely to be short: $wanted fit, $limit wanted', ({ wanted, limit, index }) => {
    const docs = Array.from({ length: 8_000 }, (_, at) => ({ _id: at, w: 1, t: (at * 677) % 8_000 }));
    const collection = collectionOf(docs, [[{ w: 1, t: 1 }, {}]]);
    const ids = Array.from({ length: wanted }, (_, at) => at * 5);
    const selection = { filter: filterOf(docOf({ w: 1, _id: { $in: ids } })), sort: docOf({ t: 1 }), limit };
    expect(choosePlan(plain, collection, selection).index?.name).toBe(index);
    expect(found(plain, collection, selection)).toHaveLength(Math.min(wanted, limit || wanted));
  });

  test.each([
    { filter: { w: 1, f: 1 }, sort: { u: -1 }, limit: 26, index: 'i0' },
    { filter: { w: 1, f: 1 }, sort: undefined, limit: 1, index: 'i0' },
    { filter: { w: 1, f: 9 }, sort: { u: -1 }, limit: 26, index: 'i0' },
    // They may all be at the far end.
    {
      filter: { w: 1, _id: { $in: Array.from({ length: 300 }, (_, at) => at * 2) } },
      sort: { u: -1 },
      limit: 21,
      index: '_id_',
    },
  ])('does not walk among others for what an index has together: $filter', ({ filter, sort, limit, index }) => {
    const docs = Array.from({ length: 8_000 }, (_, at) => ({ _id: at, w: 1, f: at < 400 ? 1 : 0, u: at }));
    const collection = collectionOf(docs, [
      [{ w: 1, f: 1, u: 1 }, {}],
      [{ w: 1, u: 1 }, {}],
    ]);
    const selection = { ...selectionOf(filter, sort), limit };
    expect(choosePlan(plain, collection, selection).index?.name).toBe(index);
  });

  test('that pages by key reads a bounded part of the index', () => {
    const docs = Array.from({ length: 3000 }, (_, at) => ({ w: at % 3, t: at >> 3, name: `n${at}` }));
    const collection = collectionOf(docs, [
      [{ w: 1, t: -1, _id: -1 }, {}],
      [{ w: 1, name: 1 }, {}],
    ]);
    const after = { w: 1, $or: [{ t: { $lt: 100 } }, { t: 100, _id: { $lt: 805 } }] };
    const selection = { filter: filterOf(docOf(after)), sort: docOf({ t: -1, _id: -1 }), limit: 5 };
    const plan = choosePlan(plain, collection, selection);
    expect(plan.index?.name).toBe('i0');
    expect(plan.sorted).toBe(true);
    const times = found(plain, collection, selection).map((one) => [toEjson(one.get('t')), toEjson(one.get('_id'))]);
    const wanted = naive(plain, collection, selection);
    expect(times).toEqual(
      sortedNaively(wanted, selection.sort)
        .slice(0, 5)
        .map((one) => [toEjson(one.get('t')), toEjson(one.get('_id'))]),
    );
  });
});

interface Query {
  filter: object;
  sort: object | undefined;
  skip: number;
  limit: number;
}

function selectionOf(given: object, order: object | undefined): Selection {
  return { filter: filterOf(docOf(given)), sort: order && docOf(order) };
}

function comparePlan(collection: Collection, { filter: given, sort: order, skip, limit }: Query): void {
  const selection = selectionOf(given, order);
  const wanted = naive(plain, collection, selection);
  const all = found(plain, collection, selection);
  const used = choosePlan(plain, collection, selection).index?.name ?? 'no index';
  expect(ids(all), used).toEqual(ids(wanted));
  const sorted = selection.sort ? sortedNaively(wanted, selection.sort) : wanted;
  expect(placesOf(all, sorted, selection.sort), used).toEqual(placesOf(sorted, sorted, selection.sort));
  const cut = found(plain, collection, { ...selection, skip, limit });
  const part = all.slice(skip, limit ? skip + limit : undefined);
  expect(placesOf(cut, sorted, selection.sort), used).toEqual(placesOf(part, sorted, selection.sort));
  expect(cut.length).toBe(part.length);
}

function sortedNaively(docs: Doc[], spec: Doc): Doc[] {
  const order = compileSort(spec);
  return [...docs].sort((a, b) => order.compare(order.keys(a), order.keys(b)));
}

function withoutParallelArrays(make: () => Collection): Collection | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error && error.message.includes('parallel arrays')) return undefined;
    throw error;
  }
}

function carryOut(
  on: Engine,
  view: View,
  collection: Collection,
  change: { kind: string; at: number; doc: object },
  step: number,
): void {
  if (change.kind === 'insert') {
    finish(insertDocument(on, view, collection, docOf({ _id: 1000 + step, ...change.doc })));
    return;
  }
  const selection = { filter: filterOf(docOf({ _id: change.at })), hint: docOf({ $natural: 1 }) };
  const row = [...select(view, collection, selection)].find((one) => one !== undefined);
  if (!row) return;
  if (change.kind === 'remove') finish(removeDocument(on, view, collection, row.row, () => true));
  else {
    const next = docOf({ _id: change.at, ...change.doc });
    finish(updateDocument(on, view, collection, row.row, () => ({ doc: next, kind: 'replace' })));
  }
}
