import { expect, it } from 'vitest';
import { ApiError } from '../http/api-error.js';
import { parseSearch } from './search-query.js';

/** As text: words, `*` behind the prefix, phrases in quotes, a minus before what must not occur. */
const shown = (q: string): string => {
  const found = parseSearch(q);
  if (!found) return 'nothing';
  return [
    ...found.terms.map(({ word, isPrefix }) => (isPrefix ? `${word}*` : word)),
    ...found.phrases.map((phrase) => `"${phrase.join(' ')}"`),
    ...found.without.map((phrase) => `-${phrase.join(' ')}`),
  ].join(' ');
};

it.each([
  ['linux ter', 'linux ter*'],
  ['Émile-Zola', 'emile zola*'],
  ['lin lin', 'lin'],
  ['"act as" linux', 'act as linux* "act as"'],
  ['lin "act as"', 'act as lin* "act as"'],
  ['“act as”', 'act as "act as"'],
  ['"one"', 'one'],
  ['an "open quote', 'an open quote*'],
  ['lin -windows', 'lin* -windows'],
  ['-windows lin -"blue screen" -snake_case', 'lin* -windows -blue screen -snake case'],
  ['-"one" x', 'x* -one'],
  ['git --force -> x', 'git force x*'],
  ['a-b - c', 'a b c*'],
  ['C++ #include <stdio.h>', 'c include stdio h*'],
  ['日本語の', '日本語 の*'],
  ['!!! "" -- "?"', 'nothing'],
  ['  ', 'nothing'],
])('%s', (q, expected) => {
  expect(shown(q)).toBe(expected);
});

it.each(['-linux', '-"act as" -x', '-linux !!!'])('refuses %s, which only says what is not wanted', (q) => {
  expect(() => parseSearch(q)).toThrow(ApiError);
});
