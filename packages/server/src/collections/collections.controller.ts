import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { CollectionFillService } from './collection-fill.service.js';
import { CollectionRemovalService } from './collection-removal.service.js';
import { CollectionsService } from './collections.service.js';

type Rows = typeof api.collections;

@Controller()
export class CollectionsController {
  constructor(
    private readonly collections: CollectionsService,
    private readonly filling: CollectionFillService,
    private readonly removal: CollectionRemovalService,
  ) {}

  @Endpoint(api.collections.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.collections.list(call, input);
  }

  @Endpoint(api.collections.create) create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.collections.create(call, input);
  }

  @Endpoint(api.collections.get) get(call: CallFor<Rows['get']>, input: InputOf<Rows['get']>) {
    return this.collections.get(call, input.id);
  }

  @Endpoint(api.collections.update) update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.collections.update(call, input);
  }

  @Endpoint(api.collections.remove) remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.removal.remove(call, input);
  }

  @Endpoint(api.collections.put) put(call: CallFor<Rows['put']>, input: InputOf<Rows['put']>) {
    return this.filling.put(call, input);
  }

  @Endpoint(api.collections.take) take(call: CallFor<Rows['take']>, input: InputOf<Rows['take']>) {
    return this.filling.take(call, input);
  }
}
