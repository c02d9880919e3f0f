import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { TagMergeService } from './tag-merge.service.js';
import { TagsService } from './tags.service.js';

type Rows = typeof api.tags;

@Controller()
export class TagsController {
  constructor(
    private readonly tags: TagsService,
    private readonly merging: TagMergeService,
  ) {}

  @Endpoint(api.tags.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.tags.list(call, input);
  }

  @Endpoint(api.tags.create) create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.tags.create(call, input);
  }

  @Endpoint(api.tags.get) get(call: CallFor<Rows['get']>, input: InputOf<Rows['get']>) {
    return this.tags.get(call, input.id);
  }

  @Endpoint(api.tags.update) update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.tags.update(call, input);
  }

  @Endpoint(api.tags.remove) remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.tags.remove(call, input.id);
  }

  @Endpoint(api.tags.merge) merge(call: CallFor<Rows['merge']>, input: InputOf<Rows['merge']>) {
    return this.merging.merge(call, input);
  }
}
