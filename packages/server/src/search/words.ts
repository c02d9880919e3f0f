const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Case, diacritics and width do not count. */
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC');

/** The words of one text in order: UAX 29, split also at `_ . -`; symbols are none. */
export const words = (text: string): string[] =>
  [...segmenter.segment(fold(text).replace(/[_.-]/g, ' '))]
    .filter((part) => part.isWordLike)
    .map((part) => part.segment);

/** The distinct words of several texts, as an index keeps them. */
export const wordsOf = (texts: readonly string[]): string[] => [...new Set(texts.flatMap(words))];
