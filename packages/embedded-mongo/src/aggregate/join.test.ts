import { describe, expect, test } from 'vitest';
import { docOf, fromPlain, toEjson } from '../bson/plain.js';
import type { Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { aggregate, memoryEnv } from '../tables/memory.js';
import { compilePipeline } from './pipeline.js';

type Data = Record<string, object[]>;

function results(data: Data, pipeline: object[], more: Parameters<typeof aggregate>[2] = {}): string[] {
  const collections = Object.fromEntries(Object.entries(data).map(([name, docs]) => [name, docs.map(docOf)]));
  return aggregate(fromPlain(pipeline) as Value[], collections, more).map(toEjson);
}

const texts = (docs: object[]) => docs.map((doc) => toEjson(docOf(doc)));

function codeOf(run: () => unknown): number | string {
  try {
    run();
  } catch (error) {
    return error instanceof MongoError ? error.code : String(error);
  }
  return 'no error';
}

/** The `_id`s of the foreign documents that a local document is joined with. */
function joined(local: object, foreign: object[], localField = 'a', foreignField = 'b'): string {
  const stages = [{ $lookup: { from: 'f', localField, foreignField, as: 'r' } }, { $project: { _id: 0, r: '$r._id' } }];
  return results({ c: [local], f: foreign }, stages)[0]!;
}

describe('$lookup by equality', () => {
  const foreign = [
    { _id: 0, b: 1 },
    { _id: 1, b: [1, 2] },
    { _id: 2, b: null },
    { _id: 3 },
    { _id: 4, b: [] },
    { _id: 5, b: [[1]] },
    { _id: 6, b: [null] },
    { _id: 7, b: 'x' },
    { _id: 8, b: /x/ },
  ];
  test.each([
    ['a scalar', { a: 1 }, [0, 1]],
    ['an array: each of its elements', { a: [2, 'x'] }, [1, 7]],
    ['null finds null and missing', { a: null }, [2, 3, 6]],
    ['missing likewise', {}, [2, 3, 6]],
    ['an empty array likewise', { a: [] }, [2, 3, 6]],
    ['an array within', { a: [[1]] }, [5]],
    ['a pattern stands for itself', { a: /x/ }, [8]],
    ['nothing', { a: 99 }, []],
  ])('%s', (_name, local, ids) => {
    expect(joined(local, foreign)).toBe(toEjson(docOf({ r: ids })));
  });

  test('paths through arrays', () => {
    expect(joined({ a: [{ v: 1 }, { v: 'x' }, {}] }, foreign, 'a.v')).toBe(toEjson(docOf({ r: [0, 1, 7] })));
    const nested = [
      { _id: 0, b: [{ v: 1 }] },
      { _id: 1, b: { v: [3, 1] } },
    ];
    expect(joined({ a: 1 }, nested, 'a', 'b.v')).toBe(toEjson(docOf({ r: [0, 1] })));
  });

  test('a collection that does not exist is empty', () => {
    const stage = { $lookup: { from: 'none', localField: 'a', foreignField: 'b', as: 'x.y' } };
    expect(results({ c: [{ _id: 1 }] }, [stage])).toEqual(texts([{ _id: 1, x: { y: [] } }]));
  });
});

describe('$lookup with a pipeline', () => {
  const data = {
    c: [
      { _id: 1, n: 1 },
      { _id: 2, n: 5 },
    ],
    f: [
      { _id: 10, v: 1, k: 1 },
      { _id: 11, v: 2, k: 2 },
      { _id: 12, v: 3, k: 1 },
    ],
  };

  test('reads variables of the outer document', () => {
    const pipeline = [{ $match: { $expr: { $gt: ['$v', '$$least'] } } }, { $project: { v: 1, outer: '$$least' } }];
    const stage = { $lookup: { from: 'f', let: { least: '$n' }, pipeline, as: 'r' } };
    expect(results(data, [stage])).toEqual(
      texts([
        {
          _id: 1,
          n: 1,
          r: [
            { _id: 11, v: 2, outer: 1 },
            { _id: 12, v: 3, outer: 1 },
          ],
        },
        { _id: 2, n: 5, r: [] },
      ]),
    );
  });

  test('its own $match, $sort and $limit come after the equality', () => {
    const pipeline = [{ $match: { v: { $gt: 0 } } }, { $sort: { _id: -1 } }, { $limit: 1 }];
    const stage = { $lookup: { from: 'f', localField: 'n', foreignField: 'k', pipeline, as: 'r' } };
    expect(results(data, [stage])).toEqual(
      texts([
        { _id: 1, n: 1, r: [{ _id: 12, v: 3, k: 1 }] },
        { _id: 2, n: 5, r: [] },
      ]),
    );
  });

  test('lookups nest, and see the variables of both', () => {
    const inner = {
      $lookup: {
        from: 'c',
        let: { v: '$v' },
        pipeline: [{ $match: { $expr: { $eq: ['$n', { $add: ['$$v', '$$outer', -1] }] } } }, { $project: { _id: 1 } }],
        as: 's',
      },
    };
    const stage = { $lookup: { from: 'f', let: { outer: '$n' }, pipeline: [inner, { $limit: 1 }], as: 'r' } };
    expect(results({ ...data, c: [{ _id: 1, n: 1 }] }, [stage])).toEqual(
      texts([{ _id: 1, n: 1, r: [{ _id: 10, v: 1, k: 1, s: [{ _id: 1 }] }] }]),
    );
  });

  test('literal documents need no collection', () => {
    const stage = { $lookup: { pipeline: [{ $documents: [{ x: 1 }] }], as: 'r' } };
    expect(results({ c: [{ _id: 1 }] }, [stage])).toEqual(texts([{ _id: 1, r: [{ x: 1 }] }]));
  });

  test.each([
    [{ as: 'r', localField: 'a', foreignField: 'b' }, 9],
    [{ from: 'f', localField: 'a', foreignField: 'b' }, 9],
    [{ from: 'f', localField: 'a', as: 'r' }, 9],
    [{ from: 'f', localField: 'a', pipeline: [], as: 'r' }, 9],
    [{ from: 'f', localField: 'a', foreignField: 'b', let: {}, as: 'r' }, 9],
    [{ from: 'f', let: { Bad: 1 }, pipeline: [], as: 'r' }, 9],
    [{ from: 'f', pipeline: [{ $match: { $expr: '$$nope' } }], as: 'r' }, 17276],
    [{ from: 'f', pipeline: [{ $nope: 1 }], as: 'r' }, 40324],
    [{ from: 'f', pipeline: [{ $out: 'x' }], as: 'r' }, 51047],
    [{ from: { db: 'd', coll: 'f' }, pipeline: [], as: 'r' }, 238],
    [{ from: 'f', pipeline: [], as: '$r' }, 16410],
    [{ from: 'f', pipeline: [], as: 'r', other: 1 }, 9],
  ])('%j fails with %i', (spec, code) => {
    expect(codeOf(() => results({ c: [{ _id: 1 }] }, [{ $lookup: spec }]))).toBe(code);
  });

  test('a result over 16 MB fails', () => {
    const f = Array.from({ length: 5 }, (_, at) => ({ _id: at, text: 'x'.repeat(4_000_000) }));
    expect(codeOf(() => results({ c: [{ _id: 1 }], f }, [{ $lookup: { from: 'f', pipeline: [], as: 'r' } }]))).toBe(
      4568,
    );
  });
});

describe('$unionWith', () => {
  const data = { c: [{ _id: 1 }], f: [{ _id: 2, k: 1 }, { _id: 3 }] };

  test('adds the documents of another collection', () => {
    expect(results(data, [{ $unionWith: 'f' }])).toEqual(texts([{ _id: 1 }, { _id: 2, k: 1 }, { _id: 3 }]));
  });

  test('through a pipeline, also of literal documents', () => {
    const stages = [
      { $unionWith: { coll: 'f', pipeline: [{ $match: { k: 1 } }, { $set: { u: true } }] } },
      { $unionWith: { pipeline: [{ $documents: [{ _id: 9 }] }] } },
    ];
    expect(results(data, stages)).toEqual(texts([{ _id: 1 }, { _id: 2, k: 1, u: true }, { _id: 9 }]));
  });

  test.each([
    [5, 9],
    [{ pipeline: [] }, 9],
    [{ coll: 5 }, 14],
    [{ coll: 'f', other: 1 }, 40415],
    [{ coll: 'f', pipeline: [{ $merge: 'x' }] }, 31441],
  ])('%j fails with %i', (spec, code) => {
    expect(codeOf(() => results(data, [{ $unionWith: spec }]))).toBe(code);
  });
});

describe('sources and outputs', () => {
  const compiled = (stages: object[], more = {}) => compilePipeline(fromPlain(stages) as Value[], memoryEnv({}, more));

  test('$documents is a source', () => {
    const stages = [{ $documents: [{ a: 1 }, { a: { $add: [1, 1] } }] }, { $match: { a: 2 } }];
    expect(results({}, stages, { collection: undefined })).toEqual(texts([{ a: 2 }]));
    expect(compiled(stages, { collection: undefined }).source).toBe(true);
    expect(codeOf(() => results({}, [{ $documents: 5 }], { collection: undefined }))).toBe(5858203);
    expect(codeOf(() => results({}, [{ $documents: [5] }], { collection: undefined }))).toBe(40228);
    expect(codeOf(() => compiled([{ $match: {} }], { collection: undefined }))).toBe(73);
  });

  test('$out names its collection', () => {
    expect(compiled([{ $match: {} }, { $out: 'x' }]).output).toEqual({ kind: 'out', db: 'test', collection: 'x' });
    const other = { kind: 'out', db: 'd', collection: 'x' };
    expect(compiled([{ $out: { db: 'd', coll: 'x' } }]).output).toEqual(other);
    expect(codeOf(() => compiled([{ $out: '' }]))).toBe(73);
  });

  test('$merge has its standards', () => {
    expect(compiled([{ $merge: 'x' }]).output).toEqual({
      kind: 'merge',
      db: 'test',
      collection: 'x',
      on: ['_id'],
      whenMatched: 'merge',
      whenNotMatched: 'insert',
    });
  });

  test('$merge with a pipeline sees the old document and the new one', () => {
    const whenMatched = [{ $set: { sum: { $add: ['$n', '$$new.n', '$$extra'] } } }];
    const { output } = compiled([
      { $merge: { into: 'x', on: ['k'], let: { new: '$$ROOT', extra: '$m' }, whenMatched } },
    ]);
    const apply = output?.kind === 'merge' && output.whenMatched;
    if (typeof apply !== 'function') throw new Error('there should be a function');
    const merged = apply(docOf({ _id: 1, n: 1 }), docOf({ n: 10, m: 100 }));
    expect(toEjson(merged)).toBe(toEjson(docOf({ _id: 1, n: 1, sum: 111 })));
  });

  test.each([
    [{ into: 'x', on: [] }, 51187],
    [{ into: 'x', on: 5 }, 51186],
    [{ into: 'x', on: ['a', 5] }, 51134],
    [{ into: 'x', whenMatched: 5 }, 51191],
    [{ into: 'x', let: {}, whenMatched: 'merge' }, 51199],
    [{ into: 'x', whenMatched: [{ $match: {} }] }, 72],
    [{ into: 5 }, 51178],
  ])('$merge %j fails with %i', (spec, code) => {
    expect(codeOf(() => compiled([{ $merge: spec }]))).toBe(code);
  });
});

describe('what storage is asked to do', () => {
  const selection = (stages: object[]) => compilePipeline(fromPlain(stages) as Value[], memoryEnv({})).selection;

  test('the leading $match, $sort, $skip and $limit, and a $match behind that', () => {
    const { filter, sort, skip, limit, filterAfter } = selection([
      { $match: { a: 1 } },
      { $match: { b: 2 } },
      { $sort: { c: 1 } },
      { $skip: 3 },
      { $limit: 4 },
      { $match: { d: 1 } },
    ]);
    expect(filter?.matches(docOf({ a: 1, b: 2, d: 0 }))).toBe(true);
    expect(filter?.matches(docOf({ a: 1, b: 3 }))).toBe(false);
    expect([toEjson(sort), skip, limit]).toEqual([toEjson(docOf({ c: 1 })), 3, 4]);
    expect(filterAfter?.matches(docOf({ a: 5, d: 1 }))).toBe(true);
    expect(filterAfter?.matches(docOf({ d: 0 }))).toBe(false);
  });

  test('nothing that comes after another stage', () => {
    expect(selection([{ $limit: 2 }, { $sort: { a: 1 } }])).toMatchObject({ limit: 2, sort: undefined });
    expect(selection([{ $project: { a: 1 } }, { $match: { a: 1 } }]).filter).toBeUndefined();
    expect(selection([{ $limit: 2 }, { $project: { a: 1 } }, { $match: { a: 1 } }]).filterAfter).toBeUndefined();
  });
});
