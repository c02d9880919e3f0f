import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChanges, diffTexts, type LinePair, withContext } from './line-diff.js';

const sideOf = (pairs: LinePair[], side: 'left' | 'right'): string =>
  pairs.flatMap((pair) => (pair[side] ? [pair[side].words.map((word) => word.text).join('')] : [])).join('\n');

describe('diffTexts', () => {
  it('marks the words of a changed line and leaves equal lines alone', () => {
    const pairs = diffTexts('Rules:\nBe brief.\nBe kind.', 'Rules:\nBe very brief.\nBe kind.');
    expect(pairs).toHaveLength(3);
    expect(pairs[0]?.left?.isChanged).toBe(false);
    expect(pairs[1]?.right?.words.filter((word) => word.isChanged).map((word) => word.text.trim())).toEqual(['very']);
    expect(pairs[1]?.left?.words.some((word) => word.isChanged)).toBe(false);
    expect(countChanges(pairs)).toEqual({ added: 1, removed: 1 });
  });

  it('shows a line that is only on one side opposite nothing', () => {
    const [first, second] = diffTexts('a', 'a\nb');
    expect(first?.left?.number).toBe(1);
    expect(second).toEqual({ right: { number: 2, words: [{ at: 0, text: 'b', isChanged: false }], isChanged: true } });
  });

  it('shows texts with very much that differs as taken out and put in, between what they share', () => {
    const lines = (word: string) => ['first', ...Array.from({ length: 20_000 }, (_, at) => `${word} ${at}`), 'last'];
    const pairs = diffTexts(lines('old').join('\n'), lines('new').join('\n'));
    expect(countChanges(pairs)).toEqual({ added: 20_000, removed: 20_000 });
    expect([pairs[0]?.left?.isChanged, pairs.at(-1)?.right?.isChanged]).toEqual([false, false]);
    expect(sideOf(pairs, 'right')).toBe(lines('new').join('\n'));
  });

  it('has nothing to say about two empty texts', () => {
    expect(diffTexts('', '')).toEqual([]);
  });

  const line = fc.constantFrom('', 'a', 'b', 'a b', 'a c', 'x {{y}} z', '\r');
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  it('keeps both texts whole, and numbers their lines without gaps', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const pairs = diffTexts(from, to);
        expect(sideOf(pairs, 'left')).toBe(from);
        expect(sideOf(pairs, 'right')).toBe(to);
        const numbers = pairs.flatMap(({ left }) => (left ? [left.number] : []));
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }),
    );
  });
});

describe('withContext', () => {
  it('leaves out what is far from a change and says how much', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const shown = withContext(diffTexts(lines.join('\n'), [...lines.slice(0, 19), 'other'].join('\n')));
    expect(shown[0]).toEqual({ at: 0, skipped: 16 });
    expect(shown).toHaveLength(5);
  });
});
