import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { ApiKeysService } from './api-keys.service.js';

type Rows = typeof api.apiKeys;

@Controller()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Endpoint(api.apiKeys.list)
  list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.keys.list(call, input);
  }

  @Endpoint(api.apiKeys.create)
  create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.keys.create(call, input);
  }

  @Endpoint(api.apiKeys.get)
  get(call: CallFor<Rows['get']>, { id }: InputOf<Rows['get']>) {
    return this.keys.get(call, id);
  }

  @Endpoint(api.apiKeys.update)
  update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.keys.update(call, input);
  }

  @Endpoint(api.apiKeys.remove)
  remove(call: CallFor<Rows['remove']>, { id }: InputOf<Rows['remove']>) {
    return this.keys.remove(call, id);
  }
}
