import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { SessionsService } from './sessions.service.js';

type Rows = typeof api.sessions;

@Controller()
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Endpoint(api.sessions.list)
  list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.sessions.list(call, input);
  }

  @Endpoint(api.sessions.remove)
  remove(call: CallFor<Rows['remove']>, { id }: InputOf<Rows['remove']>) {
    return this.sessions.remove(call, id);
  }
}
