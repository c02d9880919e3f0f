import { type api, type InputOf, type KnownLabel, limits } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { type Actor, isWithinLabels } from '../access/actor.js';
import { refusal } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import { mostCounted } from '../data/repository.js';
import type { Workspace } from '../data/schemas/workspace.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { mustNotBeLatest } from './labels.service.js';

type Rows = typeof api.labels;

/** The labels of a whole workspace, and which of them only owners move. */
@Injectable()
export class KnownLabelsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly paging: Paging,
  ) {}

  /** A key limited to labels hears of those alone. */
  async list(call: Call, input: InputOf<Rows['known']>) {
    const { target, actor } = await this.access.read(call, workspacePolicy.read, () =>
      this.access.workspaceTarget(input.id),
    );
    const isKept = new Set(target.protectedLabels);
    const [after = ''] = (this.paging.after(call, input) ?? []) as [string?];
    const names = await this.names(actor, target, after, input.limit + 1);
    const shown = names.slice(0, input.limit).map((name) => ({ name, protected: isKept.has(name) }));
    const last = names.length > input.limit ? shown.at(-1) : undefined;
    return this.paging.page(shown, last ? [last.name] : null, call, input, async () => {
      const all = await this.names(actor, target, '', mostCounted + 1);
      return { total: Math.min(all.length, mostCounted), totalIsExact: all.length <= mostCounted };
    });
  }

  /** The names behind one, at most `max`: a look into the index for each, however many prompts carry it. */
  private async names(actor: Actor, workspace: Workspace, after: string, max: number): Promise<string[]> {
    const names: string[] = [];
    let name: string | undefined = after;
    while (names.length < max) {
      name = await this.next(workspace.id, workspace.protectedLabels, name);
      if (name === undefined) break;
      if (isWithinLabels(actor, name)) names.push(name);
    }
    return names;
  }

  /** Owners only. What is so already stays as it is. */
  async protect(call: Call<UserCaller>, input: InputOf<Rows['protect']>): Promise<KnownLabel> {
    const { id, label } = input;
    mustNotBeLatest(label);
    return this.access.change(
      call,
      workspacePolicy.protectLabel,
      () => this.access.workspaceTarget(id),
      async (it) => {
        const { protectedLabels } = it.target;
        const answer = { name: label, protected: input.protected };
        if (protectedLabels.includes(label) === input.protected) {
          it.details.unchanged = true;
          return answer;
        }
        if (input.protected && protectedLabels.length >= limits.protectedLabels) {
          throw new ApiError('invalid_request', `A workspace protects at most ${limits.protectedLabels} labels.`);
        }
        const change = { protectedLabels: label };
        const changed = await this.data.workspaces.patch(id, input.protected ? { add: change } : { pull: change }, {
          removedAt: null,
        });
        if (!changed) throw refusal('workspace_not_found');
        it.details = { label, protected: input.protected };
        return answer;
      },
    );
  }

  /** The name that follows: a look into the index per name, however many prompts carry it. */
  private async next(workspaceId: string, kept: readonly string[], after: string): Promise<string | undefined> {
    const [used] = await this.data.labels.findMany(
      { workspaceId, name: { $gt: after } },
      { sort: [['name', 1]], limit: 1 },
    );
    const candidates = kept.filter((name) => name > after);
    if (used) candidates.push(used.name);
    return candidates.sort()[0];
  }
}
