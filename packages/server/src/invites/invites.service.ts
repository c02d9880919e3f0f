import { type api, type InputOf, type Invite as InviteResource, limits } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { invitePolicy } from '../access/invite.policy.js';
import { refusal } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import type { Invite } from '../data/schemas/invite.schema.js';
import type { Call, UserCaller } from '../http/call.js';
import { hashLinkToken, makeLinkToken } from '../http/link-token.js';
import { Paging } from '../http/paging.js';
import { mustBeTeam } from '../workspaces/team.js';
import { InviteClaimsService } from './invite-claims.service.js';

type Rows = typeof api.invites;

/** How long an invite is good, in milliseconds. */
const life = limits.inviteDays * 86_400_000;

/** Ways in, made by owners for their workspaces and by admins for the instance. */
@Injectable()
export class InvitesService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly claims: InviteClaimsService,
    private readonly paging: Paging,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  async list(call: Call<UserCaller>, input: InputOf<Rows['list']>) {
    const { workspaceId } = input;
    if (workspaceId === undefined) await this.access.read(call, invitePolicy.listForInstance, instance);
    else await this.access.read(call, workspacePolicy.listInvites, () => this.access.workspaceTarget(workspaceId));
    const where = { workspaceId: workspaceId ?? null, ...open() };
    const { items, next } = await this.data.invites.list(where, {
      sort: [['id', -1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    return this.paging.page(items.map(inviteView), next, call, input, () => this.data.invites.total(where));
  }

  /** `url` is in this answer and nowhere else. @throws ApiError `personal_workspace` */
  async create(call: Call<UserCaller>, input: InputOf<Rows['create']>) {
    const { workspaceId, role = 'viewer', email = null } = input;
    if (workspaceId === undefined) {
      const { createForInstance } = invitePolicy;
      return this.access.change(call, createForInstance, instance, (it) =>
        this.make(it, { email, workspaceId: null, role: null }),
      );
    }
    return this.access.changeIn(call, workspacePolicy.createInvite, workspaceId, (it) => {
      mustBeTeam(it.target);
      return this.make(it, { email, workspaceId, role });
    });
  }

  async get(call: Call<UserCaller>, id: string) {
    const { target } = await this.access.read(call, invitePolicy.read, () => this.data.invites.get(id, open()));
    return inviteView(target);
  }

  /** From this answer on its link is worth nothing. */
  async remove(call: Call<UserCaller>, id: string): Promise<void> {
    await this.access.change(
      call,
      invitePolicy.remove,
      () => this.data.invites.get(id, open()),
      async (it) => {
        it.about = aboutOf(it.target);
        if (!(await this.data.invites.remove(id))) throw refusal('invite_not_found');
      },
    );
  }

  /** Joins the workspace that the invite leads into; one to the instance is of no use to those who have an account. */
  async accept(call: Call<UserCaller>, { token }: InputOf<Rows['accept']>): Promise<void> {
    const { userId } = call.caller;
    const load = async () => {
      const user = await this.data.users.get(userId);
      const invite = user && (await this.claims.find(token, user.email));
      return invite?.workspaceId ? invite : null;
    };
    await this.access.change(call, invitePolicy.accept, load, async ({ target }) => {
      const profile = await this.data.profiles.find({ userId });
      if (!profile) throw refusal('unauthorized');
      await this.claims.use(call, target, profile);
    });
  }

  private async make(it: Authorized<object>, given: Pick<Invite, 'email' | 'workspaceId' | 'role'>) {
    const token = makeLinkToken();
    const invite = await this.data.invites.create({
      ...given,
      tokenHash: hashLinkToken(token),
      createdById: it.actor.userId ?? '',
      expiresAt: new Date(Date.now() + life),
    });
    it.about = aboutOf(invite);
    it.details = { role: invite.role };
    return { ...inviteView(invite), url: `${this.config.publicUrl}/invite#token=${token}` };
  }
}

/** The instance as the target of a rule. */
const instance = async () => ({});

/** Expired ones are gone, also before the store has swept them. */
const open = () => ({ expiresAt: { $gt: new Date() } });

const aboutOf = ({ id, email }: Invite) => ({ model: 'invite', id, name: email ?? '' });

const inviteView = ({ id, email, workspaceId, role, expiresAt }: Invite): InviteResource => ({
  id,
  email,
  workspaceId,
  role,
  expiresAt: expiresAt.toISOString(),
});
