import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { ShareOpeningService } from './share-opening.service.js';
import { SharesService } from './shares.service.js';

type Rows = typeof api.shares;

@Controller()
export class SharesController {
  constructor(
    private readonly shares: SharesService,
    private readonly opening: ShareOpeningService,
  ) {}

  @Endpoint(api.shares.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.shares.list(call, input);
  }

  @Endpoint(api.shares.create) create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.shares.create(call, input);
  }

  @Endpoint(api.shares.get) get(call: CallFor<Rows['get']>, { id }: InputOf<Rows['get']>) {
    return this.shares.get(call, id);
  }

  @Endpoint(api.shares.remove) remove(call: CallFor<Rows['remove']>, { id }: InputOf<Rows['remove']>) {
    return this.shares.remove(call, id);
  }

  @Endpoint(api.shares.open) open(call: CallFor<Rows['open']>, input: InputOf<Rows['open']>) {
    return this.opening.open(call, input);
  }

  @Endpoint(api.shares.unlock) unlock(call: CallFor<Rows['unlock']>, input: InputOf<Rows['unlock']>) {
    return this.opening.open(call, input);
  }

  @Endpoint(api.shares.openPrompt) openPrompt(call: CallFor<Rows['openPrompt']>, input: InputOf<Rows['openPrompt']>) {
    return this.opening.openPrompt(call, input);
  }

  @Endpoint(api.shares.unlockPrompt)
  unlockPrompt(call: CallFor<Rows['unlockPrompt']>, input: InputOf<Rows['unlockPrompt']>) {
    return this.opening.openPrompt(call, input);
  }
}
