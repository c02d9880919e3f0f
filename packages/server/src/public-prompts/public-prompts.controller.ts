import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { PublicPromptsService } from './public-prompts.service.js';

type Rows = typeof api.publicPrompts;

@Controller()
export class PublicPromptsController {
  constructor(private readonly prompts: PublicPromptsService) {}

  @Endpoint(api.publicPrompts.list)
  list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.prompts.list(call, input);
  }

  @Endpoint(api.publicPrompts.get)
  get(call: CallFor<Rows['get']>, { id }: InputOf<Rows['get']>) {
    return this.prompts.get(call, id);
  }

  @Endpoint(api.publicPrompts.listByAuthor)
  listByAuthor(call: CallFor<Rows['listByAuthor']>, input: InputOf<Rows['listByAuthor']>) {
    return this.prompts.listByAuthor(call, input);
  }
}
