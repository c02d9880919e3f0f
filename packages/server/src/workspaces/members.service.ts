import type { api, InputOf, Member as MemberResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { memberPolicy } from '../access/member.policy.js';
import { refusal } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import type { Member } from '../data/schemas/member.schema.js';
import type { Profile } from '../data/schemas/profile.schema.js';
import type { Workspace } from '../data/schemas/workspace.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { memberView } from './member.view.js';
import { mustBeTeam } from './team.js';

type Rows = typeof api.members;

/** A member with their face and their workspace. */
interface MemberTarget extends Member {
  /** What events call them. */
  readonly name: string;
  readonly profile: Profile;
  readonly workspace: Workspace;
}

/** Who is in a workspace, and in which role. There is always an owner. */
@Injectable()
export class MembersService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly paging: Paging,
  ) {}

  async list(call: Call<UserCaller>, input: InputOf<Rows['list']>) {
    const { target } = await this.access.read(call, workspacePolicy.listMembers, () =>
      this.access.workspaceTarget(input.id),
    );
    const where = { workspaceId: target.id };
    const { items, next } = await this.data.members.list(where, {
      sort: [['nameKey', 1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    return this.paging.page(await this.views(items), next, call, input, () => this.data.members.total(where));
  }

  /** @throws ApiError `last_owner`, `personal_workspace` */
  async update(call: Call<UserCaller>, input: InputOf<Rows['update']>) {
    return this.access.change(
      call,
      memberPolicy.update,
      () => this.load(call, input),
      async (it) => {
        const { id, role, profile, workspace } = it.target;
        mustBeTeam(workspace);
        if (role === input.role) {
          it.details.unchanged = true;
          return memberView(it.target, profile);
        }
        const lock = { inc: { memberRevision: 1 } } as const;
        if (!(await this.data.workspaces.patch(workspace.id, lock, { removedAt: null }))) {
          throw refusal('workspace_not_found');
        }
        if (role === 'owner') await this.endOwnership(it.target);
        it.details = { from: role, to: input.role };
        const changed = await this.data.members.update(id, { role: input.role });
        return memberView(changed ?? it.target, profile);
      },
    );
  }

  /** Also leaving. Their keys in this workspace go with them. @throws ApiError `last_owner`, `personal_workspace` */
  async remove(call: Call<UserCaller>, input: InputOf<Rows['remove']>): Promise<void> {
    await this.access.change(
      call,
      memberPolicy.remove,
      () => this.load(call, input),
      async (it) => {
        const { id, role, workspace } = it.target;
        mustBeTeam(workspace);
        const change = { inc: { memberCount: -1, memberRevision: 1 } } as const;
        if (!(await this.data.workspaces.patch(workspace.id, change, { removedAt: null }))) {
          throw refusal('workspace_not_found');
        }
        if (role === 'owner') await this.endOwnership(it.target);
        await this.data.members.remove(id);
        await this.removeKeys(it);
        it.details = { role };
      },
    );
  }

  private async load(call: Call, { id, userId }: { id: string; userId: string }): Promise<MemberTarget | null> {
    const { target } = await this.access.read(call, workspacePolicy.read, () => this.access.workspaceTarget(id));
    const [member, profile] = await Promise.all([
      this.data.members.find({ workspaceId: target.id, userId }),
      this.data.profiles.find({ userId }),
    ]);
    return member && profile && { ...member, name: profile.username, profile, workspace: target };
  }

  /** Whoever ends an ownership has written the workspace, so that of two at once the second sees the first. */
  private async endOwnership({ workspaceId, userId, workspace }: MemberTarget): Promise<void> {
    const other = await this.data.members.find({ workspaceId, role: 'owner', userId: { $ne: userId } });
    if (!other) throw new ApiError('last_owner', `${workspace.name} needs an owner. Make somebody else one first.`);
    await this.data.invites.removeMany({ workspaceId, createdById: userId });
  }

  private async removeKeys(it: Authorized<MemberTarget>): Promise<void> {
    const { workspaceId, userId } = it.target;
    for (const { id, name } of await this.data.apiKeys.findMany({ workspaceId, userId })) {
      await this.data.apiKeys.remove(id);
      await this.access.also(it, 'api_key.removed', { id, name }, {});
    }
  }

  private async views(members: readonly Member[]): Promise<MemberResource[]> {
    const ids = members.map(({ userId }) => userId);
    const found = ids.length === 0 ? [] : await this.data.profiles.findMany({ userId: { $in: ids } });
    const profiles = new Map(found.map((profile) => [profile.userId, profile]));
    return members.flatMap((member) => {
      const profile = profiles.get(member.userId);
      return profile ? [memberView(member, profile)] : [];
    });
  }
}
