import type { Activity, AuditEvent, api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Actor } from '../access/actor.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { refusal } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import type { Event } from '../data/schemas/event.schema.js';
import type { Call, UserCaller } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { type Authors, AuthorsService } from '../profiles/authors.service.js';

type Rows = typeof api.audit;
type Where = Filter<Event>;

/** Reads the event log: all of it for owners and admins, what concerns one prompt for those who see that. */
@Injectable()
export class AuditService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly authors: AuthorsService,
    private readonly paging: Paging,
  ) {}

  async list(call: Call<UserCaller>, input: InputOf<Rows['list']>) {
    const where: Where = { $and: [await this.place(call, input), await this.byActor(input), between(input)] };
    const { items, authors, next } = await this.events(call, input, where);
    const views = items.map((event) => auditEvent(event, authors));
    return this.paging.page(views, next, call, input, () => this.data.events.total(where));
  }

  async activity(call: Call, input: InputOf<Rows['activity']>) {
    const load = () => this.data.prompts.get(input.id);
    const { target, actor } = await this.access.read(call, promptPolicy.read, load);
    const where: Where = { workspaceId: target.workspaceId, 'target.id': target.id, $and: servedTo(actor) };
    const { items, authors, next } = await this.events(call, input, where);
    const views = items.map((event) => activityOf(event, authors));
    return this.paging.page(views, next, call, input, () => this.data.events.total(where));
  }

  private async events(call: Call, input: InputOf<Rows['activity'] | Rows['list']>, where: Where) {
    const after = this.paging.after(call, input);
    const { items, next } = await this.data.events.list(where, { sort: [['at', -1]], limit: input.limit, after });
    return { items, next, authors: await this.authors.of(items.map((event) => event.actorId)) };
  }

  /** One workspace, for its owners; or everything, for admins. */
  private async place(call: Call<UserCaller>, { instance, workspaceId }: InputOf<Rows['list']>): Promise<Where> {
    if (instance) {
      if (!call.caller.isAdmin) throw refusal('forbidden');
      return {};
    }
    const id = await this.access.workspaceId(call, workspaceId);
    await this.access.read(call, workspacePolicy.audit, () => this.access.workspaceTarget(id));
    return { workspaceId: id };
  }

  private async byActor({ actor }: InputOf<Rows['list']>): Promise<Where> {
    if (actor === undefined) return {};
    const profile = await this.data.profiles.find({ username: actor });
    return profile ? { actorId: profile.userId } : { id: { $in: [] } };
  }
}

const between = ({ action, from, to }: InputOf<Rows['list']>): Where => ({
  action,
  $and: [
    from === undefined ? {} : { at: { $gte: new Date(from) } },
    to === undefined ? {} : { at: { $lt: new Date(to) } },
  ],
});

/** A key limited to labels learns only of their moves: the rest would tell of versions that it does not get. */
function servedTo({ key }: Actor): Where[] {
  return key?.labels ? [{ action: 'label.moved', 'details.label': { $in: key.labels } }] : [];
}

const auditEvent = (event: Event, authors: Authors): AuditEvent => ({
  id: event.id,
  at: event.at.toISOString(),
  actor: authors(event.actorId),
  action: event.action,
  target: event.target,
  ip: event.ip,
  requestId: event.requestId,
});

function activityOf({ action, actorId, at, details }: Event, authors: Authors): Activity {
  const { label, from, to, version } = details as Partial<Activity>;
  const common = { at: at.toISOString(), by: authors(actorId), action };
  if (action === 'label.moved') return { ...common, label, from, to };
  return action.startsWith('version.') ? { ...common, version } : common;
}
