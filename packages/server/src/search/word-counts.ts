import { limits } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import { beginningWith, type Filter } from '../data/filter.js';
import type { SearchEntry } from '../data/schemas/search-entry.schema.js';
import { entriesIn, type Place } from './place.js';
import type { Term } from './search-query.js';

/** Where a word is looked for: what comes first, or everywhere. */
export type SearchField = 'titleWords' | 'words';

/** So many prompts with the rarest word are looked at; with more the answer is truncated. */
export const mostMatches = limits.found;
/** When a word is in no more, it is not worth while to count the others further. */
const few = 500;
/** How long a count is believed, in milliseconds: it says which way is short, not what is found. */
const believed = 60_000;
const mostKnown = 5_000;

/** The entries that have a term. */
export const having = (field: SearchField, { word, isPrefix }: Term): Filter<SearchEntry> => ({
  [field]: isPrefix ? { $elemMatch: beginningWith(word) } : word,
});

/** The rarest of the words that must all occur, and in how many prompts it is: at most `mostMatches + 1`. */
export interface Rarest {
  readonly term: Term;
  readonly count: number;
}

/** In how many prompts words are. */
@Injectable()
export class WordCounts {
  readonly #known = new Map<string, { readonly count: Promise<number>; readonly until: number }>();

  constructor(private readonly data: DataService) {}

  /** The rarest of these terms, by counts of at most a minute ago. */
  async rarest(place: Place, field: SearchField, terms: readonly Term[]): Promise<Rarest> {
    const roughly = await this.#least(place, field, terms, few + 1);
    return roughly.count <= few ? roughly : this.#least(place, field, terms, mostMatches + 1);
  }

  /** About how many prompts there are in all workspaces, or how many public ones. */
  size(place: Place): Promise<number> {
    const { entries } = entriesIn(this.data, place);
    return this.#remember(place === 'public' ? 'public size' : 'size', () => entries.size());
  }

  async #least(place: Place, field: SearchField, terms: readonly Term[], max: number): Promise<Rarest> {
    const counted = await Promise.all(
      terms.map(async (term) => ({ term, count: await this.#count(place, field, term, max) })),
    );
    return counted.reduce((least, one) => (one.count < least.count ? one : least));
  }

  #count(place: Place, field: SearchField, term: Term, max: number): Promise<number> {
    const key = JSON.stringify([place, field, term, max]);
    const { entries, within } = entriesIn(this.data, place);
    return this.#remember(key, () => entries.count({ ...within, ...having(field, term) }, max));
  }

  /** Those who ask for the same at the same time wait for one answer. */
  #remember(key: string, countNow: () => Promise<number>): Promise<number> {
    const known = this.#known.get(key);
    if (known && known.until > Date.now()) return known.count;
    const count = countNow();
    this.#known.delete(key);
    this.#known.set(key, { count, until: Date.now() + believed });
    count.catch(() => this.#known.delete(key));
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
    return count;
  }
}
