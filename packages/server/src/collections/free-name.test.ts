import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caseFold } from '../data/case-fold.js';
import { freeName } from './collection-removal.service.js';

const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'ß', '\u{1f600}', ' '), maxLength: 130 });

test('a free name is never taken, at most 120 code points, and the name itself where that is free', () => {
  fc.assert(
    fc.property(letters, fc.array(fc.integer({ min: 1, max: 12 })), (name, numbers) => {
      const taken = new Set<string>();
      for (const _ of numbers) {
        const free = freeName(name, taken);
        expect(taken).not.toContain(caseFold(free));
        expect([...free].length).toBeLessThanOrEqual(120);
        taken.add(caseFold(free));
      }
      if ([...name].length <= 120) expect(freeName(name, new Set())).toBe(name);
    }),
  );
});

test.each([
  ['Letters', [], 'Letters'],
  ['Letters', ['letters'], 'Letters (2)'],
  ['Letters', ['letters', 'letters (2)'], 'Letters (3)'],
  ['x'.repeat(120), ['x'.repeat(120)], `${'x'.repeat(116)} (2)`],
])('%s beside %j becomes %s', (name, taken, expected) => {
  expect(freeName(name, new Set(taken))).toBe(expected);
});
