import { limits, type SignedIn } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { User } from '../data/schemas/user.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { signedInView } from './account.view.js';
import { CountersService } from './counters.service.js';
import { checkPasswordSize } from './password.rules.js';
import { PasswordHasher } from './password-hasher.js';
import { type Issued, SessionsService } from './sessions.service.js';

/** The id of no account. */
const nobody = '0'.repeat(24);

export interface Credentials {
  readonly email?: string;
  readonly username?: string;
  readonly password: string;
}

/** Signing in by password, and asking for the password once more. */
@Injectable()
export class SignInService {
  constructor(
    private readonly data: DataService,
    private readonly sessions: SessionsService,
    private readonly counters: CountersService,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Begins a session. Unknown, wrong and suspended get the same answer after the same time. */
  async signIn(call: Call, given: Credentials, client: string): Promise<SignedIn & Issued> {
    checkPasswordSize(given.password);
    await this.counters.countNetwork('sign-in', call.ip, limits.signInsPerMinute);
    const user = await this.find(given);
    const account = user?.id ?? `unknown:${(given.email ?? given.username ?? '').toLowerCase()}`;
    const isRight = await this.counters.attempt(account, async () => {
      const matches = await this.hasher.verify(user?.passwordHash ?? null, given.password);
      return matches && user?.status === 'active';
    });
    const parts = isRight && user ? await this.partsOf(user) : null;
    if (!parts) throw wrongCredentials();
    await this.renewHash(parts.user, given.password);
    const session = await this.data.transaction(() =>
      this.sessions.begin(call, parts.user.id, parts.workspace.id, client),
    );
    return { ...signedInView(parts), ...(await this.sessions.issue(session)) };
  }

  /** Asks a signed-in user for the present password. @throws ApiError `invalid_credentials`, `rate_limited` */
  async confirm(userId: string, password: string, path = 'password'): Promise<User> {
    checkPasswordSize(password, path);
    const user = await this.data.users.get(userId);
    const stored = user?.passwordHash ?? null;
    const isRight = await this.counters.attempt(userId, () => this.hasher.verify(stored, password));
    if (!isRight || !user) throw wrongCredentials();
    return user;
  }

  private async find({ email, username }: Credentials): Promise<User | null> {
    if (email !== undefined) return this.data.users.find({ email: email.toLowerCase() });
    const profile = await this.data.profiles.find({ username: (username ?? '').toLowerCase() });
    // Also asked for nobody, so that an unknown username takes as long as a known one.
    return this.data.users.get(profile?.userId ?? nobody);
  }

  private async partsOf(user: User) {
    const [profile, workspace] = await Promise.all([
      this.data.profiles.find({ userId: user.id }),
      this.data.workspaces.find({ kind: 'personal', ownerId: user.id }),
    ]);
    return profile && workspace && { user, profile, workspace };
  }

  /** When hashes became dearer, the password that was just given makes a new one. */
  private async renewHash({ id, passwordHash }: User, password: string): Promise<void> {
    if (!this.hasher.isOutdated(passwordHash)) return;
    const renewed = await this.hasher.hash(password);
    await this.data.users.patch(id, { set: { passwordHash: renewed } }, { passwordHash });
  }
}

const wrongCredentials = () => new ApiError('invalid_credentials', 'This is not the right name or password.');
