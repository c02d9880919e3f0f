import { expect, it } from 'vitest';
import { words, wordsOf } from './words.js';

it.each([
  ['Résumé & Cover-Letter v1.2', ['resume', 'cover', 'letter', 'v1', '2']],
  ['ＡＢＣ ﬁne Straße', ['abc', 'fine', 'straße']],
  ['日本語のテキスト', ['日本語', 'の', 'テキスト']],
  ['→ !!! {}', []],
  ["don't snake_case", ["don't", 'snake', 'case']],
])('%s', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

it('keeps each word once', () => {
  expect(wordsOf(['Linux Terminal', 'linux-terminal'])).toEqual(['linux', 'terminal']);
});
