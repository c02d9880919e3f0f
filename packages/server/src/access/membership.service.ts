import type { Role } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import { LiveCache } from './live-cache.js';
import { refusal } from './refusal.js';

/** Somebody's place in a workspace. */
export interface Place {
  readonly role: Role;
  readonly protectedLabels: readonly string[];
}

/** Who is in which workspace, from memory; an event about members, workspaces or accounts empties it. */
@Injectable()
export class MembershipService {
  readonly #places: LiveCache<Place | null>;
  readonly #personal: LiveCache<string>;
  readonly #below: LiveCache<ReadonlySet<string>>;
  readonly #removed: LiveCache<ReadonlySet<string>>;

  constructor(
    private readonly data: DataService,
    events: EventLog,
  ) {
    this.#places = new LiveCache(data, events, 50_000);
    this.#personal = new LiveCache(data, events, 50_000);
    this.#below = new LiveCache(data, events, 1_000);
    this.#removed = new LiveCache(data, events, 1);
    events.onEvent(({ target, action }) => {
      // Of a new account nothing is known yet.
      if (action === 'user.created') return;
      if (target.model === 'member' || target.model === 'workspace' || target.model === 'user') {
        this.#places.clear();
        this.#personal.clear();
      }
      if (target.model === 'user' || target.model === 'workspace') this.#removed.clear();
      if (target.model === 'collection' || target.model === 'workspace') this.#below.clear();
    });
  }

  /** The role of a user in a workspace, with what the workspace protects; `null`: not a member. */
  place(userId: string, workspaceId: string): Promise<Place | null> {
    return this.#places.get(`${workspaceId}:${userId}`, async () => {
      const [member, workspace] = await Promise.all([
        this.data.members.find({ workspaceId, userId }),
        this.data.workspaces.get(workspaceId, { removedAt: null }),
      ]);
      return member && workspace && { role: member.role, protectedLabels: workspace.protectedLabels };
    });
  }

  /** Every user has exactly one personal workspace. */
  personalWorkspaceId(userId: string): Promise<string> {
    return this.#personal.get(userId, async () => {
      const workspace = await this.data.workspaces.find({ kind: 'personal', ownerId: userId, removedAt: null });
      if (!workspace) throw refusal('workspace_not_found');
      return workspace.id;
    });
  }

  /** Workspaces that were deleted, while rows of theirs are still there: whoever looks at rows leaves these out. */
  removedWorkspaceIds(): Promise<ReadonlySet<string>> {
    return this.#removed.get('', async () => {
      const removed = await this.data.workspaces.findMany({ removedAt: { $gt: new Date(0) } });
      return new Set(removed.map(({ id }) => id));
    });
  }

  /** A condition on `workspaceId`: not in any of {@link removedWorkspaceIds}. */
  async inLiveWorkspaces(): Promise<{ $nin: string[] }> {
    return { $nin: [...(await this.removedWorkspaceIds())] };
  }

  /** A collection and all below it; empty when the collection is gone. */
  collectionsBelow(workspaceId: string, collectionId: string): Promise<ReadonlySet<string>> {
    return this.#below.get(collectionId, async () => {
      const [top, below] = await Promise.all([
        this.data.collections.get(collectionId, { workspaceId }),
        this.data.collections.findMany({ workspaceId, ancestorIds: collectionId }),
      ]);
      return new Set(top ? [top.id, ...below.map(({ id }) => id)] : []);
    });
  }
}
