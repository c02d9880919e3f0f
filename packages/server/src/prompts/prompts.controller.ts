import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { BulkService } from './bulk.service.js';
import { PromptCopiesService } from './prompt-copies.service.js';
import { PromptFetchService } from './prompt-fetch.service.js';
import { PromptLists } from './prompt-lists.service.js';
import { PromptTrashService } from './prompt-trash.service.js';
import { PromptsService } from './prompts.service.js';
import { StarsService } from './stars.service.js';
import { UsedByService } from './used-by.service.js';

type Rows = typeof api.prompts;

@Controller()
export class PromptsController {
  constructor(
    private readonly prompts: PromptsService,
    private readonly lists: PromptLists,
    private readonly fetching: PromptFetchService,
    private readonly trash: PromptTrashService,
    private readonly copies: PromptCopiesService,
    private readonly stars: StarsService,
    private readonly uses: UsedByService,
    private readonly bulks: BulkService,
  ) {}

  @Endpoint(api.prompts.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.lists.list(call, input);
  }

  @Endpoint(api.prompts.create) create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.prompts.create(call, input);
  }

  @Endpoint(api.prompts.get) get(call: CallFor<Rows['get']>, input: InputOf<Rows['get']>) {
    return this.fetching.get(call, input);
  }

  @Endpoint(api.prompts.getByName) getByName(call: CallFor<Rows['getByName']>, input: InputOf<Rows['getByName']>) {
    return this.fetching.getByName(call, input);
  }

  @Endpoint(api.prompts.update) update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.prompts.update(call, input);
  }

  @Endpoint(api.prompts.remove) remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.trash.remove(call, input);
  }

  @Endpoint(api.prompts.restore) restore(call: CallFor<Rows['restore']>, input: InputOf<Rows['restore']>) {
    return this.trash.restore(call, input);
  }

  @Endpoint(api.prompts.duplicate) duplicate(call: CallFor<Rows['duplicate']>, input: InputOf<Rows['duplicate']>) {
    return this.copies.duplicate(call, input);
  }

  @Endpoint(api.prompts.fork) fork(call: CallFor<Rows['fork']>, input: InputOf<Rows['fork']>) {
    return this.copies.fork(call, input);
  }

  @Endpoint(api.prompts.star) star(call: CallFor<Rows['star']>, input: InputOf<Rows['star']>) {
    return this.stars.star(call, input.id);
  }

  @Endpoint(api.prompts.unstar) unstar(call: CallFor<Rows['unstar']>, input: InputOf<Rows['unstar']>) {
    return this.stars.unstar(call, input.id);
  }

  @Endpoint(api.prompts.usedBy) usedBy(call: CallFor<Rows['usedBy']>, input: InputOf<Rows['usedBy']>) {
    return this.uses.usedBy(call, input);
  }

  @Endpoint(api.prompts.batchGet) batchGet(call: CallFor<Rows['batchGet']>, input: InputOf<Rows['batchGet']>) {
    return this.fetching.batchGet(call, input);
  }

  @Endpoint(api.prompts.bulk) bulk(call: CallFor<Rows['bulk']>, input: InputOf<Rows['bulk']>) {
    return this.bulks.bulk(call, input);
  }
}
