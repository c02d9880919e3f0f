import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { PublicPagesService } from '../access/public-pages.service.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Call } from '../http/call.js';
import { mustBeLive } from './prompt-state.js';

/** A user's own favourites. Repeating either call changes nothing. */
@Injectable()
export class StarsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly pages: PublicPagesService,
  ) {}

  star(call: Call, promptId: string): Promise<void> {
    return this.change(call, promptId, async (it, userId) => {
      const { workspaceId } = it.target;
      const { isNew } = await this.data.stars.findOrCreate({ userId, promptId }, { userId, promptId, workspaceId });
      if (isNew) await this.data.prompts.patch(promptId, { inc: { starCount: 1 } });
    });
  }

  unstar(call: Call, promptId: string): Promise<void> {
    return this.change(call, promptId, async (_, userId) => {
      const removed = await this.data.stars.removeMany({ userId, promptId });
      if (removed > 0) await this.data.prompts.patch(promptId, { inc: { starCount: -removed } });
    });
  }

  private change(
    call: Call,
    id: string,
    run: (it: Authorized<Prompt>, userId: string) => Promise<void>,
  ): Promise<void> {
    return this.access.change(
      call,
      promptPolicy.star,
      () => this.data.prompts.get(id),
      async (it) => {
        if (it.actor.role === null) await this.pages.mustBeOpen('prompt_not_found');
        mustBeLive(it.target);
        if (it.actor.userId !== null) await run(it, it.actor.userId);
      },
    );
  }
}
