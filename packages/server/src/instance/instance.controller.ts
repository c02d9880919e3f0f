import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint, type Http } from '../http/endpoint.decorator.js';
import { InstanceService } from './instance.service.js';

type Rows = typeof api.instance;

@Controller()
export class InstanceController {
  constructor(private readonly instance: InstanceService) {}

  @Endpoint(api.instance.get)
  get(_call: CallFor<Rows['get']>, _input: InputOf<Rows['get']>, { request }: Http) {
    return this.instance.get(request);
  }
}
