import type { Content } from '@incipit/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffContents, hunksOf } from './content-diff.js';

const text = (value: string): Content => ({ type: 'text', text: value, dialect: 'simple', variables: [], config: {} });

it('loses nothing: equal and deleted is the old text, equal and inserted the new one', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 30 });
  const textArbitrary = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(textArbitrary, textArbitrary, (from, to) => {
      const hunks = hunksOf(from, to);
      const without = (op: string) =>
        hunks
          .filter((hunk) => hunk.op !== op)
          .map((hunk) => hunk.text)
          .join('');
      expect(without('insert')).toBe(from);
      expect(without('delete')).toBe(to);
    }),
    { numRuns: 500 },
  );
});

it('names words inside a changed line, and leaves equal paths out', () => {
  const diff = diffContents(
    { number: 4, content: text('Act as a poet.\nBe short.\n') },
    { number: 7, content: { ...text('Act as a critic.\nBe short.\n'), config: { temperature: 0.3 } } },
  );
  expect(diff.changes.map((change) => change.path)).toEqual(['/text', '/config']);
  expect(diff.changes[0]!.hunks).toEqual([
    { op: 'equal', text: 'Act as a ' },
    { op: 'delete', text: 'poet' },
    { op: 'insert', text: 'critic' },
    { op: 'equal', text: '.\nBe short.\n' },
  ]);
  expect(diff.patch).toContain('-Act as a poet.\n+Act as a critic.');
});
