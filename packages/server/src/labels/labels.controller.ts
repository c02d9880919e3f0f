import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { KnownLabelsService } from './known-labels.service.js';
import { LabelsService } from './labels.service.js';

type Rows = typeof api.labels;

@Controller()
export class LabelsController {
  constructor(
    private readonly labels: LabelsService,
    private readonly knownLabels: KnownLabelsService,
  ) {}

  @Endpoint(api.labels.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.labels.list(call, input);
  }

  @Endpoint(api.labels.move) move(call: CallFor<Rows['move']>, input: InputOf<Rows['move']>) {
    return this.labels.move(call, input);
  }

  @Endpoint(api.labels.remove) remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.labels.remove(call, input);
  }

  @Endpoint(api.labels.history) history(call: CallFor<Rows['history']>, input: InputOf<Rows['history']>) {
    return this.labels.history(call, input);
  }

  @Endpoint(api.labels.known) known(call: CallFor<Rows['known']>, input: InputOf<Rows['known']>) {
    return this.knownLabels.list(call, input);
  }

  @Endpoint(api.labels.protect) protect(call: CallFor<Rows['protect']>, input: InputOf<Rows['protect']>) {
    return this.knownLabels.protect(call, input);
  }
}
