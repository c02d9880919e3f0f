import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { InvitesService } from './invites.service.js';

type Rows = typeof api.invites;

@Controller()
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Endpoint(api.invites.list)
  list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.invites.list(call, input);
  }

  @Endpoint(api.invites.create)
  create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.invites.create(call, input);
  }

  @Endpoint(api.invites.get)
  get(call: CallFor<Rows['get']>, { id }: InputOf<Rows['get']>) {
    return this.invites.get(call, id);
  }

  @Endpoint(api.invites.remove)
  remove(call: CallFor<Rows['remove']>, { id }: InputOf<Rows['remove']>) {
    return this.invites.remove(call, id);
  }

  @Endpoint(api.invites.accept)
  accept(call: CallFor<Rows['accept']>, input: InputOf<Rows['accept']>) {
    return this.invites.accept(call, input);
  }
}
