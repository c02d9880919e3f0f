import { limits } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { userPolicy } from '../access/account.policy.js';
import { refusal } from '../access/refusal.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import type { User } from '../data/schemas/user.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { MailService } from '../mail/mail.service.js';
import { userView } from './account.view.js';
import { CountersService } from './counters.service.js';
import { OneTimeTokensService, spentToken } from './one-time-tokens.service.js';
import { SignInService } from './sign-in.service.js';

/** Another address for an account: it counts once its reader has opened the link that was sent there. */
@Injectable()
export class EmailChangeService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly signIn: SignInService,
    private readonly tokens: OneTimeTokensService,
    private readonly counters: CountersService,
    private readonly mail: MailService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /**
   * Sends a link to the new address. Where no mail is sent nothing proves an address, as at registration: it is changed
   * at once.
   * @throws ApiError `invalid_credentials`, `email_taken`
   */
  async ask(call: Call<UserCaller>, { email, password }: { email: string; password: string }) {
    const user = await this.signIn.confirm(call.caller.userId, password);
    if (user.email === email) return userView(user);
    if (await this.data.users.find({ email })) throw emailTaken();
    if (this.mail.isOn) await this.sendLink(call, user, email);
    else return this.change(call, email, () => this.tokens.voidAll(user.id));
    return userView(user);
  }

  /** Takes the new address. @throws ApiError `invalid_request` for a token that is not good, `email_taken` */
  async confirm(call: Call<UserCaller>, { token }: { token: string }) {
    const given = await this.tokens.find(token, 'email');
    const { userId, email } = given;
    // Who opens a link that went astray must not become the reader of somebody else's mail.
    if (userId !== call.caller.userId || email === null) throw spentToken();
    return this.change(call, email, () => this.tokens.use(given));
  }

  private async sendLink(call: Call<UserCaller>, user: User, email: string): Promise<void> {
    await this.counters.countAddress('email', user.id, limits.mailsPerHour);
    await this.counters.countAddress('email', email, limits.mailsPerHour);
    await this.access.change(
      call,
      userPolicy.askEmail,
      () => this.load(user.id),
      async () => {
        const { token } = await this.tokens.make(user.id, 'email', email);
        this.data.afterCommit(() => this.mail.send(async () => ({ to: email, ...this.linkMail(token) })));
      },
    );
  }

  private async change(call: Call<UserCaller>, email: string, prove: () => Promise<void>) {
    return this.access.change(
      call,
      userPolicy.changeEmail,
      () => this.load(call.caller.userId),
      async (it) => {
        await prove();
        const { id, email: former } = it.target;
        const changed = await this.write(id, email);
        this.data.afterCommit(() => this.mail.send(async () => ({ to: former, ...this.goneMail(email) })));
        return userView(changed);
      },
    );
  }

  private async load(userId: string) {
    const [user, profile] = await Promise.all([this.data.users.get(userId), this.data.profiles.find({ userId })]);
    if (!user || !profile) throw refusal('unauthorized');
    return { ...user, userId, name: profile.username };
  }

  private async write(id: string, email: string): Promise<User> {
    try {
      const changed = await this.data.users.update(id, { email });
      if (!changed) throw refusal('unauthorized');
      return changed;
    } catch (error) {
      throw error instanceof DuplicateError ? emailTaken() : error;
    }
  }

  private linkMail(token: string) {
    const { publicUrl } = this.config;
    return {
      subject: 'Confirm your new address',
      text: `This address was given for an account at ${publicUrl}

If it is yours, confirm it within 30 minutes here:
${publicUrl}/confirm-email#token=${token}

If you know nothing of this, do nothing.
`,
    };
  }

  private goneMail(email: string) {
    return {
      subject: 'Your address was changed',
      text: `Your account at ${this.config.publicUrl} has a new e-mail address: ${email}

If you did not do this, tell whoever runs the server.
`,
    };
  }
}

const emailTaken = () => new ApiError('email_taken', 'There is an account with this address.');
