import fc from 'fast-check';
import { expect, it } from 'vitest';
import { words, wordsOf } from './words.js';

it.each([
  ['Résumé & Cover-Letter v1.2', ['resume', 'cover', 'letter', 'v1', '2']],
  ['ＡＢＣ ﬁne Straße STRASSE', ['abc', 'fine', 'strasse', 'strasse']],
  ['日本語のテキスト', ['日本語', 'の', 'テキスト']],
  ['ﾃｷｽﾄ、テキスト', ['テキスト', 'テキスト']],
  ['→ !!! {} 🙂', []],
  ["don't snake_case", ["don't", 'snake', 'case']],
  ['{"role":"user","n":1,000}', ['role', 'user', 'n', '1,000']],
  ['ΟΔΌΣ οδός', ['οδοσ', 'οδοσ']],
  ['İstanbul ISTANBUL', ['istanbul', 'istanbul']],
  ['line\r\nbreak\ttab', ['line', 'break', 'tab']],
])('%s', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

it('keeps each word once', () => {
  expect(wordsOf(['Linux Terminal', 'linux-terminal'])).toEqual(['linux', 'terminal']);
});

it('takes the beginning of what is longer than any word', () => {
  expect(words(`${'a'.repeat(300)} b`)).toEqual(['a'.repeat(200), 'b']);
  expect(words('𠮷'.repeat(300)).every((word) => word.isWellFormed())).toBe(true);
});

it('agrees with the Unicode rules also where it takes the short way', () => {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  const slowly = (text: string) =>
    [...segmenter.segment(text.replace(/[_.-]/g, ' ').toLowerCase())]
      .filter((part) => part.isWordLike)
      .map((part) => part.segment);
  const character = fc.constantFrom(...'abzAZ019\'":;,._-+#@/ \n\t()[]{}<>=!?&%$*|\\~^`');
  const text = fc.string({ unit: character, maxLength: 60 });
  fc.assert(
    fc.property(text, (given) => {
      expect(words(given)).toEqual(slowly(given));
    }),
    { numRuns: 3_000 },
  );
});

it('takes a megabyte in a moment, whatever it is made of', () => {
  for (const part of ['word ', 'é', '語', 'ab12', "a'"]) {
    const text = part.repeat(Math.floor(1_000_000 / Buffer.byteLength(part)));
    const start = performance.now();
    words(text);
    expect(performance.now() - start).toBeLessThan(5_000);
  }
});
