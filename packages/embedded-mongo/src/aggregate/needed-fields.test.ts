import { describe, expect, test } from 'vitest';
import { encode } from '../bson/codec.js';
import { docOf, fromPlain, toEjson } from '../bson/plain.js';
import type { Value } from '../bson/value.js';
import { allTables } from '../tables/all-tables.js';
import { memoryEnv } from '../tables/memory.js';
import { docsOf } from '../tables/pure.backend.js';
import { decoderOf } from './needed-fields.js';
import { compilePipeline } from './pipeline.js';

function fieldsOf(stages: object[]): string[] | undefined {
  const { fields } = compilePipeline(fromPlain(stages) as Value[], memoryEnv({})).selection;
  return fields && [...fields].sort();
}

const group = (sum: unknown) => ({ $group: { _id: '$k', n: { $sum: sum } } });

test.each([
  [[{ $match: { a: 1 } }, { $group: { _id: 1, n: { $sum: 1 } } }], []],
  [[group('$n.x')], ['k', 'n']],
  [[group('$$ROOT.n')], ['k', 'n']],
  [[group('$$ROOT')], undefined],
  [[group({ $let: { vars: { v: '$a' }, in: '$$v' } })], ['a', 'k']],
  [[group({ $getField: 'a.b' })], undefined],
  [[{ $count: 'n' }], []],
  [[{ $project: { a: 1, 'b.c': 1, d: '$e' } }], ['_id', 'a', 'b', 'd', 'e']],
  [[{ $project: { a: 0 } }], undefined],
  [[{ $project: { a: 0 } }, { $count: 'n' }], []],
  [
    [{ $set: { x: '$y' } }, { $unwind: '$l.m' }, { $limit: 1 }, group(1)],
    ['k', 'l', 'y'],
  ],
  [[{ $set: { x: '$y' } }], undefined],
  [
    [{ $unwind: '$l' }, { $sort: { 's.t': 1 } }, { $count: 'n' }],
    ['l', 's'],
  ],
  [
    [{ $lookup: { from: 'f', localField: 'a.b', foreignField: 'c', as: 'r' } }, group(1)],
    ['a', 'k'],
  ],
  [[{ $limit: 1 }, { $match: { a: 1 } }, { $count: 'n' }], []],
  [[{ $skip: 1 }, { $match: { a: 1 } }, { $count: 'n' }], []],
  [[{ $set: { a: 1 } }, { $match: { a: 1 } }, { $count: 'n' }], undefined],
  [[{ $facet: { a: [{ $count: 'n' }] } }], undefined],
  [[{ $unionWith: 'f' }, { $count: 'n' }], undefined],
  [[{ $replaceWith: '$a' }], ['a']],
])('%j looks at %j', (stages, fields) => {
  expect(fieldsOf(stages)).toEqual(fields);
});

test('fields are decoded in the order of the document', () => {
  const bytes = encode(docOf({ _id: 1, a: [1], b: { c: 'x' }, d: 2 }));
  const some = decoderOf(new Set(['d', 'b', 'zz']))(bytes);
  expect(toEjson(some)).toBe(toEjson(docOf({ b: { c: 'x' }, d: 2 })));
  expect([...some.keys()]).toEqual(['b', 'd']);
  expect(decoderOf(new Set())(bytes).size).toBe(0);
  expect(toEjson(decoderOf(undefined)(bytes))).toBe(toEjson(docOf({ _id: 1, a: [1], b: { c: 'x' }, d: 2 })));
});

describe('all pipelines of the tables', () => {
  const rows = allTables
    .flatMap((table) => table.rows)
    .filter(({ pipeline, error }) => pipeline && error === undefined);

  test.each(rows.filter(({ pipeline }) => !JSON.stringify(pipeline).includes('$sample')))(
    '$name is the same on the fields it looks at',
    ({ pipeline, ...row }) => {
      const docs = docsOf(row);
      const stages = fromPlain(pipeline) as Value[];
      const compiled = compilePipeline(stages, memoryEnv({}));
      const { filter, fields } = compiled.selection;
      const input = filter ? docs.filter(filter.matches) : docs;
      const decoder = decoderOf(fields);
      const whole = [...compilePipeline(stages, memoryEnv({})).run(input)].map((doc) => toEjson(doc));
      expect([...compiled.run(input.map((doc) => decoder(encode(doc))))].map((doc) => toEjson(doc))).toEqual(whole);
    },
  );
});
