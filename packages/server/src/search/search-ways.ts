import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { inChunks } from '../data/chunks.js';
import { DataService } from '../data/data.service.js';
import type { Filter, Sort } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { SearchEntry } from '../data/schemas/search-entry.schema.js';
import { inOrder } from './in-order.js';
import { entriesIn, entriesOf } from './place.js';
import { fieldOf, needsTexts, SearchMatch, type Sought, type Tier, type Tiers } from './search-match.js';
import type { Term } from './search-query.js';
import { having, mostMatches, WordCounts } from './word-counts.js';

/** What is looked for, among which prompts. */
export interface Ask extends Sought {
  /** What else must be true of the prompts; the place too. */
  readonly where: Filter<Prompt>;
  /** May the text of the latest version tell of this prompt? Otherwise only what is in its title does. */
  readonly showsText: (prompt: Prompt) => boolean;
}

/** Part of an answer: matches of one tier, or of both when `tier` is left out, in one order. */
export interface Stretch {
  readonly tier?: Tier;
  readonly sort: Sort<Prompt>;
  readonly after?: readonly unknown[];
  readonly want: number;
  /** The entries are all as they should be. */
  readonly isComplete: boolean;
}

export interface Stretched {
  readonly items: Prompt[];
  /** The place to go on at; `null`: there are no more. */
  readonly resume: readonly unknown[] | null;
}

export const newestFirst: Sort<Prompt> = [['updatedAt', -1]];
/** No more prompts with the rarest word than these: they are fetched and sorted at once. */
const fewEnough = 100;
/** Prompts walked over for one page when the rarest word is in more than can be fetched. */
const longestWalk = 5_000;
/** Prompts in one step of a walk. */
const smallestStep = 64;
const largestStep = 800;
/** What was not counted to its end is likely to be so many times as much. */
const oftener = 20;
/** Ids in one query. */
const largestBatch = 400;
/** Prompts whose texts are read at once. */
const textsAtOnce = 25;
/** A count may be a minute old: there may be more by now. */
const mostFetched = 2 * mostMatches;

/**
 * The ways to the prompts that match. *Fetch* all with the rarest word and sort them: that is short when the word is rare.
 * *Walk* in the order of the list and look at each: that is short when it is common. Both are one question to the entries
 * where these alone tell what matches, which prompts are meant and which is newest; otherwise the prompts, and for
 * phrases their texts, are looked at. All are bounded, and all go on from the same places.
 */
@Injectable()
export class SearchWays {
  constructor(
    private readonly data: DataService,
    private readonly counts: WordCounts,
    private readonly match: SearchMatch,
  ) {}

  /** Takes the way that is likely to be the shortest. */
  async stretch(ask: Ask, stretch: Stretch): Promise<Stretched> {
    const { term, count } = await this.counts.rarest(ask.place, fieldOf(stretch.tier), ask.query.terms);
    const entries = tellingEntries(ask, stretch);
    const fetch = (some: Stretch) =>
      entries
        ? this.ofEntries(ask, () => this.match.pick(ask, entries, some.tier, term, mostFetched, pageOf(some)))
        : this.fetchPrompts(ask, some, term);
    // Were those with the word spread evenly, so many prompts would be walked over until there are enough.
    const steps = (stretch.want * (await this.counts.size(ask.place))) / count;
    if (count <= fewEnough || (count <= mostMatches && steps > count)) return fetch(stretch);
    // They need not be: no more steps than there are prompts to fetch, so it is never more than twice as long.
    const longest = Math.min(count, longestWalk);
    const walked = await (entries
      ? this.ofEntries(ask, () => this.match.walk(ask, entries, stretch.tier, longest, pageOf(stretch)))
      : this.walkPrompts(ask, stretch, count > mostMatches ? steps / oftener : steps, longest));
    if (walked.resume === null || walked.items.length === stretch.want || count > mostMatches) return walked;
    const rest = await fetch({ ...stretch, after: walked.resume, want: stretch.want - walked.items.length });
    return { items: [...walked.items, ...rest.items], resume: rest.resume };
  }

  /** How many match: all with the rarest word are looked at. */
  async count(ask: Ask): Promise<number> {
    const { term } = await this.counts.rarest(ask.place, fieldOf(undefined), ask.query.terms);
    let count = 0;
    for await (const [where, fits] of this.candidates(ask, undefined, term)) {
      if (isPlain(ask)) count += await this.data.prompts.count(where, largestBatch);
      else {
        const { items } = await this.data.prompts.list(where, { sort: newestFirst, limit: largestBatch });
        count += (await this.kept(ask, items, fits)).length;
      }
    }
    return count;
  }

  /** The prompts of entries, read at the same moment: otherwise a page could miss one that was changed between. */
  private ofEntries(
    { where }: Ask,
    find: () => Promise<{ readonly ids: readonly string[]; readonly next: readonly unknown[] | null }>,
  ): Promise<Stretched> {
    return this.data.transaction(async () => {
      const { ids, next } = await find();
      if (ids.length === 0) return { items: [], resume: next };
      const those = { ...where, id: { $in: ids } };
      return { items: await this.data.prompts.findMany(those, { sort: newestFirst }), resume: next };
    });
  }

  private async fetchPrompts(ask: Ask, stretch: Stretch, term: Term): Promise<Stretched> {
    const { tier, sort, after, want } = stretch;
    let items: Prompt[] = [];
    for await (const [where, fits] of this.candidates(ask, tier, term)) {
      const limit = isPlain(ask) ? want : largestBatch;
      const found = await this.data.prompts.list(where, { sort, after, limit });
      const kept = await this.kept(ask, found.items, fits, tier, want);
      items = [...items, ...kept].sort(inOrder(sort)).slice(0, want);
    }
    return { items, resume: null };
  }

  /**
   * Step by step in the order of the list, until there are enough or it was long enough.
   * @param steps prompts that are likely to be walked over: so many at first
   */
  private async walkPrompts(
    ask: Ask,
    { tier, sort, after, want }: Stretch,
    steps: number,
    longest: number,
  ): Promise<Stretched> {
    const items: Prompt[] = [];
    const fits = new Map<string, Tier>();
    let at = after;
    let walked = 0;
    for (let limit = Math.max(smallestStep, want, Math.ceil(steps)); ; limit *= 2) {
      const some = await this.data.prompts.listIds(ask.where, { sort, after: at, limit: Math.min(limit, largestStep) });
      for (const [id, found] of await this.match.byWords(ask, some.ids, tierByWords(ask, tier))) fits.set(id, found);
      walked += some.ids.length;
      const isEnd = some.next === null || walked >= longest;
      const missing = want - items.length;
      // What the words alone tell is fetched when there is enough of it.
      if (fits.size > 0 && (isEnd || !isPlain(ask) || fits.size >= missing)) {
        const most = isPlain(ask) ? missing : fits.size;
        const found = await this.data.prompts.list(among(ask, fits), { sort, after, limit: most });
        items.push(...(await this.kept(ask, found.items, fits, tier, missing)));
        fits.clear();
      }
      if (items.length >= want) return { items: items.slice(0, want), resume: null };
      if (isEnd) return { items, resume: some.next };
      at = some.next ?? undefined;
    }
  }

  /** The prompts with a word that match by their words, some at a time. */
  private async *candidates(
    ask: Ask,
    tier: Tier | undefined,
    term: Term,
  ): AsyncGenerator<[where: Filter<Prompt>, fits: Tiers]> {
    const field = fieldOf(tier);
    const { entries, within } = entriesIn(this.data, ask.place);
    const ids = await entries.idsIn('promptId', { ...within, ...having(field, term) }, mostFetched);
    for (const some of inChunks(ids, largestBatch)) {
      const fits = await this.match.byWords(ask, some, tierByWords(ask, tier), field);
      if (fits.size > 0) yield [among(ask, fits), fits];
    }
  }

  /** Those that match by their texts too: the first `want`, and some more. */
  private async kept(
    ask: Ask,
    prompts: readonly Prompt[],
    byWords: Tiers,
    tier?: Tier,
    want = Number.POSITIVE_INFINITY,
  ): Promise<Prompt[]> {
    const kept: Prompt[] = [];
    for (const some of inChunks(prompts, textsAtOnce)) {
      const fits = await this.match.byTexts(ask, some, byWords);
      for (const prompt of some) {
        const found = fits.get(prompt.id);
        if (found && (!tier || found === tier) && (found === 'title' || ask.showsText(prompt))) kept.push(prompt);
      }
      if (kept.length >= want) break;
    }
    return kept;
  }
}

const pageOf = ({ want, after }: Stretch) => ({ limit: want, after });

/** The words alone tell what matches. */
const isPlain = ({ query, showsText }: Ask): boolean => !needsTexts(query) && showsText === everything;

/** The entries that tell everything; `null`: they do not. */
const tellingEntries = (ask: Ask, { isComplete, sort }: Stretch): Filter<SearchEntry> | null =>
  isComplete && isPlain(ask) && isDeepStrictEqual(sort, newestFirst) ? entriesOf(ask.place, ask.where) : null;

/** Of these prompts those that are looked among. */
const among = ({ where }: Ask, fits: Tiers): Filter<Prompt> => ({
  ...where,
  $and: [...(where.$and ?? []), { id: { $in: [...fits.keys()] } }],
});

/** The tier that words alone tell: a phrase may turn a match in the title into one in the text, never the other way round. */
const tierByWords = ({ query }: Ask, tier: Tier | undefined): Tier | undefined =>
  tier === 'text' && needsTexts(query) ? undefined : tier;

/** Nothing of a prompt is hidden from who asks. */
export const everything = (): boolean => true;
