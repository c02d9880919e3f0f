import type { promptSorts, sortOrders } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Filter, Sort } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Call } from '../http/call.js';
import { exactly, type PageInput, Paging, type Total } from '../http/paging.js';
import type { Place } from '../search/place.js';
import { SearchService } from '../search/search.service.js';
import { parseSearch } from '../search/search-query.js';

/** What every list of prompts may be asked. */
export interface FindInput extends PageInput {
  readonly q?: string;
  readonly sort?: (typeof promptSorts)[number];
  readonly order?: (typeof sortOrders)[number];
}

/** Among which prompts. */
export interface Among {
  readonly where: Filter<Prompt>;
  /** Where their words are looked for. */
  readonly place: Place;
  /** May the text of the latest version tell of this prompt? Otherwise only what is in its title does. */
  readonly showsText: (prompt: Prompt) => boolean;
}

/** One page of prompts, and how to find out how many there are. */
export interface Found {
  readonly items: Prompt[];
  readonly next: unknown[] | null;
  readonly total: () => Total | Promise<Total>;
  /** The search did not look at everything. */
  readonly truncated?: true;
}

// Without a search all are as relevant.
const sortFields = {
  relevance: 'updatedAt',
  updated: 'updatedAt',
  created: 'createdAt',
  title: 'titleKey',
  stars: 'starCount',
  used: 'usedCount',
} as const;

/** Pages of prompts in an order, or of those that a search finds. */
@Injectable()
export class PromptFinder {
  constructor(
    private readonly data: DataService,
    private readonly paging: Paging,
    private readonly search: SearchService,
  ) {}

  /** @throws ApiError `invalid_request` for a cursor of another query, and for a search of what is not wanted only */
  find(call: Call, input: FindInput, among: Among): Promise<Found> {
    return input.q === undefined || input.q.trim() === ''
      ? this.all(call, input, among)
      : this.found(call, input, input.q, among);
  }

  private async all(call: Call, input: FindInput, { where }: Among): Promise<Found> {
    const after = this.paging.after(call, input);
    const page = await this.data.prompts.list(where, { sort: sortOf(input), limit: input.limit, after });
    return { ...page, total: () => this.data.prompts.total(where) };
  }

  /** What the search box asks for. */
  private async found(call: Call, input: FindInput, q: string, among: Among): Promise<Found> {
    const query = parseSearch(q);
    if (!query) return { items: [], next: null, total: () => exactly(0) };
    const ask = { query, ...among };
    const { truncated, ...page } = await this.search.page({
      ...ask,
      sort: isByRelevance(input) ? undefined : sortOf(input),
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    return { ...page, total: () => this.search.total(ask), ...(truncated && { truncated }) };
  }
}

const isByRelevance = ({ sort, order }: FindInput): boolean =>
  sort === 'relevance' || (sort === undefined && order === undefined);

function sortOf({ sort = 'updated', order }: FindInput): Sort<Prompt> {
  return [[sortFields[sort], (order ?? (sort === 'title' ? 'asc' : 'desc')) === 'asc' ? 1 : -1]];
}
