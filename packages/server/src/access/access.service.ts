import type { ErrorCode } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { Workspace } from '../data/schemas/workspace.schema.js';
import { type Call, checkIfMatch } from '../http/call.js';
import type { Actor } from './actor.js';
import { type Authorized, authorize, type EventDetails, type EventTarget } from './authorized.js';
import { IdempotencyService } from './idempotency.service.js';
import { MembershipService } from './membership.service.js';
import { refusal } from './refusal.js';
import type { Rule, Target } from './rule.js';

/** A workspace as the target of a rule: what is created in it is refused or granted by it. */
export type WorkspaceTarget = Workspace & { readonly workspaceId: string };

/** The one door to reading and changing things: who asks, may they, is their view fresh, what is recorded. */
@Injectable()
export class AccessService {
  constructor(
    private readonly data: DataService,
    private readonly events: EventLog,
    private readonly membership: MembershipService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /** Who this call is in that workspace; `null`: outside all workspaces. */
  async actor(call: Call, workspaceId: string | null): Promise<Actor> {
    const { caller } = call;
    if (caller.kind === 'anonymous') {
      return { userId: null, workspaceId, role: null, isAdmin: false, key: null, protectedLabels: [] };
    }
    const isForeignKey = caller.kind === 'key' && caller.workspaceId !== workspaceId;
    const place = workspaceId === null || isForeignKey ? null : await this.membership.place(caller.userId, workspaceId);
    return {
      userId: caller.userId,
      workspaceId,
      role: place?.role ?? null,
      isAdmin: caller.kind === 'user' && caller.isAdmin,
      protectedLabels: place?.protectedLabels ?? [],
      key:
        caller.kind === 'user'
          ? null
          : {
              id: caller.keyId,
              scopes: caller.scopes,
              labels: caller.limits.labels,
              collectionIds:
                caller.limits.collectionId && !isForeignKey
                  ? await this.membership.collectionsBelow(caller.workspaceId, caller.limits.collectionId)
                  : undefined,
              rootCollectionId: caller.limits.collectionId,
            },
    };
  }

  /** The id of the workspace that a create or list speaks of: the one given, else the personal one or the key's. */
  async workspaceId(call: Call, given: string | undefined): Promise<string> {
    if (given !== undefined) return given;
    const { caller } = call;
    if (caller.kind === 'anonymous') throw refusal('unauthorized');
    if (caller.kind === 'key') return caller.workspaceId;
    return this.membership.personalWorkspaceId(caller.userId);
  }

  /** The workspace that a list speaks of, and who asks in it. 404 `workspace_not_found` for those who are not in it. */
  async workspace(call: Call, given?: string): Promise<{ workspace: Workspace; actor: Actor }> {
    const id = await this.workspaceId(call, given);
    const actor = await this.actor(call, id);
    const workspace = actor.role === null ? null : await this.liveWorkspace(id);
    if (!workspace) throw refusal('workspace_not_found');
    return { workspace, actor };
  }

  /** Loads a thing and proves that the caller may read it. Missing and invisible are the same 404. */
  async read<T extends Target>(
    call: Call,
    rule: Rule<NoInfer<T>>,
    load: () => Promise<T | null>,
  ): Promise<Authorized<T>> {
    const target = await load();
    if (!target) throw refusal(`${rule.model}_not_found` as ErrorCode);
    const actor = await this.actor(call, target.workspaceId ?? null);
    if (!rule.see(actor, target) || (await this.isInRemoved(actor)))
      throw refusal(`${rule.model}_not_found` as ErrorCode);
    const answer = rule.may(actor, target);
    if (answer !== true) throw refusal(answer);
    return authorize(call, actor, target);
  }

  /**
   * Loads a thing, checks the rule, `If-Match` and `Idempotency-Key`, does `run` and records the event: one
   * transaction, which may run several times when it meets another. A change inside a change passes `it.call` on.
   */
  async change<T extends Target, R>(
    call: Call,
    rule: Rule<NoInfer<T>>,
    load: () => Promise<T | null>,
    run: (it: Authorized<T>) => Promise<R>,
  ): Promise<R> {
    return this.data.transaction(async () => {
      const it = await this.read(call, rule, load);
      checkIfMatch(call, it.target.revision ?? 0);
      return this.idempotency.once(call, async () => {
        const result = await run(it);
        await this.record(rule, it);
        return result;
      });
    });
  }

  /** {@link change} for what is made in a workspace: the one given, else the personal one or the key's. */
  async changeIn<R>(
    call: Call,
    rule: Rule<WorkspaceTarget>,
    workspaceId: string | undefined,
    run: (it: Authorized<WorkspaceTarget>) => Promise<R>,
  ): Promise<R> {
    const id = await this.workspaceId(call, workspaceId);
    return this.change(call, rule, () => this.workspaceTarget(id), run);
  }

  /** A workspace in the shape that rules take. */
  async workspaceTarget(id: string): Promise<WorkspaceTarget | null> {
    const workspace = await this.liveWorkspace(id);
    return workspace && { ...workspace, workspaceId: id };
  }

  private liveWorkspace(id: string): Promise<Workspace | null> {
    return this.data.workspaces.get(id, { removedAt: null });
  }

  /** What others may see of a workspace (a public prompt) is gone with it, also while its rows are still there. */
  private async isInRemoved({ role, workspaceId }: Actor): Promise<boolean> {
    if (role !== null || workspaceId === null) return false;
    return (await this.membership.removedWorkspaceIds()).has(workspaceId);
  }

  /** Records a further event of a change: a save that also moves a label is two. */
  async also(it: Authorized<unknown>, action: string, about: EventTarget, details: EventDetails): Promise<void> {
    await this.events.record({
      workspaceId: about.workspaceId ?? it.actor.workspaceId,
      actorId: it.actor.userId,
      action,
      target: { model: about.model ?? action.split('.')[0] ?? '', id: about.id, name: about.name },
      details,
      ip: it.call.ip,
      requestId: it.call.requestId,
      at: new Date(),
    });
  }

  private async record<T extends Target>(rule: Rule<T>, it: Authorized<T>): Promise<void> {
    if (rule.event === undefined || it.details.unchanged === true) return;
    await this.also(it, rule.event, it.about ?? { id: it.target.id ?? '', name: nameOf(it.target) }, it.details);
  }
}

const nameOf = (target: object): string => {
  for (const key of ['name', 'username', 'title', 'number'] as const) {
    const value = (target as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return '';
};
