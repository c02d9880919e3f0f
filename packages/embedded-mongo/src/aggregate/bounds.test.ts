import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../bson/compare.js';
import { docOf, fromPlain } from '../bson/plain.js';
import { type Doc, Int32, type Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { memoryEnv } from '../tables/memory.js';
import { compilePipeline, type Flow } from './pipeline.js';

function run(stages: object[], input: Flow): Doc[] {
  const pipeline = compilePipeline(fromPlain(stages) as Value[], memoryEnv({}));
  return [...pipeline.run(input)].filter((doc) => doc !== undefined);
}

function codeOf(action: () => unknown): number | string {
  try {
    action();
  } catch (error) {
    return error instanceof MongoError ? error.code : String(error);
  }
  return 'no error';
}

/** A megabyte a document, made one by one. */
function* megabytes(count: number): Generator<Doc> {
  const text = 'x'.repeat(1024 * 1024);
  for (let at = 0; at < count; at++)
    yield new Map<string, Value>([
      ['_id', new Int32(at)],
      ['text', text],
    ]);
}

const first = { $project: { _id: 1, text: 1 } };

describe('100 MB are the limit', () => {
  test.each([
    ['$sort', [first, { $sort: { _id: -1 } }]],
    ['$group by $push', [{ $group: { _id: null, r: { $push: '$text' } } }]],
    ['$group by $first of whole documents', [{ $group: { _id: '$_id', r: { $first: '$$ROOT' } } }]],
    ['$group by many keys', [{ $group: { _id: { $concat: ['$text', { $toString: '$_id' }] } } }]],
    ['$bucketAuto', [{ $bucketAuto: { groupBy: '$_id', buckets: 2 } }]],
    ['$facet', [{ $facet: { a: [] } }]],
    ['$sample', [{ $sample: { size: 1000 } }]],
  ])('%s', (_name, stages) => {
    expect(codeOf(() => run(stages, megabytes(120)))).toBe(292);
  });

  test('a sort with a limit needs only what it keeps', () => {
    const kept = run([first, { $sort: { _id: -1 } }, { $limit: 2 }, { $project: { _id: 1 } }], megabytes(60));
    expect(kept.map((doc) => doc.get('_id'))).toEqual([new Int32(59), new Int32(58)]);
  });
});

describe('stages read no more than they need', () => {
  function counting(count: number): { input: Flow; read: () => number } {
    let read = 0;
    function* input() {
      for (let at = 0; at < count; at++) {
        read++;
        yield docOf({ _id: at });
      }
    }
    return { input: input(), read: () => read };
  }

  test('$limit', () => {
    const { input, read } = counting(100);
    expect(run([{ $project: { _id: 1 } }, { $limit: 3 }], input)).toHaveLength(3);
    expect(read()).toBe(3);
  });

  test('$facet, when all its pipelines have enough', () => {
    const { input, read } = counting(100);
    run([{ $facet: { a: [{ $limit: 2 }], b: [{ $limit: 5 }] } }], input);
    expect(read()).toBeLessThan(10);
  });
});

describe('properties', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 });

  test('a sort with a limit is the head of the whole sort, in order of arrival', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 30 }), (values, limit) => {
        const docs = values.map((v, at) => docOf({ _id: at, v }));
        const all = run([{ $project: { v: 1 } }, { $sort: { v: 1 } }], docs);
        const some = run([{ $project: { v: 1 } }, { $sort: { v: 1 } }, { $limit: limit }], docs);
        expect(some).toEqual(all.slice(0, limit));
        const order = (a: Doc, b: Doc) => compare(a.get('v'), b.get('v')) || compare(a.get('_id'), b.get('_id'));
        expect(all).toEqual(all.toSorted(order));
      }),
    );
  });

  test('runs of a long sort are merged, also with a limit', () => {
    const docs = Array.from({ length: 23_456 }, (_, at) => docOf({ _id: at, v: (at * 7919) % 1000 }));
    const ids = (stages: object[]) =>
      run([{ $project: { v: 1 } }, ...stages], docs).map((doc) => (doc.get('_id') as Int32).value);
    const expected = docs.map((_, at) => at).sort((a, b) => ((a * 7919) % 1000) - ((b * 7919) % 1000) || a - b);
    expect(ids([{ $sort: { v: 1 } }])).toEqual(expected);
    expect(ids([{ $sort: { v: 1 } }, { $limit: 7 }])).toEqual(expected.slice(0, 7));
    expect(ids([{ $sort: { v: 1 } }, { $skip: 10 }, { $limit: 9000 }])).toEqual(expected.slice(10, 9010));
  });

  test('groups partition the documents', () => {
    fc.assert(
      fc.property(keys, (values) => {
        const docs = values.map((v, at) => docOf({ _id: at, v }));
        const groups = run([{ $group: { _id: '$v', ids: { $push: '$_id' } } }], docs);
        const expected = new Map<number, Int32[]>();
        for (const [at, v] of values.entries()) expected.set(v, [...(expected.get(v) ?? []), new Int32(at)]);
        const found = new Map(groups.map((group) => [(group.get('_id') as Int32).value, group.get('ids')]));
        expect(found).toEqual(expected);
      }),
    );
  });

  test('buckets of $bucketAuto hold every document once, in order', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 10 }), (values, buckets) => {
        const docs = values.map((v, at) => docOf({ _id: at, v }));
        const made = run([{ $bucketAuto: { groupBy: '$v', buckets, output: { all: { $push: '$v' } } } }], docs);
        const all = made.flatMap((bucket) => bucket.get('all') as Int32[]).map(({ value }) => value);
        expect(all).toEqual(values.toSorted((a, b) => a - b));
        expect(made.length).toBeLessThanOrEqual(buckets);
      }),
    );
  });

  test('$facet gives each pipeline what it would get alone', () => {
    fc.assert(
      fc.property(keys, (values) => {
        const docs = values.map((v, at) => docOf({ _id: at, v }));
        const pipelines = {
          a: [{ $sort: { v: -1, _id: 1 } }, { $limit: 7 }],
          b: [{ $group: { _id: '$v', n: { $sum: 1 } } }],
          c: [{ $skip: 3 }, { $unwind: '$v' }],
        };
        const [together] = run([{ $facet: pipelines }], docs);
        for (const [name, stages] of Object.entries(pipelines)) {
          expect(together!.get(name)).toEqual(run([{ $project: { v: 1 } }, ...stages], docs));
        }
      }),
    );
  });
});
