import { limits, type Registration, type SignedIn } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import { type Instance, instanceId } from '../data/schemas/instance.schema.js';
import type { Invite } from '../data/schemas/invite.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { InviteClaimsService } from '../invites/invite-claims.service.js';
import { signedInView } from './account.view.js';
import { type Account, AccountsService } from './accounts.service.js';
import { CountersService } from './counters.service.js';
import { checkNewPassword } from './password.rules.js';
import { PasswordHasher } from './password-hasher.js';
import { type Issued, SessionsService } from './sessions.service.js';
import { SetupService } from './setup.service.js';

export type RegistrationMode = 'open' | 'invite' | 'closed';

/** Making accounts: the first, which becomes the admin, and those that the mode of registration lets in. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly data: DataService,
    private readonly events: EventLog,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly setup: SetupService,
    private readonly invites: InviteClaimsService,
    private readonly counters: CountersService,
    private readonly hasher: PasswordHasher,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /** Who may register now: the environment wins over what an admin chose. */
  async mode(): Promise<RegistrationMode> {
    return this.modeOf(await this.data.instance.get(instanceId));
  }

  /** {@link mode}, when the instance is at hand. */
  modeOf(instance: Pick<Instance, 'registration'> | null): RegistrationMode {
    return this.config.registration ?? instance?.registration ?? 'invite';
  }

  /** Makes an account and signs it in. */
  async register(call: Call, input: Registration, request: FastifyRequest, client: string): Promise<SignedIn & Issued> {
    checkNewPassword(input.password, { ...input, min: this.config.passwordMin });
    await this.counters.countNetwork('register', call.ip, limits.registrationsPerMinute);
    await this.checkAdmission(input, request);
    const passwordHash = await this.hasher.hash(input.password);
    const { account, session } = await this.data.transaction(async () => {
      // Whoever came second to the set-up is here again, and now the mode decides.
      const invite = await this.checkAdmission(input, request);
      const made = await this.accounts.create({ ...input, passwordHash });
      await this.record(call, made);
      if (invite) await this.invites.use(call, invite, made.profile);
      return { account: made, session: await this.sessions.begin(call, made.user.id, made.workspace.id, client) };
    });
    return { ...signedInView(account), ...(await this.sessions.issue(session)) };
  }

  /** May they make an account? Answers the invite that they came with. */
  private async checkAdmission(input: Registration, request: FastifyRequest): Promise<Invite | null> {
    const { inviteToken, email } = input;
    if (await this.setup.isNeeded()) this.checkSetup(input, request);
    else await this.checkMode(inviteToken !== undefined);
    return inviteToken === undefined ? null : this.invites.find(inviteToken, email);
  }

  private checkSetup({ setupToken }: Registration, request: FastifyRequest): void {
    if (!this.setup.isTokenNeeded(request) || this.setup.isToken(setupToken)) return;
    throw new ApiError(
      'setup_token_required',
      'The first account needs the link that the server printed at its start.',
    );
  }

  private async checkMode(isInvited: boolean): Promise<void> {
    const mode = await this.mode();
    if (mode === 'closed') throw new ApiError('registration_closed', 'Nobody can register here.');
    if (mode === 'invite' && !isInvited) throw new ApiError('invite_required', 'Registering here needs an invite.');
  }

  private record(call: Call, { user, profile, workspace }: Account): Promise<void> {
    return this.events.record({
      workspaceId: workspace.id,
      actorId: user.id,
      action: 'user.created',
      target: { model: 'user', id: user.id, name: profile.username },
      details: { role: user.role },
      ip: call.ip,
      requestId: call.requestId,
      at: new Date(),
    });
  }
}
