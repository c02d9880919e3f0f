import type { api, InputOf, UsedBy } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Actor } from '../access/actor.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Call } from '../http/call.js';
import { exactly, Paging } from '../http/paging.js';
import { IncludesService, type Use } from '../render/includes.service.js';
import { PromptNames } from './prompt-names.js';
import { firstOf } from './selection.js';

/** The other side of includes: who would notice a change. */
@Injectable()
export class UsedByService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly includes: IncludesService,
    private readonly names: PromptNames,
    private readonly paging: Paging,
  ) {}

  /** By name. What the caller may not see uses nothing. */
  async usedBy(call: Call, input: InputOf<(typeof api.prompts)['usedBy']>) {
    const load = () => this.data.prompts.get(input.id);
    const { target, actor } = await this.access.read(call, promptPolicy.read, load);
    const uses = (await this.includes.usesOf(await this.asNamed(target)))
      .filter(({ user }) => promptPolicy.read.see(actor, user))
      .flatMap((use) => usedByOf(actor, use))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const [after = ''] = (this.paging.after(call, input) ?? []) as string[];
    const rest = uses.filter(({ name }) => name > after);
    const items = rest.slice(0, input.limit);
    const next = rest.length > items.length ? [items.at(-1)?.name] : null;
    return this.paging.page(items, next, call, input, () => exactly(uses.length));
  }

  /** In the trash with the names that are still its own: with the others, another prompt is meant by now. */
  private async asNamed(prompt: Prompt): Promise<Prompt> {
    const { deletedAt, workspaceId, names } = prompt;
    return deletedAt ? { ...prompt, names: await this.names.unheld(workspaceId, names) } : prompt;
  }
}

/** A key limited to labels knows only the version that they serve. */
function usedByOf(actor: Actor, { user, versions }: Use): UsedBy[] {
  const known = actor.key?.labels ? versions.filter((number) => number === served(actor, user)) : versions;
  return known.length === 0 ? [] : [{ promptId: user.id, name: user.name, version: Math.max(...known) }];
}

const served = (actor: Actor, user: Prompt) => firstOf(user, actor.key?.labels ?? [])?.number;
