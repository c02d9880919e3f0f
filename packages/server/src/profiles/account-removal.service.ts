import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { userPolicy } from '../access/account.policy.js';
import { refusal } from '../access/refusal.js';
import { AdminsService } from '../auth/admins.service.js';
import { SignInService } from '../auth/sign-in.service.js';
import { DataService } from '../data/data.service.js';
import type { Profile } from '../data/schemas/profile.schema.js';
import type { User } from '../data/schemas/user.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { JobsService } from '../jobs/jobs.service.js';
import { WorkspaceRemovalService } from '../workspaces/workspace-removal.service.js';

const kind = 'account.removal';
/** Longer than any transaction lives, in milliseconds: what began before the account was gone has ended by then. */
const grace = 60_000;
/** Stars that go with the account itself; the counts of what had more follow in the job. */
const starsAtOnce = 1_000;
/** Rows that one step of the job looks at. */
const rowsAtOnce = 200;

/** An account with its face. */
export interface AccountTarget extends User {
  readonly userId: string;
  /** What events call it. */
  readonly name: string;
  readonly profile: Profile;
}

/**
 * The end of an account. Without user and profile nothing of it can be used, and what it wrote in teams is by nobody;
 * its personal workspace is marked as gone. All that is one transaction, and jobs take the rows away.
 */
@Injectable()
export class AccountRemovalService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly signIn: SignInService,
    private readonly admins: AdminsService,
    private readonly workspaces: WorkspaceRemovalService,
    private readonly jobs: JobsService,
  ) {
    jobs.handle(kind, ({ subjectId }) => this.removeRows(subjectId));
  }

  /** Deletes one's own account. @throws ApiError `invalid_credentials`, `last_admin`, `last_owner` */
  async remove(call: Call<UserCaller>, password: string): Promise<void> {
    const { userId } = call.caller;
    await this.signIn.confirm(userId, password);
    const load = async () => {
      const account = await this.load(userId);
      if (!account) throw refusal('unauthorized');
      return account;
    };
    await this.access.change(call, userPolicy.remove, load, ({ target }) => this.discard(target));
  }

  /** The account as {@link discard} takes it; `null`: there is none, or not any more. */
  async load(userId: string): Promise<AccountTarget | null> {
    const [user, profile] = await Promise.all([this.data.users.get(userId), this.data.profiles.find({ userId })]);
    return user && profile && { ...user, userId, name: profile.username, profile };
  }

  /** Ends an account in the running transaction. @throws ApiError `last_admin`, `last_owner` */
  async discard(account: AccountTarget): Promise<void> {
    const { userId, profile } = account;
    await this.admins.move(account, null);
    await this.leaveTeams(userId);
    const personal = await this.data.workspaces.find({ kind: 'personal', ownerId: userId, removedAt: null });
    if (personal) await this.workspaces.discard(personal.id);
    await this.unstar(userId, starsAtOnce);
    // Of these others know: owners see the keys and invites of their workspace.
    await this.data.apiKeys.removeMany({ userId });
    await this.data.invites.removeMany({ workspaceId: null, createdById: userId });
    await this.data.oneTimeTokens.removeMany({ userId });
    await this.data.profiles.remove(profile.id);
    await this.data.users.remove(userId);
    await this.jobs.schedule(kind, userId, new Date(Date.now() + grace));
  }

  private async leaveTeams(userId: string): Promise<void> {
    for (const { id, workspaceId, role } of await this.data.members.findMany({ userId })) {
      const change = { inc: { memberCount: -1, memberRevision: 1 } } as const;
      const team = await this.data.workspaces.patch(workspaceId, change, { kind: 'team', removedAt: null });
      if (!team) continue;
      const others = { workspaceId, role: 'owner', userId: { $ne: userId } } as const;
      if (role === 'owner' && !(await this.data.members.find(others))) {
        throw new ApiError('last_owner', `${team.name} (${workspaceId}) needs another owner first.`);
      }
      if (role === 'owner') await this.data.invites.removeMany({ workspaceId, createdById: userId });
      await this.data.members.remove(id);
    }
  }

  /** One step: some rows of one model. `true`: nothing is left. */
  private async removeRows(userId: string): Promise<boolean> {
    if ((await this.unstar(userId, rowsAtOnce)) > 0) return false;
    const { drafts, apiKeys, oneTimeTokens, sessions } = this.data;
    for (const rows of [drafts, apiKeys, oneTimeTokens, sessions]) {
      if ((await rows.removeSome({ userId }, rowsAtOnce)) > 0) return false;
    }
    return (await this.forgetAuthor(userId)) === 0;
  }

  /** Takes at most `max` stars off, with what prompts count of them. How many. */
  private async unstar(userId: string, max: number): Promise<number> {
    const stars = await this.data.stars.findMany({ userId }, { limit: max });
    if (stars.length === 0) return 0;
    const starred = { id: { $in: stars.map(({ promptId }) => promptId) } };
    await this.data.prompts.patchMany(starred, { inc: { starCount: -1 } });
    return this.data.stars.removeMany({ id: { $in: stars.map(({ id }) => id) } });
  }

  /** Some of what names the account. How many. */
  private async forgetAuthor(userId: string): Promise<number> {
    const { prompts, promptVersions, labels, labelMoves, promptTags } = this.data;
    return (
      (await prompts.patchSome({ authorId: userId }, { set: { authorId: null } }, rowsAtOnce)) ||
      (await promptVersions.patchSome({ authorId: userId }, { set: { authorId: null } }, rowsAtOnce)) ||
      (await labels.patchSome({ updatedById: userId }, { set: { updatedById: null } }, rowsAtOnce)) ||
      (await labelMoves.patchSome({ byId: userId }, { set: { byId: null } }, rowsAtOnce)) ||
      promptTags.patchSome({ addedById: userId }, { set: { addedById: null } }, rowsAtOnce)
    );
  }
}
