import type { Account, api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { adminPolicy } from '../access/admin.policy.js';
import { userView } from '../auth/account.view.js';
import { AdminsService } from '../auth/admins.service.js';
import { PasswordResetService } from '../auth/password-reset.service.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import { beginningWith, type Filter } from '../data/filter.js';
import { named, type Profile } from '../data/schemas/profile.schema.js';
import type { User } from '../data/schemas/user.schema.js';
import type { Call, UserCaller } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { AccountRemovalService } from '../profiles/account-removal.service.js';

type Rows = typeof api.admin;

/** Accounts that a search by name looks at; with more the answer is truncated. */
const mostNamed = 1_000;

/** The accounts of the server, for its admins. There is always an active admin. */
@Injectable()
export class AdminUsersService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly admins: AdminsService,
    private readonly removal: AccountRemovalService,
    private readonly resets: PasswordResetService,
    private readonly paging: Paging,
  ) {}

  async list(call: Call<UserCaller>, input: InputOf<Rows['listUsers']>) {
    await this.admit(call);
    const { where, truncated } = await this.matching(input.q);
    const { items, next } = await this.data.users.list(where, {
      sort: [['email', 1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    const page = await this.paging.page(await this.answers(items), next, call, input, () =>
      this.data.users.total(where),
    );
    return { ...page, truncated };
  }

  /** @throws ApiError `last_admin` */
  async update(call: Call<UserCaller>, { id, ...change }: InputOf<Rows['updateUser']>) {
    const load = () => this.load(call, id);
    return this.access.change(call, adminPolicy.updateUser, load, async (it) => {
      const { profile, ...user } = it.target;
      const { role = user.role, status = user.status } = change;
      if (role === user.role && status === user.status) {
        it.details.unchanged = true;
        return accountView(user, profile);
      }
      it.details = { role, status };
      await this.admins.move(user, { role, status });
      if (status === 'suspended') await this.data.sessions.removeMany({ userId: id });
      return accountView((await this.data.users.update(id, { role, status })) ?? user, profile);
    });
  }

  /** @throws ApiError `last_admin`, `last_owner` */
  async remove(call: Call<UserCaller>, id: string): Promise<void> {
    const load = () => this.load(call, id);
    await this.access.change(call, adminPolicy.removeUser, load, ({ target }) => this.removal.discard(target));
  }

  /** `url` is in this answer and nowhere else. */
  async createResetLink(call: Call<UserCaller>, id: string) {
    const load = () => this.load(call, id);
    return this.access.change(call, adminPolicy.createResetLink, load, async () => {
      const { url, expiresAt } = await this.resets.link(id);
      return { url, expiresAt: expiresAt.toISOString() };
    });
  }

  /** Before anything is looked for: others are refused whether it is there or not. */
  private async admit(call: Call): Promise<void> {
    await this.access.read(call, adminPolicy.read, async () => ({}));
  }

  private async load(call: Call, id: string) {
    await this.admit(call);
    return this.removal.load(id);
  }

  private async matching(q: string | undefined): Promise<{ where: Filter<User>; truncated?: true }> {
    if (q === undefined) return { where: {} };
    const text = caseFold(q);
    const found = await this.data.profiles.idsIn('userId', named(text), mostNamed + 1);
    const where = { $or: [{ email: beginningWith(text) }, { id: { $in: found.slice(0, mostNamed) } }] };
    return found.length > mostNamed ? { where, truncated: true } : { where };
  }

  private async answers(users: readonly User[]): Promise<Account[]> {
    const found = await this.data.profiles.findMany({ userId: { $in: users.map(({ id }) => id) } });
    const profiles = new Map(found.map((profile) => [profile.userId, profile]));
    return users.flatMap((user) => {
      const profile = profiles.get(user.id);
      return profile ? [accountView(user, profile)] : [];
    });
  }
}

const accountView = (user: User, { username, displayName }: Profile): Account & { revision: number } => ({
  ...userView(user),
  username,
  displayName,
  revision: user.revision,
});
