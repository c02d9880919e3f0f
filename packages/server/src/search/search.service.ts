import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { inChunks } from '../data/chunks.js';
import { DataService } from '../data/data.service.js';
import { type Filter, type Sort, toSort, valuesOf } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { inOrder } from './in-order.js';
import { entriesIn, entriesOf } from './place.js';
import { SearchIndex } from './search-index.js';
import { fieldOf, needsTexts, SearchMatch, type Sought, type Tier, type Tiers } from './search-match.js';
import { having, mostMatches, WordCounts } from './word-counts.js';

/** What is looked for, among which prompts. */
export interface Ask extends Sought {
  /** What else must be true of the prompts; the place too. */
  readonly where: Filter<Prompt>;
  /** May the text of the latest version tell of this prompt? Otherwise only what is in its title does. */
  readonly showsText: (prompt: Prompt) => boolean;
}

export interface AskPage extends Ask {
  /** Left out: by relevance, that is first what matches in the title, and newer first. */
  readonly sort?: Sort<Prompt>;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: readonly unknown[];
}

/** A page. It may be shorter than asked for although more follows: then the search has looked at enough for once. */
export interface FoundPage {
  readonly items: Prompt[];
  readonly next: unknown[] | null;
  /** Not everything was looked at. */
  readonly truncated: boolean;
}

/** Part of the answer: matches of one tier, or of both when `tier` is left out, in one order. */
interface Stretch {
  readonly tier?: Tier;
  readonly sort: Sort<Prompt>;
  readonly after?: readonly unknown[];
  readonly want: number;
  /** The entries are all as they should be. */
  readonly isComplete: boolean;
}

interface Stretched {
  readonly items: Prompt[];
  /** The place to go on at; `null`: there are no more. */
  readonly resume: readonly unknown[] | null;
}

const newestFirst: Sort<Prompt> = [['updatedAt', -1]];
/** No more prompts with the rarest word than these: they are fetched and sorted at once. */
const fewEnough = 100;
/** Prompts walked over for one page when the rarest word is in more than can be fetched. */
const longestWalk = 5_000;
/** Prompts in one step of a walk. */
const smallestStep = 64;
const largestStep = 800;
/** Ids in one query. */
const largestBatch = 400;

/**
 * Finds prompts by their words. There are three ways: *fetch* those with the rarest word and sort them; *walk the prompts*
 * in the order of the list and look at each; or *walk the entries*, one question, where they alone tell what matches,
 * which prompts are meant and which is newest. Fetching is short when a word is rare, walking when it is common. All are
 * bounded, and all go on from the same places.
 */
@Injectable()
export class SearchService {
  constructor(
    private readonly data: DataService,
    private readonly index: SearchIndex,
    private readonly counts: WordCounts,
    private readonly match: SearchMatch,
  ) {}

  async page(ask: AskPage): Promise<FoundPage> {
    // Asked before: what is written meanwhile may come too late for this page.
    const isComplete = await this.index.isComplete();
    const isOver = await this.isOver(ask);
    const [at = 0, shown = 0, ...after] = (ask.after ?? []) as [number?, number?, ...unknown[]];
    const limit = isOver ? Math.min(ask.limit, mostMatches - shown) : ask.limit;
    // A count may be a minute old: by the last page there may have been fewer.
    if (limit <= 0) return { items: [], next: null, truncated: true };
    const stretches = ask.sort ? [{ sort: ask.sort }] : tiers.map((tier) => ({ tier, sort: newestFirst }));
    const items: Prompt[] = [];
    let next: unknown[] | null = null;
    for (let step = at; step < stretches.length && next === null; step += 1) {
      const stretch = stretches[step]!;
      const want = limit - items.length + 1;
      const found = await this.stretch(ask, {
        ...stretch,
        isComplete,
        want,
        after: step === at && after.length > 0 ? after : undefined,
      });
      const kept = found.items.slice(0, want - 1);
      items.push(...kept);
      const number = shown + items.length;
      if (found.items.length === want) {
        // Of a full page whose last item came from the stretch before, the rest begins at the start of this one.
        const last = kept.at(-1);
        next = [step, number, ...(last ? valuesOf(last, toSort(stretch.sort)) : [])];
      } else if (found.resume) next = [step, number, ...found.resume];
    }
    if (isOver && shown + items.length >= mostMatches) next = null;
    return { items, next, truncated: isOver || !isComplete };
  }

  /** How many match. Above 10,000, and when the answer is truncated, that number, not exact. */
  async total(ask: Ask): Promise<{ total: number; totalIsExact: boolean }> {
    if (await this.isOver(ask)) return { total: mostMatches, totalIsExact: false };
    let total = 0;
    for await (const [where, fits] of this.candidates(ask)) {
      if (isPlain(ask)) total += await this.data.prompts.count(where, largestBatch);
      else {
        const { items } = await this.data.prompts.list(where, { sort: newestFirst, limit: largestBatch });
        total += (await this.kept(ask, items, fits)).length;
      }
    }
    return { total, totalIsExact: true };
  }

  /** Even the rarest word is in too many prompts to look at all of them. */
  private async isOver({ query, place }: Ask): Promise<boolean> {
    return (await this.counts.rarest(place, 'words', query.terms)).count > mostMatches;
  }

  private async stretch(ask: Ask, stretch: Stretch): Promise<Stretched> {
    const { count } = await this.rarest(ask, stretch.tier);
    // Were those with the word spread evenly, so many prompts would be walked over until there are enough.
    const steps = (stretch.want * (await this.counts.size(ask.place))) / count;
    if (count <= fewEnough || (count <= mostMatches && steps > count)) return this.fetch(ask, stretch);
    // They need not be: no more steps than there are prompts to fetch, so it is never more than twice as long.
    const longest = Math.min(count, longestWalk);
    const walked =
      (await this.walkEntries(ask, stretch, longest)) ?? (await this.walkPrompts(ask, stretch, steps, longest));
    if (walked.resume === null || walked.items.length === stretch.want || count > mostMatches) return walked;
    const want = stretch.want - walked.items.length;
    const rest = await this.fetch(ask, { ...stretch, after: walked.resume, want });
    return { items: [...walked.items, ...rest.items], resume: rest.resume };
  }

  private rarest({ query, place }: Ask, tier: Tier | undefined) {
    return this.counts.rarest(place, fieldOf(tier), query.terms);
  }

  /** All with the rarest word, and of these the first in order. */
  private async fetch(ask: Ask, stretch: Stretch): Promise<Stretched> {
    const { tier, sort, after, want } = stretch;
    let items: Prompt[] = [];
    for await (const [where, fits] of this.candidates(ask, tier)) {
      const limit = isPlain(ask) ? want : largestBatch;
      const found = await this.data.prompts.list(where, { sort, after, limit });
      const kept = await this.kept(ask, found.items, fits, tier);
      items = [...items, ...kept].sort(inOrder(sort)).slice(0, want);
    }
    return { items, resume: null };
  }

  /** {@link walkPrompts} by one question to the entries, where they alone tell everything; otherwise `null`. */
  private async walkEntries(
    ask: Ask,
    { tier, sort, after, want, isComplete }: Stretch,
    longest: number,
  ): Promise<Stretched | null> {
    const among = entriesOf(ask.place, ask.where);
    if (!isComplete || !among || !isPlain(ask) || !isDeepStrictEqual(sort, newestFirst)) return null;
    const { ids, next } = await this.match.newest(ask, among, tier, longest, { after, limit: want });
    const where = { ...ask.where, id: { $in: ids } };
    const items = ids.length === 0 ? [] : await this.data.prompts.findMany(where, { sort: newestFirst });
    return { items, resume: next };
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
        const found = await this.data.prompts.list(among(ask, fits), { sort, limit: most });
        items.push(...(await this.kept(ask, found.items, fits, tier)));
        fits.clear();
      }
      if (items.length >= want) return { items: items.slice(0, want), resume: null };
      if (isEnd) return { items, resume: some.next };
      at = some.next ?? undefined;
    }
  }

  /** The prompts with the rarest word that match by their words, some at a time. */
  private async *candidates(ask: Ask, tier?: Tier): AsyncGenerator<[where: Filter<Prompt>, fits: Tiers]> {
    const { term } = await this.rarest(ask, tier);
    const field = fieldOf(tier);
    const { entries, within } = entriesIn(this.data, ask.place);
    // A count may be a minute old: there may be more by now.
    const ids = await entries.idsIn('promptId', { ...within, ...having(field, term) }, 2 * mostMatches);
    for (const some of inChunks(ids, largestBatch)) {
      const fits = await this.match.byWords(ask, some, tierByWords(ask, tier), field);
      if (fits.size > 0) yield [among(ask, fits), fits];
    }
  }

  private async kept(ask: Ask, prompts: readonly Prompt[], byWords: Tiers, tier?: Tier): Promise<Prompt[]> {
    const fits = await this.match.byTexts(ask, prompts, byWords);
    return prompts.filter((prompt) => {
      const found = fits.get(prompt.id);
      return found && (!tier || found === tier) && (found === 'title' || ask.showsText(prompt));
    });
  }
}

const tiers = ['title', 'text'] as const;

/** The index alone tells what matches. */
const isPlain = ({ query, showsText }: Ask): boolean => !needsTexts(query) && showsText === everything;

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
