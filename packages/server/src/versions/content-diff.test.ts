import type { Content } from '@incipit/contract';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

describe('texts that have next to nothing in common', () => {
  const lines = (count: number, word: string) => Array.from({ length: count }, (_, index) => `${word} ${index}`);
  const of = (op: string, hunks: { op: string; text: string }[]) =>
    hunks
      .filter((hunk) => hunk.op !== op)
      .map((hunk) => hunk.text)
      .join('');
  /** Milliseconds that are far more than it takes, and far less than it took by comparing everything. */
  const soon = 10_000;

  it.each([
    ['by line', lines(60_000, 'old').join('\n'), lines(60_000, 'new').join('\n')],
    ['by word', lines(60_000, 'old').join(' '), lines(60_000, 'new').join(' ')],
    [
      'in each of many lines',
      lines(600, 'o').join(`${' a b c d e f g h'.repeat(60)}\n=\n`),
      lines(600, 'n').join(`${' i j k l m n o p'.repeat(60)}\n=\n`),
    ],
    [
      'but for both ends',
      `Same.\n${lines(9_000, 'old').join('\n')}\nSame too.`,
      `Same.\n${lines(9_000, 'new').join('\n')}\nSame too.`,
    ],
    ['where much comes behind', 'Same.\n', `Same.\n${lines(60_000, 'new').join('\n')}`],
  ])('are compared soon: %s', (_, from, to) => {
    const start = performance.now();
    const { changes, patch } = diffContents({ number: 1, content: text(from) }, { number: 2, content: text(to) });
    expect(performance.now() - start).toBeLessThan(soon);
    expect(of('insert', changes[0]!.hunks)).toBe(from);
    expect(of('delete', changes[0]!.hunks)).toBe(to);
    expect(applyPatch(from, patch)).toBe(to);
  });

  it('keep the lines that they have in common at both ends', () => {
    const hunks = hunksOf(`A\n${lines(9_000, 'old').join('\n')}\nZ`, `A\n${lines(9_000, 'new').join('\n')}\nZ`);
    expect([hunks[0], hunks.at(-1)]).toEqual([
      { op: 'equal', text: 'A\n' },
      { op: 'equal', text: 'Z' },
    ]);
    expect(hunks.map(({ op }) => op)).toEqual(['equal', 'delete', 'insert', 'equal']);
  });

  it('are compared soon, however many messages they are in', () => {
    const chat = (word: string): Content => ({
      type: 'chat',
      dialect: 'simple',
      variables: [],
      config: {},
      messages: Array.from({ length: 200 }, () => ({ role: 'user', content: lines(600, word).join('\n') })),
    });
    const start = performance.now();
    const { changes } = diffContents({ number: 1, content: chat('o') }, { number: 2, content: chat('n') });
    expect(performance.now() - start).toBeLessThan(soon);
    expect(changes).toHaveLength(200);
    expect(of('delete', changes[199]!.hunks)).toBe(lines(600, 'n').join('\n'));
  });
});
