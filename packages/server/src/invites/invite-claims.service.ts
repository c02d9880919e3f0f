import { Injectable } from '@nestjs/common';
import { refusal } from '../access/refusal.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { Invite } from '../data/schemas/invite.schema.js';
import type { Profile } from '../data/schemas/profile.schema.js';
import type { Call } from '../http/call.js';
import { hashLinkToken } from '../http/link-token.js';
import { JoiningService } from '../workspaces/joining.service.js';

/** Using invites: by those who register, and by those who have an account. */
@Injectable()
export class InviteClaimsService {
  constructor(
    private readonly data: DataService,
    private readonly events: EventLog,
    private readonly joining: JoiningService,
  ) {}

  /** The invite of this token, if it is good for this address. @param email in lower case @throws ApiError `invite_not_found` */
  async find(token: string, email: string): Promise<Invite> {
    const invite = await this.data.invites.find({ tokenHash: hashLinkToken(token) });
    if (!invite || invite.expiresAt.getTime() <= Date.now()) throw refusal('invite_not_found');
    if (invite.email !== null && invite.email !== email) throw refusal('invite_not_found');
    if (!(await this.mayStillInvite(invite))) throw refusal('invite_not_found');
    return invite;
  }

  /**
   * Uses an invite up, in the running transaction: of several who try, one succeeds. Whoever is in the workspace
   * already stays as they are, and the invite is kept.
   * @throws ApiError `invite_not_found` for those who come second
   */
  async use(call: Call, invite: Invite, { userId, username }: Profile): Promise<void> {
    const { id, workspaceId, role } = invite;
    if (workspaceId !== null && role !== null) {
      const { member, isNew } = await this.joining.join(workspaceId, userId, role);
      if (!isNew) return;
      const target = { model: 'member', id: member.id, name: username };
      await this.record(call, invite, userId, 'member.created', target);
    }
    if (!(await this.data.invites.remove(id))) throw refusal('invite_not_found');
    await this.record(call, invite, userId, 'invite.accepted', { model: 'invite', id, name: '' });
  }

  /** An invite is worth what its maker may do now: demoted, suspended or gone, they let nobody in. */
  private async mayStillInvite({ createdById, workspaceId }: Invite): Promise<boolean> {
    const user = await this.data.users.get(createdById, { status: 'active' });
    if (!user) return false;
    if (workspaceId === null) return user.role === 'admin';
    const [owner, workspace] = await Promise.all([
      this.data.members.find({ workspaceId, userId: createdById, role: 'owner' }),
      this.data.workspaces.get(workspaceId, { removedAt: null }),
    ]);
    return owner !== null && workspace !== null;
  }

  private record(
    call: Call,
    { workspaceId, role }: Invite,
    actorId: string,
    action: string,
    target: { model: string; id: string; name: string },
  ): Promise<void> {
    const { ip, requestId } = call;
    return this.events.record({
      workspaceId,
      actorId,
      action,
      target,
      details: { role },
      ip,
      requestId,
      at: new Date(),
    });
  }
}
