import { Injectable } from '@nestjs/common';
import type { Filter } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Call } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { type FindInput, PromptFinder } from '../prompts/prompt-finder.service.js';
import { everything } from '../search/search-ways.js';
import { PublicPromptViews } from './public-prompt.view.js';

/** Pages of prompts as everybody may see them. */
@Injectable()
export class PublicPromptPages {
  constructor(
    private readonly finder: PromptFinder,
    private readonly views: PublicPromptViews,
    private readonly paging: Paging,
  ) {}

  /** As many as fit into one answer; the rest is behind its cursor. @param where only what the caller may see */
  async page(call: Call, input: FindInput, where: Filter<Prompt>) {
    const among = { where, place: 'public', showsText: everything } as const;
    for (let { limit } = input; ; ) {
      const { items, next, total, truncated } = await this.finder.find(call, { ...input, limit }, among);
      const { views, fit } = await this.views.fitting(items);
      if (fit < items.length) limit = fit;
      else return { ...(await this.paging.page(views, next, call, input, total)), ...(truncated && { truncated }) };
    }
  }
}
