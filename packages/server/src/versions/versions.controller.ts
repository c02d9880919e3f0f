import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { VersionsService } from './versions.service.js';

type Rows = typeof api.versions;

@Controller()
export class VersionsController {
  constructor(private readonly versions: VersionsService) {}

  @Endpoint(api.versions.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.versions.list(call, input);
  }

  @Endpoint(api.versions.create) create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.versions.create(call, input);
  }

  @Endpoint(api.versions.get) get(call: CallFor<Rows['get']>, input: InputOf<Rows['get']>) {
    return this.versions.get(call, input);
  }

  @Endpoint(api.versions.update) update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.versions.update(call, input);
  }

  @Endpoint(api.versions.remove) remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.versions.remove(call, input);
  }

  @Endpoint(api.versions.diff) diff(call: CallFor<Rows['diff']>, input: InputOf<Rows['diff']>) {
    return this.versions.diff(call, input);
  }

  @Endpoint(api.versions.restore) restore(call: CallFor<Rows['restore']>, input: InputOf<Rows['restore']>) {
    return this.versions.restore(call, input);
  }
}
