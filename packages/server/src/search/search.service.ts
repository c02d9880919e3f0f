import { Injectable } from '@nestjs/common';
import { type Sort, toSort, valuesOf } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { SearchIndex } from './search-index.js';
import { type Ask, newestFirst, SearchWays } from './search-ways.js';
import { mostMatches, WordCounts } from './word-counts.js';

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

/** Finds prompts by their words: page by page, and how many. */
@Injectable()
export class SearchService {
  constructor(
    private readonly index: SearchIndex,
    private readonly counts: WordCounts,
    private readonly ways: SearchWays,
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
      const found = await this.ways.stretch(ask, {
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
    const isComplete = await this.index.isComplete();
    return { total: await this.ways.count(ask), totalIsExact: isComplete };
  }

  /** Even the rarest word is in too many prompts to look at all of them. */
  private async isOver({ query, place }: Ask): Promise<boolean> {
    return (await this.counts.rarest(place, 'words', query.terms)).count > mostMatches;
  }
}

const tiers = ['title', 'text'] as const;
