import { Injectable } from '@nestjs/common';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import type { Profile } from '../data/schemas/profile.schema.js';
import type { User } from '../data/schemas/user.schema.js';
import type { Workspace } from '../data/schemas/workspace.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError } from '../http/api-error.js';
import { reservedUsernames } from './reserved-usernames.js';

export interface NewAccount {
  /** In lower case. */
  readonly email: string;
  readonly username: string;
  readonly displayName?: string;
  readonly passwordHash: string;
}

export interface Account {
  readonly user: User;
  readonly profile: Profile;
  readonly workspace: Workspace;
}

/** What an account consists of: user, profile and personal workspace, always together. */
@Injectable()
export class AccountsService {
  constructor(private readonly data: DataService) {}

  /**
   * Makes an account in the running transaction. The first one of the instance becomes its admin; of several at once
   * only one is the first, as all of them write the instance document.
   * @throws ApiError `email_taken`, `username_taken`
   */
  async create(given: NewAccount): Promise<Account> {
    const change = { set: { isSetUp: true }, inc: { adminCount: 1 } } as const;
    const isFirst = (await this.data.instance.patch(instanceId, change, { isSetUp: false })) !== null;
    try {
      const { email, passwordHash, username } = given;
      const user = await this.data.users.create({
        email,
        passwordHash,
        role: isFirst ? 'admin' : 'member',
        status: 'active',
      });
      await this.claimUsername(username, user.id);
      const displayName = given.displayName || username;
      const profile = await this.data.profiles.create({
        userId: user.id,
        username,
        displayName,
        displayNameKey: caseFold(displayName),
        bio: '',
        website: '',
      });
      return { user, profile, workspace: await this.createPersonal(user.id, displayName) };
    } catch (error) {
      throw takenError(error);
    }
  }

  /**
   * Gives a username to an account, in the running transaction; once given it is never given to another.
   * @throws ApiError `username_taken`
   */
  async claimUsername(username: string, userId: string): Promise<void> {
    if (reservedUsernames.has(username)) throw usernameTaken();
    const { record } = await this.data.usernames.findOrCreate({ username }, { username, userId });
    if (record.userId !== userId) throw usernameTaken();
  }

  private async createPersonal(userId: string, name: string): Promise<Workspace> {
    const workspace = await this.data.workspaces.create({
      name,
      kind: 'personal',
      ownerId: userId,
      memberCount: 1,
      memberRevision: 0,
      treeRevision: 0,
      protectedLabels: [],
      removedAt: null,
    });
    await this.data.members.create({ workspaceId: workspace.id, userId, role: 'owner', nameKey: caseFold(name) });
    return workspace;
  }
}

const usernameTaken = () => new ApiError('username_taken', 'This username cannot be had.');

function takenError(error: unknown): unknown {
  if (!(error instanceof DuplicateError) || error.isRace) return error;
  if (error.index === 'email') return new ApiError('email_taken', 'There is an account with this address.');
  return error.index === 'username' ? usernameTaken() : error;
}
