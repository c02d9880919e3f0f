import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { PromptTagsService } from './prompt-tags.service.js';

type Rows = typeof api.promptTags;

@Controller()
export class PromptTagsController {
  constructor(private readonly promptTags: PromptTagsService) {}

  @Endpoint(api.promptTags.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.promptTags.list(call, input);
  }

  @Endpoint(api.promptTags.create) create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.promptTags.create(call, input);
  }

  @Endpoint(api.promptTags.update) update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.promptTags.update(call, input);
  }

  @Endpoint(api.promptTags.remove) remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.promptTags.remove(call, input);
  }
}
