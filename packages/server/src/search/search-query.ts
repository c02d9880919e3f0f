import { ApiError } from '../http/api-error.js';
import { words } from './words.js';

/** A word that must occur. */
export interface Term {
  readonly word: string;
  /** The beginning of a word is enough. */
  readonly isPrefix: boolean;
}

/** What is looked for. All of it must hold. */
export interface SearchQuery {
  /** The words, those of the phrases too, each once; the last one outside of a phrase is a prefix. */
  readonly terms: readonly Term[];
  /** Words that stand one after the other: two at least. */
  readonly phrases: readonly (readonly string[])[];
  /** Words, or several one after the other, that must not occur. */
  readonly without: readonly (readonly string[])[];
}

/** `"a phrase"`, or what stands between spaces; a minus before it. A quote without another is a symbol. */
const parts = /(?<minus>-?)"(?<phrase>[^"]*)"|(?<chunk>[^\s"]+)/g;
const quotes = /[“”„]/g;
/** A minus is one, and before a word: `--flag` and `->` are code. */
const minus = /^-(?!-)/;

/**
 * Reads what somebody typed into the search box; `null`: it has no words, so nothing matches.
 * @throws ApiError `invalid_request` when it only says what is not wanted
 */
export function parseSearch(q: string): SearchQuery | null {
  const single: string[] = [];
  const phrases: string[][] = [];
  const without: string[][] = [];
  for (const { groups } of q.normalize('NFKC').replace(quotes, '"').matchAll(parts)) {
    const { minus: sign, phrase, chunk = '' } = groups!;
    const found = words(phrase ?? chunk);
    if (found.length === 0) continue;
    if (sign === '-' || (phrase === undefined && minus.test(chunk))) without.push(found);
    else if (phrase === undefined) single.push(...found);
    else phrases.push(found);
  }
  if (single.length + phrases.length === 0) {
    if (without.length === 0) return null;
    const message = 'needs a word or a phrase without a minus';
    throw new ApiError('invalid_request', `q ${message}.`, { errors: [{ path: 'q', message }] });
  }
  const last = single.pop();
  const whole = new Set([...single, ...phrases.flat()]);
  const terms = [...whole].map((word) => ({ word, isPrefix: false }));
  // A word that occurs is also a beginning that occurs.
  if (last !== undefined && !whole.has(last)) terms.push({ word: last, isPrefix: true });
  return { terms, phrases: phrases.filter((phrase) => phrase.length > 1), without };
}
