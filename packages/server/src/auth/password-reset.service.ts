import { limits } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { userPolicy } from '../access/account.policy.js';
import { MembershipService } from '../access/membership.service.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { Call } from '../http/call.js';
import { type Mail, MailService } from '../mail/mail.service.js';
import { CountersService } from './counters.service.js';
import { OneTimeTokensService, spentToken } from './one-time-tokens.service.js';
import { checkNewPassword, checkPasswordSize } from './password.rules.js';
import { PasswordHasher } from './password-hasher.js';

/** New passwords for those who forgot theirs. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly data: DataService,
    private readonly events: EventLog,
    private readonly access: AccessService,
    private readonly membership: MembershipService,
    private readonly tokens: OneTimeTokensService,
    private readonly counters: CountersService,
    private readonly hasher: PasswordHasher,
    private readonly mail: MailService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /** Answers before it is known whether there is such an account: neither the answer nor its time tells. */
  async ask(call: Call, { email }: { email: string }): Promise<void> {
    await this.counters.countNetwork('reset', call.ip, limits.resetsPerMinute);
    await this.counters.countAddress('reset', email, limits.mailsPerHour);
    this.mail.send(() => this.compose(call, email));
  }

  /** A link for an account, made in the running transaction; an earlier one is void. */
  async link(userId: string): Promise<{ url: string; expiresAt: Date }> {
    const { token, expiresAt } = await this.tokens.make(userId, 'password');
    return { url: `${this.config.publicUrl}/reset#token=${token}`, expiresAt };
  }

  /** Sets a new password; all sessions end, and failures to sign in are forgotten. @throws ApiError `invalid_request` */
  async reset(call: Call, { token, password }: { token: string; password: string }): Promise<void> {
    checkPasswordSize(password);
    const given = await this.tokens.find(token, 'password');
    const { userId } = given;
    const [user, profile] = await Promise.all([
      this.data.users.get(userId, { status: 'active' }),
      this.data.profiles.find({ userId }),
    ]);
    if (!user || !profile) throw spentToken();
    const { username } = profile;
    checkNewPassword(password, { email: user.email, username, min: this.config.passwordMin });
    const passwordHash = await this.hasher.hash(password);
    const load = async () => ({ id: userId, name: username });
    await this.access.change(call, userPolicy.resetPassword, load, async () => {
      await this.tokens.use(given);
      await this.data.users.update(userId, { passwordHash });
      await this.data.sessions.removeMany({ userId });
    });
    await this.counters.forget(userId);
  }

  private async compose(call: Call, email: string): Promise<Mail | null> {
    const user = await this.data.users.find({ email, status: 'active' });
    if (!user) return null;
    const workspaceId = await this.membership.personalWorkspaceId(user.id);
    const { url } = await this.data.transaction(async () => {
      await this.record(call, user.id, workspaceId);
      return this.link(user.id);
    });
    return {
      to: email,
      subject: 'Set a new password',
      text: `Somebody, probably you, asked for a new password at ${this.config.publicUrl}

Set it within 30 minutes here:
${url}

If it was not you, do nothing. Your password stays as it is.
`,
    };
  }

  private record({ ip, requestId }: Call, userId: string, workspaceId: string): Promise<void> {
    const target = { model: 'reset_link', id: userId, name: '' };
    const action = 'reset_link.asked';
    const at = new Date();
    return this.events.record({ workspaceId, actorId: null, action, target, details: {}, ip, requestId, at });
  }
}
