import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PromptName } from './primitives.js';
import { nameFromTitle, numberedName } from './prompt-name.js';

it.each([
  ['Article Summarizer', 'article-summarizer'],
  ['Résumé & Cover Letter!', 'resume-cover-letter'],
  ['  --C++ / C# helper--  ', 'c-c-helper'],
  ['日本語', 'prompt'],
  ['ﬁne Ⅻ', 'fine-xii'],
])('%s → %s', (title, name) => {
  expect(nameFromTitle(title)).toBe(name);
});

it('always gives a valid name, numbered or not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 99_999 }), (title, number) => {
      expect(PromptName.safeParse(numberedName(nameFromTitle(title), number)).success).toBe(true);
    }),
  );
});
