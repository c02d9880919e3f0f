import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { MembersService } from './members.service.js';

type Rows = typeof api.members;

@Controller()
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Endpoint(api.members.list)
  list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.members.list(call, input);
  }

  @Endpoint(api.members.update)
  update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.members.update(call, input);
  }

  @Endpoint(api.members.remove)
  remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.members.remove(call, input);
  }
}
