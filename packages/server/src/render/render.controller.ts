import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { RenderService } from './render.service.js';

type Rows = typeof api.render;

@Controller()
export class RenderController {
  constructor(private readonly render: RenderService) {}

  @Endpoint(api.render.byId) byId(call: CallFor<Rows['byId']>, input: InputOf<Rows['byId']>) {
    return this.render.byId(call, input);
  }

  @Endpoint(api.render.byName) byName(call: CallFor<Rows['byName']>, input: InputOf<Rows['byName']>) {
    return this.render.byName(call, input);
  }

  @Endpoint(api.render.content) content(call: CallFor<Rows['content']>, input: InputOf<Rows['content']>) {
    return this.render.content(call, input);
  }
}
