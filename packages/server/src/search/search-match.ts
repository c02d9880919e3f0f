import { setImmediate as others } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Filter, PageOf, Sort } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { SearchEntry } from '../data/schemas/search-entry.schema.js';
import { entriesIn, type Place } from './place.js';
import type { SearchQuery, Term } from './search-query.js';
import { type SearchTexts, SearchTextsService } from './search-texts.js';
import { having, type SearchField } from './word-counts.js';
import { words } from './words.js';

/** Where all that is looked for was found: what is in name, aliases, title and tags comes first. */
export type Tier = 'title' | 'text';
/** By the id of the prompt; what does not match is not in it. */
export type Tiers = ReadonlyMap<string, Tier>;

/** What is looked for, and where. */
export interface Sought {
  readonly query: SearchQuery;
  readonly place: Place;
}

type Conditions = readonly Filter<SearchEntry>[];

/**
 * The order of prompts by `updatedAt`. `promptId` is unique, so that no other id is added: a place is the same two values,
 * and what began with prompts goes on with entries.
 */
const newestFirst: Sort<SearchEntry> = [
  ['promptUpdatedAt', -1],
  ['promptId', -1],
];
/** A page of the newest. */
type Newest = Pick<PageOf<SearchEntry>, 'limit' | 'after'>;

/** Only the texts themselves say whether words stand one after the other. */
export const needsTexts = ({ phrases, without }: SearchQuery): boolean =>
  phrases.length > 0 || without.some((phrase) => phrase.length > 1);

/** Says of prompts whether they match, and where. */
@Injectable()
export class SearchMatch {
  constructor(
    private readonly data: DataService,
    private readonly texts: SearchTextsService,
  ) {}

  /**
   * By words alone, from the index.
   * @param tier only what is in it; without one everything
   * @param known the field that these ids were found in by one of the words
   */
  async byWords(sought: Sought, promptIds: readonly string[], tier?: Tier, known?: SearchField): Promise<Tiers> {
    const { query } = sought;
    const isAlone = query.terms.length === 1 && unwanted(query).length === 0;
    const isKnown = tier !== 'text' && known === fieldOf(tier) && isAlone;
    const found = isKnown ? promptIds : await this.#among(sought, promptIds, fitting(query, tier));
    if (tier) return new Map(found.map((id) => [id, tier]));
    const inTitle = new Set(await this.#among(sought, found, all(query, 'titleWords')));
    return new Map(found.map((id) => [id, inTitle.has(id) ? 'title' : 'text']));
  }

  /**
   * The newest that match by their words, in order: those of the first `most` of these entries.
   * @param tier only what is in it; without one everything
   */
  walk(sought: Sought, among: Filter<SearchEntry>, tier: Tier | undefined, most: number, page: Newest) {
    const { entries } = entriesIn(this.data, sought.place);
    const fits = { $and: fitting(sought.query, tier) };
    return entries.walkIds('promptId', among, fits, most, { ...page, sort: newestFirst });
  }

  /** The newest that match by their words, in order: those of at most `most` with one of the words. */
  async pick(
    sought: Sought,
    among: Filter<SearchEntry>,
    tier: Tier | undefined,
    term: Term,
    most: number,
    page: Newest,
  ) {
    const { entries, within } = entriesIn(this.data, sought.place);
    const where = { ...within, ...having(fieldOf(tier), term) };
    const fits = { ...among, $and: fitting(sought.query, tier) };
    const ids = await entries.pickIds('promptId', where, fits, most, { ...page, sort: newestFirst });
    return { ids, next: null };
  }

  /** By phrases as well, from the texts of few. @param tiers what the words say */
  async byTexts({ query, place }: Sought, prompts: readonly Prompt[], tiers: Tiers): Promise<Tiers> {
    if (!needsTexts(query)) return tiers;
    const found = new Map<string, Tier>();
    const texts = await this.texts.of(prompts, place === 'public');
    for (const { id } of prompts) {
      // A large text takes its time: nobody waits for all of them.
      await others();
      const tier = tierOf(query, texts.get(id)!, tiers.get(id));
      if (tier) found.set(id, tier);
    }
    return found;
  }

  async #among({ place }: Sought, promptIds: readonly string[], $and: Conditions): Promise<string[]> {
    if (promptIds.length === 0) return [];
    const { entries } = entriesIn(this.data, place);
    return entries.idsIn('promptId', { promptId: { $in: promptIds }, $and }, promptIds.length);
  }
}

/** Where the words of a tier are. */
export const fieldOf = (tier: Tier | undefined): SearchField => (tier === 'title' ? 'titleWords' : 'words');

const unwanted = ({ without }: SearchQuery): string[] => without.filter((phrase) => phrase.length === 1).flat();

const all = ({ terms }: SearchQuery, field: SearchField): Conditions => terms.map((term) => having(field, term));

/** What entries must fulfil to be in a tier, or in any. */
function fitting(query: SearchQuery, tier: Tier | undefined): Conditions {
  const words = unwanted(query);
  return [
    ...all(query, fieldOf(tier)),
    ...(tier === 'text' ? [{ $nor: [{ $and: all(query, 'titleWords') }] }] : []),
    ...(words.length > 0 ? [{ words: { $nin: words } }] : []),
  ];
}

function tierOf({ phrases, without }: SearchQuery, texts: SearchTexts, byWords: Tier | undefined): Tier | undefined {
  const title = texts.title.map(words);
  const all = [...title, ...texts.text.map(words)];
  const isUnwanted = without.some((phrase) => phrase.length > 1 && hasPhrase(all, phrase));
  if (!byWords || isUnwanted || !phrases.every((phrase) => hasPhrase(all, phrase))) return undefined;
  return byWords === 'title' && phrases.every((phrase) => hasPhrase(title, phrase)) ? 'title' : 'text';
}

const hasPhrase = (texts: readonly (readonly string[])[], phrase: readonly string[]): boolean =>
  texts.some((found) =>
    found.some((_, at) => found[at] === phrase[0] && phrase.every((word, index) => found[at + index] === word)),
  );
