import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyScalar, anyValue } from '../bson/arbitrary.js';
import { encode } from '../bson/codec.js';
import { docOf } from '../bson/plain.js';
import type { Doc, Value } from '../bson/value.js';
import { compileExpression } from '../expression/expression.js';
import { compileFilter, type Filter, type QueryEnv } from './filter.js';

const now = new Date(0);
const env: QueryEnv = { now, expression: (expression) => compileExpression(expression, { now }) };

const paths = fc.constantFrom('a', 'b', 'a.b', 'a.0', 'b.a', 'a.b.a');
const names = fc.constantFrom('a', 'b', '0');

const tree = fc.letrec<{ value: Value; doc: Doc }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: anyScalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 3, arbitrary: tie('doc') },
  ),
  doc: fc.array(fc.tuple(names, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
}));

const condition: fc.Arbitrary<Value> = fc.oneof(
  fc
    .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), anyValue)
    .filter(
      ([, value]) =>
        !(typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype === 'BSONRegExp'),
    )
    .map(([operator, value]) => new Map([[operator, value]])),
  fc.tuple(fc.constantFrom('$in', '$nin'), fc.array(anyValue, { maxLength: 3 })).map((entry) => new Map([entry])),
  fc.boolean().map((value) => new Map([['$exists', value]])),
  fc.constantFrom('int', 'string', 'array', 'object', 'null').map((type) => new Map([['$type', type]])),
  fc
    .constantFrom(
      { $size: 1 },
      { $mod: [2, 1] },
      { $regex: '^a' },
      { $all: [1] },
      { $elemMatch: { $gt: 0 } },
      { $elemMatch: { $gte: 'a', $lt: 'b' } },
    )
    .map(docOf),
  fc.constantFrom({ $not: { $gt: 1 } }, { $elemMatch: { a: 1 } }, { $bitsAnySet: 3 }).map(docOf),
);

const anyFilter = fc.letrec<{ filter: Doc }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: fc.tuple(paths, condition).map((entry): Doc => new Map([entry])) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
        .map((entry): Doc => new Map([entry])),
    },
  ),
})).filter;

const many = { numRuns: 5000 };

describe('properties', () => {
  test('undecoded bytes match as the document does, where they tell', () => {
    let told = 0;
    fc.assert(
      fc.property(tree.doc, anyFilter, (doc, spec) => {
        const filter = compileFilter(spec, env);
        const answer = filter.matchesRaw(encode(doc));
        if (answer === undefined) return;
        told++;
        expect(answer).toBe(filter.matches(doc));
      }),
      many,
    );
    expect(told).toBeGreaterThan(1000);
  });

  const complements: [string, (condition: Value) => object][] = [
    ['$not', (condition) => ({ a: { $not: condition } })],
    ['$nor', (condition) => ({ $nor: [{ a: condition }] })],
  ];
  test.each(complements)('%s matches what the condition does not', (_, negated) => {
    fc.assert(
      fc.property(tree.doc, condition, (doc, operators) => {
        const positive = compileFilter(docOf({ a: operators }), env).matches(doc);
        expect(compileFilter(docOf(negated(operators)), env).matches(doc)).toBe(!positive);
      }),
      many,
    );
  });

  test('$in is an $or of equalities', () => {
    fc.assert(
      fc.property(tree.doc, paths, fc.array(anyValue, { minLength: 1, maxLength: 3 }), (doc, path, values) => {
        const either = compileFilter(docOf({ $or: values.map((value) => ({ [path]: value })) }), env);
        expect(compileFilter(docOf({ [path]: { $in: values } }), env).matches(doc)).toBe(either.matches(doc));
      }),
      many,
    );
  });
});

describe('the tree that a planner reads', () => {
  const trees: [object, object][] = [
    [{ a: 1 }, { kind: 'field', path: 'a', op: 'eq' }],
    [{ a: { $gt: 1, $lt: 5 } }, { kind: 'and', nodes: [{ op: 'gt' }, { op: 'lt' }] }],
    [{ a: { $ne: 1 } }, { kind: 'not', node: { kind: 'field', op: 'eq' } }],
    [{ $or: [{ a: 1 }, { b: { $in: [1] } }] }, { kind: 'or', nodes: [{ op: 'eq' }, { op: 'in' }] }],
    [{ a: { $exists: false } }, { kind: 'not', node: { op: 'exists', value: true } }],
    [{ a: { $elemMatch: { b: 1 } } }, { kind: 'elemMatch', path: 'a', form: 'object', node: { path: 'b', op: 'eq' } }],
    [{ a: { $elemMatch: { $gt: 1 } } }, { kind: 'elemMatch', path: 'a', form: 'value' }],
    [{ $expr: true }, { kind: 'other' }],
    [{}, { kind: 'and', nodes: [] }],
  ];
  test.each(trees)('%j', (spec, expected) => {
    expect(compileFilter(docOf(spec), env).tree).toMatchObject(expected);
  });
});

describe('the position for $', () => {
  const docs: [object, object, number | undefined][] = [
    [{ a: [5, 6, 7] }, { a: 6 }, 1],
    [{ a: [5, 6, 7] }, { a: { $gt: 6 } }, 2],
    [{ a: [{ b: 1 }, { b: 2 }] }, { 'a.b': 2 }, 1],
    [{ a: [{ b: [1, 2] }, { b: [3, 4] }] }, { 'a.b': 4 }, 1],
    [{ a: [1, 2], b: [3, 4] }, { a: 2, b: 3 }, 0],
    [{ a: [1, 2], b: [3, 4] }, { $or: [{ a: 9 }, { b: 4 }] }, 1],
    [
      {
        a: [
          { b: 1, c: 1 },
          { b: 1, c: 2 },
        ],
      },
      { a: { $elemMatch: { b: 1, c: 2 } } },
      1,
    ],
    [{ a: [1, 2] }, { a: [1, 2] }, undefined],
    [{ a: 1 }, { a: 1 }, undefined],
    [{ a: [1] }, { a: { $ne: 5 } }, undefined],
  ];
  test.each(docs)('%j %j', (doc, spec, index) => {
    const filter: Filter = compileFilter(docOf(spec), env);
    expect(filter.positions(docOf(doc))).toBe(index);
  });
});
