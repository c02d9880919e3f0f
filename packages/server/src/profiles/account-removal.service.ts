import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { userPolicy } from '../access/account.policy.js';
import { SignInService } from '../auth/sign-in.service.js';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import type { User } from '../data/schemas/user.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';

/** The end of an account. What it wrote in teams stays, by nobody. */
@Injectable()
export class AccountRemovalService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly signIn: SignInService,
  ) {}

  /**
   * Deletes one's account with sessions, keys, stars and personal workspace: all of it or nothing.
   * @throws ApiError `invalid_credentials`, `last_admin`, `last_owner`
   */
  async remove(call: Call<UserCaller>, password: string): Promise<void> {
    const { userId } = call.caller;
    await this.signIn.confirm(userId, password);
    const load = async () => {
      const [user, profile] = await Promise.all([this.data.users.get(userId), this.data.profiles.find({ userId })]);
      return user && profile && { ...user, userId, name: profile.username, profileId: profile.id };
    };
    await this.access.change(call, userPolicy.remove, load, async (it) => {
      await this.resign(it.target);
      await this.leaveTeams(userId);
      await this.unstar(userId);
      await this.removePersonalWorkspace(userId);
      await this.forgetAuthor(userId);
      await this.data.drafts.removeMany({ userId });
      await this.data.apiKeys.removeMany({ userId });
      await this.data.sessions.removeMany({ userId });
      await this.data.profiles.remove(it.target.profileId);
      await this.data.users.remove(userId);
    });
  }

  /** All who change the number of admins write the instance, so that two cannot both be the last but one. */
  private async resign(user: User): Promise<void> {
    if (user.role !== 'admin' || user.status !== 'active') return;
    const left = await this.data.instance.patch(instanceId, { inc: { adminCount: -1 } }, { adminCount: { $gt: 1 } });
    if (!left) throw new ApiError('last_admin', 'The last admin stays. Make somebody else an admin first.');
  }

  private async leaveTeams(userId: string): Promise<void> {
    const memberships = await this.data.members.findMany({ userId });
    for (const { id, workspaceId, role } of memberships) {
      const team = await this.data.workspaces.patch(
        workspaceId,
        { inc: { memberCount: -1 } },
        { kind: 'team', removedAt: null },
      );
      if (!team) continue;
      const others = { workspaceId, role: 'owner', userId: { $ne: userId } } as const;
      if (role === 'owner' && !(await this.data.members.find(others))) {
        throw new ApiError('last_owner', `${team.name} needs an owner. Make somebody else one first.`);
      }
      await this.data.members.remove(id);
    }
  }

  private async unstar(userId: string): Promise<void> {
    const stars = await this.data.stars.findMany({ userId });
    if (stars.length === 0) return;
    await this.data.prompts.patchMany(
      { id: { $in: stars.map(({ promptId }) => promptId) } },
      { inc: { starCount: -1 } },
    );
    await this.data.stars.removeMany({ userId });
  }

  private async removePersonalWorkspace(userId: string): Promise<void> {
    const workspace = await this.data.workspaces.find({ kind: 'personal', ownerId: userId });
    if (!workspace) return;
    const within = { workspaceId: workspace.id };
    for (const rows of this.data.ofPrompts) await rows.removeMany(within);
    await this.data.prompts.removeMany(within);
    await this.data.tags.removeMany(within);
    await this.data.collections.removeMany(within);
    await this.data.apiKeys.removeMany(within);
    await this.data.members.removeMany(within);
    await this.data.workspaces.remove(workspace.id);
  }

  private async forgetAuthor(userId: string): Promise<void> {
    await this.data.prompts.patchMany({ authorId: userId }, { set: { authorId: null } });
    await this.data.promptVersions.patchMany({ authorId: userId }, { set: { authorId: null } });
    await this.data.labels.patchMany({ updatedById: userId }, { set: { updatedById: null } });
    await this.data.labelMoves.patchMany({ byId: userId }, { set: { byId: null } });
    await this.data.promptTags.patchMany({ addedById: userId }, { set: { addedById: null } });
  }
}
