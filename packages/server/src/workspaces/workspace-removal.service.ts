import type { api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { refusal } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { JobsService } from '../jobs/jobs.service.js';
import { mustBeTeam } from './team.js';

const kind = 'workspace.removal';
/** Longer than any transaction lives, in milliseconds: what began before the workspace was gone has ended by then. */
const grace = 60_000;
/** Prompts and rows that one step looks at. */
const promptsAtOnce = 50;
const rowsAtOnce = 200;

/** The end of a workspace: a mark makes it and all in it missing at once, and a job takes the rows away. */
@Injectable()
export class WorkspaceRemovalService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly jobs: JobsService,
  ) {
    jobs.handle(kind, ({ subjectId }) => this.removeRows(subjectId));
  }

  /** @throws ApiError `invalid_request` when `confirm` is not its name, `personal_workspace` */
  async remove(call: Call<UserCaller>, { id, confirm }: InputOf<(typeof api.workspaces)['remove']>): Promise<void> {
    await this.access.change(
      call,
      workspacePolicy.remove,
      () => this.access.workspaceTarget(id),
      async ({ target }) => {
        mustBeTeam(target);
        if (confirm !== target.name) {
          const message = 'must be the name of the workspace';
          throw new ApiError('invalid_request', `confirm ${message}.`, { errors: [{ path: 'confirm', message }] });
        }
        await this.discard(id);
      },
    );
  }

  /** Marks a workspace as gone, in the running transaction. @throws ApiError `workspace_not_found`: it is gone already */
  async discard(id: string): Promise<void> {
    const removedAt = new Date();
    const marked = await this.data.workspaces.patch(id, { set: { removedAt } }, { removedAt: null });
    if (!marked) throw refusal('workspace_not_found');
    await this.jobs.schedule(kind, id, new Date(removedAt.getTime() + grace));
  }

  /** One step: some rows of one model, those that depend on others first. `true`: all are gone, the workspace too. */
  private async removeRows(workspaceId: string): Promise<boolean> {
    if (await this.removePrompts(workspaceId)) return false;
    const { drafts, shares, tags, collections, apiKeys, invites, members } = this.data;
    for (const rows of [drafts, shares, tags, collections, apiKeys, invites, members]) {
      if ((await rows.removeSome({ workspaceId }, rowsAtOnce)) > 0) return false;
    }
    await this.data.workspaces.remove(workspaceId);
    return true;
  }

  /** `false`: there are none any more. */
  private async removePrompts(workspaceId: string): Promise<boolean> {
    const found = await this.data.prompts.findMany({ workspaceId }, { limit: promptsAtOnce });
    if (found.length === 0) return false;
    const ids = found.map(({ id }) => id);
    for (const rows of this.data.ofPrompts) {
      if ((await rows.removeSome({ promptId: { $in: ids } }, rowsAtOnce)) > 0) return true;
    }
    await this.data.prompts.removeMany({ id: { $in: ids } });
    return true;
  }
}
