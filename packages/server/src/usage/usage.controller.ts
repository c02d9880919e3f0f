import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { UsageService } from './usage.service.js';

type Rows = typeof api.usage;

@Controller()
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Endpoint(api.usage.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.usage.list(call, input);
  }
}
