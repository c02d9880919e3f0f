import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { DraftsService } from './drafts.service.js';

type Rows = typeof api.drafts;

@Controller()
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Endpoint(api.drafts.get) get(call: CallFor<Rows['get']>, input: InputOf<Rows['get']>) {
    return this.drafts.get(call, this.drafts.ofPrompt(call, input.id));
  }

  @Endpoint(api.drafts.put) put(call: CallFor<Rows['put']>, { id, ...given }: InputOf<Rows['put']>) {
    return this.drafts.put(call, this.drafts.ofPrompt(call, id), given);
  }

  @Endpoint(api.drafts.remove) remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.drafts.remove(call, this.drafts.ofPrompt(call, input.id));
  }

  @Endpoint(api.drafts.getNew) getNew(call: CallFor<Rows['getNew']>, input: InputOf<Rows['getNew']>) {
    return this.drafts.get(call, this.drafts.ofNew(call, input.workspaceId));
  }

  @Endpoint(api.drafts.putNew) putNew(
    call: CallFor<Rows['putNew']>,
    { workspaceId, ...given }: InputOf<Rows['putNew']>,
  ) {
    return this.drafts.put(call, this.drafts.ofNew(call, workspaceId), given);
  }

  @Endpoint(api.drafts.removeNew) removeNew(call: CallFor<Rows['removeNew']>, input: InputOf<Rows['removeNew']>) {
    return this.drafts.remove(call, this.drafts.ofNew(call, input.workspaceId));
  }
}
