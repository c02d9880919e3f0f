import type { Role } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { accountPolicy } from '../access/account.policy.js';
import { MembershipService } from '../access/membership.service.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import type { Member } from '../data/schemas/member.schema.js';
import type { Call, KnownCaller, UserCaller } from '../http/call.js';
import { type PageInput, Paging } from '../http/paging.js';
import { JoiningService } from './joining.service.js';
import { workspaceView } from './workspace.view.js';

/** The tenants: one's personal one, and teams. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly membership: MembershipService,
    private readonly joining: JoiningService,
    private readonly paging: Paging,
  ) {}

  /** Those that the caller is a member of, oldest first; of a key only its own. */
  async list(call: Call<KnownCaller>, input: PageInput) {
    const where = await this.membershipsOf(call.caller);
    const { items, next } = await this.data.members.list(where, {
      sort: [['workspaceId', 1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    return this.paging.page(await this.views(items), next, call, input, () => this.data.members.total(where));
  }

  /** All of them at once, the personal one first. */
  async all(caller: KnownCaller) {
    const where = await this.membershipsOf(caller);
    const all = await this.views(await this.data.members.findMany(where, { sort: [['workspaceId', 1]] }));
    return [...all.filter(isPersonal), ...all.filter((workspace) => !isPersonal(workspace))];
  }

  async get(call: Call<KnownCaller>, id: string) {
    const { target, actor } = await this.access.read(call, workspacePolicy.read, () => this.access.workspaceTarget(id));
    return workspaceView(target, actor.role as Role);
  }

  /** A team; whoever makes it is its owner. */
  async create(call: Call<UserCaller>, { name }: { name: string }) {
    const { userId } = call.caller;
    return this.access.change(
      call,
      accountPolicy.createWorkspace,
      async () => ({ userId }),
      async (it) => {
        const workspace = await this.data.workspaces.create({
          name,
          kind: 'team',
          ownerId: null,
          memberCount: 0,
          memberRevision: 0,
          treeRevision: 0,
          protectedLabels: [],
          removedAt: null,
        });
        await this.joining.join(workspace.id, userId, 'owner');
        it.about = { id: workspace.id, name, workspaceId: workspace.id };
        return workspaceView({ ...workspace, memberCount: 1 }, 'owner');
      },
    );
  }

  async update(call: Call<UserCaller>, { id, name }: { id: string; name: string }) {
    return this.access.change(
      call,
      workspacePolicy.update,
      () => this.access.workspaceTarget(id),
      async (it) => {
        if (name === it.target.name) it.details.unchanged = true;
        const renamed = it.details.unchanged ? it.target : await this.data.workspaces.update(id, { name });
        return workspaceView(renamed ?? it.target, 'owner');
      },
    );
  }

  private async membershipsOf(caller: KnownCaller) {
    const { userId } = caller;
    if (caller.kind === 'key') return { userId, workspaceId: caller.workspaceId };
    return { userId, workspaceId: await this.membership.inLiveWorkspaces() };
  }

  private async views(members: readonly Member[]) {
    const ids = members.map(({ workspaceId }) => workspaceId);
    const found = ids.length === 0 ? [] : await this.data.workspaces.findMany({ id: { $in: ids } });
    const byId = new Map(found.map((workspace) => [workspace.id, workspace]));
    return members.flatMap(({ workspaceId, role }) => {
      const workspace = byId.get(workspaceId);
      return workspace ? [workspaceView(workspace, role)] : [];
    });
  }
}

const isPersonal = ({ kind }: { kind: string }): boolean => kind === 'personal';
