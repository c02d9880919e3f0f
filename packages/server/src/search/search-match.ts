import { setImmediate as others } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { inChunks } from '../data/chunks.js';
import { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { SearchEntry } from '../data/schemas/search-entry.schema.js';
import { entriesIn, type Place } from './place.js';
import type { SearchQuery } from './search-query.js';
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

/** Prompts whose texts are read at once. */
const promptsAtOnce = 25;

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
    const { terms, without } = sought.query;
    const unwanted = without.filter((phrase) => phrase.length === 1).flat();
    const wanted = unwanted.length > 0 ? [{ words: { $nin: unwanted } }] : [];
    const all = (field: SearchField) => terms.map((term) => having(field, term));
    const among = (ids: readonly string[], conditions: readonly Filter<SearchEntry>[]) =>
      this.#among(sought.place, ids, conditions);
    const isKnown = (field: SearchField) => known === field && terms.length === 1 && unwanted.length === 0;
    if (tier === 'title') {
      const found = isKnown('titleWords') ? promptIds : await among(promptIds, [...all('titleWords'), ...wanted]);
      return new Map(found.map((id) => [id, tier]));
    }
    if (tier === 'text') {
      const found = await among(promptIds, [...all('words'), { $nor: [{ $and: all('titleWords') }] }, ...wanted]);
      return new Map(found.map((id) => [id, tier]));
    }
    const anywhere = isKnown('words') ? promptIds : await among(promptIds, [...all('words'), ...wanted]);
    const inTitle = new Set(await among(anywhere, all('titleWords')));
    return new Map(anywhere.map((id) => [id, inTitle.has(id) ? 'title' : 'text']));
  }

  /** By phrases as well, from the texts. @param tiers what the words say */
  async byTexts({ query, place }: Sought, prompts: readonly Prompt[], tiers: Tiers): Promise<Tiers> {
    if (!needsTexts(query)) return tiers;
    const found = new Map<string, Tier>();
    for (const some of inChunks(prompts, promptsAtOnce)) {
      const texts = await this.texts.of(some, place === 'public');
      for (const { id } of some) {
        // A large text takes its time: nobody waits for all of them.
        await others();
        const tier = tierOf(query, texts.get(id)!, tiers.get(id));
        if (tier) found.set(id, tier);
      }
    }
    return found;
  }

  async #among(place: Place, promptIds: readonly string[], $and: readonly Filter<SearchEntry>[]): Promise<string[]> {
    if (promptIds.length === 0) return [];
    const { entries } = entriesIn(this.data, place);
    return entries.idsIn('promptId', { promptId: { $in: promptIds }, $and }, promptIds.length);
  }
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
