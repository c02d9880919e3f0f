import type { api, InputOf, Usage as UsageResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { type Actor, isEditor } from '../access/actor.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Usage } from '../data/schemas/usage.schema.js';
import type { Call } from '../http/call.js';
import { Paging } from '../http/paging.js';

type Input = InputOf<(typeof api.usage)['list']>;
type Where = Filter<Usage>;

/** How often prompts are asked for, as their members see it. */
@Injectable()
export class UsageService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly paging: Paging,
  ) {}

  /** Newest day first. Of prompts that the caller does not see there is no use. */
  async list(call: Call, input: Input) {
    const where: Where = { $and: [...(await this.place(call, input)), ...between(input)] };
    const after = this.paging.after(call, input);
    const { items, next } = await this.data.usage.list(where, { sort: [['day', -1]], limit: input.limit, after });
    return this.paging.page(items.map(usageView), next, call, input, () => this.data.usage.total(where));
  }

  private async place(call: Call, { workspaceId, promptId }: Input): Promise<Where[]> {
    if (promptId === undefined) {
      const { workspace, actor } = await this.access.workspace(call, workspaceId);
      return [{ workspaceId: workspace.id }, ...labelsOf(actor), ...(await this.visibleTo(actor, workspace.id))];
    }
    const load = () => this.data.prompts.get(promptId, { workspaceId });
    const { actor } = await this.access.read(call, promptPolicy.read, load);
    return [{ promptId }, ...labelsOf(actor)];
  }

  /** What of a workspace is hidden from some of its members: the trash, and what is beyond the limits of a key. */
  private async visibleTo(actor: Actor, workspaceId: string): Promise<Where[]> {
    const seen: Where[] = [];
    const { collectionIds } = actor.key ?? {};
    if (collectionIds) {
      const within = await this.promptIds({ workspaceId, collectionId: { $in: [...collectionIds] } });
      seen.push({ promptId: { $in: within } });
    }
    if (!isEditor(actor)) {
      seen.push({ promptId: { $nin: await this.promptIds({ workspaceId, deletedAt: { $ne: null } }) } });
    }
    return seen;
  }

  private promptIds(where: Filter<Prompt>): Promise<string[]> {
    return this.data.prompts.idsIn('id', where);
  }
}

/** A key limited to labels knows of no others. */
const labelsOf = ({ key }: Actor): Where[] => (key?.labels ? [{ label: { $in: key.labels } }] : []);

const between = ({ from, to }: Input): Where[] => [
  from === undefined ? {} : { day: { $gte: from } },
  to === undefined ? {} : { day: { $lte: to } },
];

const usageView = ({ day, promptId, version, label, fetches, renders }: Usage): UsageResource => ({
  day,
  promptId,
  version,
  label,
  fetches,
  renders,
});
