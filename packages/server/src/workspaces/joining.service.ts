import type { Role } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { refusal } from '../access/refusal.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import type { Member } from '../data/schemas/member.schema.js';

/** Puts users into workspaces, as part of the running transaction. */
@Injectable()
export class JoiningService {
  constructor(private readonly data: DataService) {}

  /**
   * Makes a user a member; whoever is one already keeps their role.
   * @throws ApiError `workspace_not_found`, also when it is deleted at this very moment
   */
  async join(workspaceId: string, userId: string, role: Role): Promise<{ member: Member; isNew: boolean }> {
    const profile = await this.data.profiles.find({ userId });
    const nameKey = caseFold(profile?.displayName ?? '');
    const values = { workspaceId, userId, role, nameKey };
    const { record, isNew } = await this.data.members.findOrCreate({ workspaceId, userId }, values);
    if (isNew) {
      const change = { inc: { memberCount: 1 } } as const;
      const workspace = await this.data.workspaces.patch(workspaceId, change, { removedAt: null });
      if (!workspace) throw refusal('workspace_not_found');
    }
    return { member: record, isNew };
  }
}
