import type { ProfileChange } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { profilePolicy } from '../access/account.policy.js';
import { MembershipService } from '../access/membership.service.js';
import { PublicPagesService } from '../access/public-pages.service.js';
import { mustHaveScope } from '../access/refusal.js';
import { AccountsService } from '../auth/accounts.service.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import { named, type Profile } from '../data/schemas/profile.schema.js';
import { inPublic } from '../data/schemas/prompt.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { type PageInput, Paging } from '../http/paging.js';
import { profileView } from './profile.view.js';

/** The public faces of users. */
@Injectable()
export class ProfilesService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly accounts: AccountsService,
    private readonly membership: MembershipService,
    private readonly pages: PublicPagesService,
    private readonly paging: Paging,
  ) {}

  /** By username; with `q` those whose username or name begins with it, ignoring case. */
  async list(call: Call<UserCaller>, input: PageInput & { q?: string }) {
    const where = input.q === undefined ? {} : named(caseFold(input.q));
    const { items, next } = await this.data.profiles.list(where, {
      sort: [['username', 1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    return this.paging.page(items.map(profileView), next, call, input, () => this.data.profiles.total(where));
  }

  async get(call: Call, username: string) {
    mustHaveScope(call, 'prompts:read');
    const { target } = await this.access.read(call, profilePolicy.read, async () => {
      const profile = await this.data.profiles.find({ username: username.toLowerCase() });
      return profile && { ...profile, hasPublicPrompts: await this.showsSomething(profile.userId) };
    });
    return profileView(target);
  }

  /** Changes one's own. An earlier username stays one's own for good. */
  async update(call: Call<UserCaller>, change: ProfileChange) {
    const { userId } = call.caller;
    return this.access.change(
      call,
      profilePolicy.update,
      () => this.data.profiles.find({ userId }),
      async (it) => {
        const changed = changedFields(it.target, change);
        if (Object.keys(changed).length === 0) {
          it.details.unchanged = true;
          return profileView(it.target);
        }
        it.details.changed = Object.keys(changed);
        return profileView(await this.write(it.target, changed));
      },
    );
  }

  private async write(profile: Profile, change: ProfileChange): Promise<Profile> {
    const { username, displayName } = change;
    if (username !== undefined) await this.accounts.claimUsername(username, profile.userId);
    const displayNameKey = displayName === undefined ? undefined : caseFold(displayName);
    // Lists of members are in the order of names.
    if (displayNameKey !== undefined) {
      await this.data.members.patchMany({ userId: profile.userId }, { set: { nameKey: displayNameKey } });
    }
    try {
      return (await this.data.profiles.update(profile.id, { ...change, displayNameKey })) ?? profile;
    } catch (error) {
      if (!(error instanceof DuplicateError)) throw error;
      throw new ApiError('username_taken', 'This username cannot be had.');
    }
  }

  /** The signed-out see those who show a prompt to everybody, while public pages are on. */
  private async showsSomething(userId: string): Promise<boolean> {
    if (!(await this.pages.areOpen())) return false;
    const workspaceId = await this.membership.inLiveWorkspaces();
    return (await this.data.prompts.count({ ...inPublic, authorId: userId, workspaceId }, 1)) > 0;
  }
}

const changedFields = (profile: Profile, change: ProfileChange): ProfileChange =>
  Object.fromEntries(
    Object.entries(change).filter(
      ([key, value]) => value !== undefined && value !== profile[key as keyof ProfileChange],
    ),
  );
