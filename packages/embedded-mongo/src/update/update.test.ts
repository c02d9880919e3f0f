import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode } from '../bson/codec.js';
import { docOf, fromPlain, toEjson } from '../bson/plain.js';
import { MongoError } from '../error.js';
import { compileExpression } from '../expression/expression.js';
import { holds } from '../testing/holds.js';
import { compileUpdate, type UpdateEnv } from './update.js';

const now = new Date(0);
const env: UpdateEnv = { now, expression: (expression) => compileExpression(expression, { now }) };

type Plain = null | number | string | Plain[] | { [name: string]: Plain };

const anyPlain = fc.letrec<{ value: Plain; doc: { [name: string]: Plain } }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: fc.constantFrom<Plain>(null, 0, 1, 2, 'x', 'y') },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: tie('doc') },
  ),
  doc: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
}));

const anyPath = fc.constantFrom('a', 'b', 'c', 'a.a', 'a.b', 'b.0', 'a.1', 'c.b.a', 'b.0.c', 'a.b.1');
const anyChange = fc.oneof(
  fc.tuple(fc.constant('$set'), anyPath, anyPlain.value),
  fc.tuple(fc.constant('$unset'), anyPath, fc.constant<Plain>('')),
  fc.tuple(fc.constant('$inc'), anyPath, fc.constantFrom<Plain>(1, 2, -1)),
  fc.tuple(
    fc.constant('$push'),
    anyPath,
    anyPlain.value.filter((value) => typeof value !== 'object'),
  ),
  fc.tuple(fc.constant('$min'), anyPath, fc.constantFrom<Plain>(0, 1)),
  fc.tuple(fc.constant('$pop'), anyPath, fc.constantFrom<Plain>(1, -1)),
);

/** What the manual says of one change, written down a second time on plain objects. `undefined` is an error. */
function naive(doc: { [name: string]: Plain }, operator: string, path: string, operand: Plain): Plain | undefined {
  const copy = structuredClone(doc);
  const parts = path.split('.');
  const last = parts.pop()!;
  const creates = operator !== '$unset' && operator !== '$pop';
  let at: Plain = copy;
  for (const part of parts) {
    const next = enter(at, part);
    if (next === 'missing') {
      if (operator === '$pop' && Array.isArray(at) && !/^\d+$/.test(part)) return undefined;
      if (!creates) return doc;
      const made: Plain = {};
      if (!put(at, part, made)) return undefined;
      at = made;
    } else if (next === 'blocked') return operator === '$unset' ? doc : undefined;
    else at = next;
  }
  return finish(copy, at, last, operator, operand, doc);
}

function enter(container: Plain, part: string): Plain[] | { [name: string]: Plain } | 'missing' | 'blocked' {
  const value = read(container, part);
  if (value === undefined) return 'missing';
  return typeof value === 'object' && value !== null ? value : 'blocked';
}

function read(container: Plain, part: string): Plain | undefined {
  if (Array.isArray(container)) return /^\d+$/.test(part) ? container[Number(part)] : undefined;
  return typeof container === 'object' && container !== null ? container[part] : undefined;
}

function put(container: Plain, part: string, value: Plain): boolean {
  if (Array.isArray(container)) {
    if (!/^\d+$/.test(part)) return false;
    while (container.length < Number(part)) container.push(null);
    container[Number(part)] = value;
  } else (container as { [name: string]: Plain })[part] = value;
  return true;
}

function finish(
  copy: Plain,
  container: Plain,
  name: string,
  operator: string,
  operand: Plain,
  doc: Plain,
): Plain | undefined {
  const current = read(container, name);
  if (operator === '$unset') {
    if (current === undefined) return doc;
    if (Array.isArray(container)) container[Number(name)] = null;
    else delete (container as { [name: string]: Plain })[name];
    return copy;
  }
  if (operator === '$pop' && Array.isArray(container) && !/^\d+$/.test(name)) return undefined;
  if (operator === '$pop' && current === undefined) return doc;
  const value = changed(operator, current, operand);
  return value !== undefined && put(container, name, value) ? copy : undefined;
}

function changed(operator: string, current: Plain | undefined, operand: Plain): Plain | undefined {
  switch (operator) {
    case '$set':
      return operand;
    case '$inc':
      if (current === undefined) return operand;
      return typeof current === 'number' ? current + Number(operand) : undefined;
    case '$push':
      if (current === undefined) return [operand];
      return Array.isArray(current) ? [...current, operand] : undefined;
    case '$min':
      if (current === undefined) return operand;
      if (current === null) return null;
      return typeof current === 'number' ? Math.min(current, Number(operand)) : operand;
  }
  if (!Array.isArray(current)) return undefined;
  return operand === 1 ? current.slice(0, -1) : current.slice(1);
}

test('one change does what a naive model does', () => {
  holds(
    'an update equals a naive model',
    40_000,
    fc.property(anyPlain.doc, anyChange, (doc, [operator, path, operand]) => {
      const before = docOf(doc);
      const bytes = encode(before);
      const expected = naive(doc, operator, path, operand);
      let result = '"error"';
      try {
        const update = compileUpdate(docOf({ [operator]: { [path]: operand } }), env).apply(before);
        result = toEjson(update.doc);
        expect(update.changed).toBe(result !== toEjson(before));
      } catch (error) {
        if (!(error instanceof MongoError)) throw error;
      }
      // Plain objects have an order of their own for names that are numbers, so the order is not compared here.
      expect(JSON.parse(result)).toEqual(expected === undefined ? 'error' : JSON.parse(toEjson(fromPlain(expected))));
      expect(Buffer.compare(encode(before), bytes)).toBe(0);
    }),
  );
}, 120_000);

describe('whether a document has changed', () => {
  const rows: [object, object | object[], boolean][] = [
    [{ a: 1 }, { $set: { a: 1 } }, false],
    [{ a: 1 }, { $set: { a: 1n } }, true],
    [{ a: 1 }, { $set: { a: 2 } }, true],
    [{ a: 1 }, { $unset: { b: 1 } }, false],
    [{ a: 1 }, { $inc: { a: 0 } }, false],
    [{ a: 1 }, { $min: { a: 5 } }, false],
    [{ a: [1] }, { $addToSet: { a: 1 } }, false],
    [{ a: [1] }, { $pull: { a: 2 } }, false],
    [{ a: [1] }, { $push: { a: { $each: [] } } }, false],
    [{ a: [] }, { $pop: { a: 1 } }, false],
    [{ a: 1 }, { $rename: { b: 'c' } }, false],
    [{ a: 1 }, { $setOnInsert: { a: 5 } }, false],
    [{ _id: 1, a: 1 }, { a: 1 }, false],
    [{ _id: 1, a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, [{ $set: { a: 1 } }], false],
    [{ a: 1 }, { $currentDate: { d: true } }, true],
  ];
  test.each(rows)('%o %o', (doc, update, changed) => {
    const compiled = compileUpdate(fromPlain(update) as Parameters<typeof compileUpdate>[0], env);
    expect(compiled.apply(docOf(doc)).changed).toBe(changed);
  });
});

test('$currentDate writes the time of the command', () => {
  const at = new Date('2024-02-29T12:00:00.500Z');
  const update = compileUpdate(docOf({ $currentDate: { d: true, e: { $type: 'date' }, t: { $type: 'timestamp' } } }), {
    ...env,
    now: at,
  });
  const { doc } = update.apply(docOf({}));
  expect(doc.get('d')).toEqual(at);
  expect(doc.get('e')).toEqual(at);
  expect(toEjson(doc.get('t'))).toBe('{"$timestamp":{"t":1709208000,"i":1}}');
});

test('changes are made in the order of their paths, numbers by size', () => {
  const update = compileUpdate(docOf({ $set: { 'b.10': 1, 'b.9': 2, z: 3 }, $inc: { a: 1 } }), env);
  expect([...update.apply(docOf({})).doc.keys()]).toEqual(['a', 'b', 'z']);
  expect(toEjson(update.apply(docOf({})).doc.get('b'))).toBe('{"9":{"$numberInt":"2"},"10":{"$numberInt":"1"}}');
});
