import type { ErrorCode } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { New } from '../data/record-schema.js';
import type { Event } from '../data/schemas/event.schema.js';
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
    if (await this.isInRemoved(actor)) throw refusal(`${rule.model}_not_found` as ErrorCode);
    return authorize(call, actor, permitted(rule, actor, target));
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
    await this.events.record(eventOf(it, action, about, details));
  }

  /**
   * {@link change} for many things of one place, inside the change of that place: each by the rule and with an event of
   * its own, and `run` once for all of them. One that may not be changed refuses all.
   */
  async changeAll<T extends Target>(
    it: Authorized<unknown>,
    rule: Rule<NoInfer<T>>,
    targets: readonly T[],
    run: (them: readonly Authorized<T>[]) => Promise<void>,
  ): Promise<void> {
    const them = targets.map((target) => authorize(it.call, it.actor, permitted(rule, it.actor, target)));
    await run(them);
    await this.record(rule, ...them);
  }

  private async record<T extends Target>(rule: Rule<T>, ...them: readonly Authorized<T>[]): Promise<void> {
    const { event } = rule;
    if (event === undefined) return;
    const changed = them.filter(({ details }) => details.unchanged !== true);
    const about = (it: Authorized<T>) => it.about ?? { id: it.target.id ?? '', name: nameOf(it.target) };
    await this.events.record(...changed.map((it) => eventOf(it, event, about(it), it.details)));
  }
}

/** The target, of which the rule says that this actor may. @throws ApiError */
function permitted<T>(rule: Rule<T>, actor: Actor, target: T): T {
  if (!rule.see(actor, target)) throw refusal(`${rule.model}_not_found` as ErrorCode);
  const answer = rule.may(actor, target);
  if (answer !== true) throw refusal(answer);
  return target;
}

const eventOf = (
  { actor, call }: Authorized<unknown>,
  action: string,
  about: EventTarget,
  details: EventDetails,
): New<Event> => ({
  workspaceId: about.workspaceId ?? actor.workspaceId,
  actorId: actor.userId,
  action,
  target: { model: about.model ?? action.split('.')[0] ?? '', id: about.id, name: about.name },
  details,
  ip: call.ip,
  requestId: call.requestId,
  at: new Date(),
});

const nameOf = (target: object): string => {
  for (const key of ['name', 'username', 'title', 'number'] as const) {
    const value = (target as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return '';
};
