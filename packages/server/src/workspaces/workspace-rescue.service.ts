import type { api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { adminPolicy } from '../access/admin.policy.js';
import { refusal } from '../access/refusal.js';
import { DataService } from '../data/data.service.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { JoiningService } from './joining.service.js';
import { memberView } from './member.view.js';
import { mustBeTeam } from './team.js';

/** Teams whose owners are all suspended: an admin gives them another. */
@Injectable()
export class WorkspaceRescueService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly joining: JoiningService,
  ) {}

  /** @throws ApiError `user_not_found` when they are not active, `personal_workspace`, `forbidden` while it has an active owner */
  async appoint(call: Call<UserCaller>, { id, userId }: InputOf<(typeof api.admin)['appointOwner']>) {
    const load = async () => {
      await this.access.read(call, adminPolicy.read, async () => ({}));
      return this.data.workspaces.get(id, { removedAt: null });
    };
    return this.access.change(call, adminPolicy.appointOwner, load, async (it) => {
      mustBeTeam(it.target);
      if (await this.hasActiveOwner(id)) {
        throw new ApiError('forbidden', 'This workspace has an active owner, whose matter it is.');
      }
      const profile = await this.activeProfile(userId);
      // As every change of roles does, so that two of them meet.
      await this.data.workspaces.patch(id, { inc: { memberRevision: 1 } });
      const { member } = await this.joining.join(id, userId, 'owner');
      const owner = (await this.data.members.update(member.id, { role: 'owner' })) ?? member;
      it.about = { model: 'member', id: owner.id, name: profile.username, workspaceId: id };
      it.details = { to: 'owner' };
      return memberView(owner, profile);
    });
  }

  private async hasActiveOwner(workspaceId: string): Promise<boolean> {
    const owners = await this.data.members.findMany({ workspaceId, role: 'owner' });
    const id = { $in: owners.map(({ userId }) => userId) };
    return (await this.data.users.find({ id, status: 'active' })) !== null;
  }

  private async activeProfile(userId: string) {
    const [user, profile] = await Promise.all([
      this.data.users.get(userId, { status: 'active' }),
      this.data.profiles.find({ userId }),
    ]);
    if (!user || !profile) throw refusal('user_not_found');
    return profile;
  }
}
