const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Of a longer word the beginning counts, in code units: no word of a language is so long, data in letters is. */
const longestWord = 200;
/** Characters without a space that are segmented at once: the time for it grows with the square. */
const longestPiece = 500;

const isAscii = /^[\0-\x7f]*$/;
const separators = /[_.-]/g;
/** Where no word goes on, whatever the rules: what is between is looked at for itself. */
const ends = /[\s、。！？「」『』（）]+/u;
const pieces = new RegExp(`.{1,${longestPiece}}`, 'gsu');
/** UAX 29 for ASCII without `_ . -`: `'` and `:` join letters, `'`, `,` and `;` digits. */
const asciiWords = /[a-z0-9]+(?:(?:(?<=[a-z])[':](?=[a-z])|(?<=[0-9])[',;](?=[0-9]))[a-z0-9]+)*/g;

/** Case and diacritics do not count; nor does it whether a sigma is the last letter. */
const fold = (word: string): string =>
  word.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().replace(/ς/g, 'σ').normalize('NFC');

/**
 * The words of one text in order, as search compares them: UAX 29, split also at `_ . -`, without case, diacritics and
 * width. Symbols are none.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    if (isAscii.test(line)) addAscii(line, found);
    else for (const piece of line.normalize('NFKC').replace(separators, ' ').split(ends)) addPiece(piece, found);
  }
  return found;
}

/** The distinct words of several texts, in order of their code units. */
export const wordsOf = (texts: readonly string[]): string[] => [...new Set(texts.flatMap(words))].sort();

function addAscii(text: string, found: string[]): void {
  for (const word of text.replace(separators, ' ').toLowerCase().match(asciiWords) ?? []) found.push(cut(word));
}

function addPiece(piece: string, found: string[]): void {
  if (isAscii.test(piece)) {
    addAscii(piece, found);
    return;
  }
  for (const part of piece.match(pieces) ?? []) {
    for (const { segment, isWordLike } of segmenter.segment(part)) {
      const word = isWordLike ? fold(segment) : '';
      if (word !== '') found.push(cut(word));
    }
  }
}

const cut = (word: string): string => (word.length <= longestWord ? word : word.slice(0, longestWord).toWellFormed());
