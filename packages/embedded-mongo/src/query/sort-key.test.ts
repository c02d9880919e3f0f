import { expect, test } from 'vitest';
import { docOf } from '../bson/plain.js';
import { parseSort } from './sort-key.js';

const errors: [object, number][] = [
  [{ v: 0 }, 15975],
  [{ v: 2 }, 15975],
  [{ v: 1.5 }, 15975],
  [{ v: 'asc' }, 15974],
  [{ v: true }, 15974],
  [{ v: null }, 15974],
  [{ '': 1 }, 40352],
  [{ 'a.': 1 }, 40353],
  [{ 'a..b': 1 }, 15998],
  [{ $a: 1 }, 16410],
  [Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`k${index}`, 1])), 13103],
];

test.each(errors)('the sort %j is error %i', (spec, code) => {
  expect(() => parseSort(docOf(spec))).toThrow(expect.objectContaining({ code }));
});

test('a sort is a list of paths and directions', () => {
  expect(parseSort(docOf({ 'a.b': -1, c: 1n }))).toEqual([
    { path: 'a.b', direction: -1 },
    { path: 'c', direction: 1 },
  ]);
});
