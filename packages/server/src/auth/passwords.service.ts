import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { userPolicy } from '../access/account.policy.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import type { Call, UserCaller } from '../http/call.js';
import { OneTimeTokensService } from './one-time-tokens.service.js';
import { checkNewPassword } from './password.rules.js';
import { PasswordHasher } from './password-hasher.js';
import { SignInService } from './sign-in.service.js';

/** Changing one's password. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly signIn: SignInService,
    private readonly tokens: OneTimeTokensService,
    private readonly hasher: PasswordHasher,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /** Sets a new password; all sessions but the caller's end with it. */
  async change(call: Call<UserCaller>, given: { currentPassword: string; newPassword: string }): Promise<void> {
    const { userId, sessionId } = call.caller;
    const [user, profile] = await Promise.all([this.data.users.get(userId), this.data.profiles.find({ userId })]);
    const own = { email: user?.email ?? '', username: profile?.username ?? '', min: this.config.passwordMin };
    checkNewPassword(given.newPassword, own, 'newPassword');
    await this.signIn.confirm(userId, given.currentPassword, 'currentPassword');
    const passwordHash = await this.hasher.hash(given.newPassword);
    await this.access.change(
      call,
      userPolicy.changePassword,
      async () => user && { id: user.id, userId: user.id, name: profile?.username ?? '' },
      async (it) => {
        await this.data.users.update(it.target.userId, { passwordHash });
        // Also of a change of address, which somebody may have asked for who knew the old one.
        await this.tokens.voidAll(it.target.userId);
        await this.data.sessions.removeMany({ userId: it.target.userId, id: { $ne: sessionId } });
      },
    );
  }
}
