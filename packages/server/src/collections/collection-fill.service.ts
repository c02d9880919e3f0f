import type { api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { collectionPolicy } from '../access/collection.policy.js';
import { mayFillCollection, promptPolicy } from '../access/prompt.policy.js';
import { refusal } from '../access/refusal.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { mustBeLive } from '../prompts/prompt-state.js';
import { CollectionTree } from './collection-tree.js';

type Input = InputOf<(typeof api.collections)['put']>;

/** Puts prompts into collections and takes them out. */
@Injectable()
export class CollectionFillService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly tree: CollectionTree,
  ) {}

  /** Into this one, out of any other. */
  put(call: Call, input: Input): Promise<void> {
    return this.change(call, input, (it) => this.place(it, input.id));
  }

  /** Out of this one, to the top. @throws ApiError `prompt_not_found` when it is not inside */
  take(call: Call, input: Input): Promise<void> {
    return this.change(call, input, async (it) => {
      if (it.target.collectionId !== input.id) throw notFound('prompt');
      await this.place(it, null);
    });
  }

  private async change(call: Call, input: Input, run: (it: Authorized<Prompt>) => Promise<void>): Promise<void> {
    // The collection first: to those who may not change anything a missing one is missing all the same.
    const seen = await this.access.read(call, collectionPolicy.read, () => this.data.collections.get(input.id));
    const { workspaceId } = seen.target;
    const load = () => this.data.prompts.get(input.promptId, { workspaceId });
    return this.access.change(call, promptPolicy.move, load, (it) => {
      mustBeLive(it.target);
      return run(it);
    });
  }

  private async place(it: Authorized<Prompt>, collectionId: string | null): Promise<void> {
    const { id, collectionId: from } = it.target;
    it.details = { from, to: collectionId };
    if (from === collectionId) {
      it.details.unchanged = true;
      return;
    }
    const answer = mayFillCollection(it.actor, collectionId);
    if (answer !== true) throw refusal(answer);
    await this.tree.recount(it, from, collectionId);
    await this.data.prompts.update(id, { collectionId });
  }
}
