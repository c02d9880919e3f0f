import type { api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Actor } from '../access/actor.js';
import { collectionPolicy } from '../access/collection.policy.js';
import { mayFillCollection } from '../access/prompt.policy.js';
import { refusal } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import type { Collection } from '../data/schemas/collection.schema.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { collectionView, type ShownCollection } from './collection.view.js';
import { asCollectionExists, CollectionTree } from './collection-tree.js';

type Rows = typeof api.collections;

/** Folders of prompts: list, get, create, change and move. */
@Injectable()
export class CollectionsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly paging: Paging,
    private readonly tree: CollectionTree,
  ) {}

  /** All of the workspace by name, as a flat list; `parentId` says which is below which. */
  async list(call: Call, input: InputOf<Rows['list']>) {
    const { workspace, actor } = await this.access.workspace(call, input.workspaceId);
    const seen = actor.key?.collectionIds;
    const where = { workspaceId: workspace.id, ...(seen && { id: { $in: [...seen] } }) };
    const after = this.paging.after(call, input);
    const found = await this.data.collections.list(where, { sort: [['nameKey', 1]], limit: input.limit, after });
    const views = await this.views(actor, found.items);
    return this.paging.page(views, found.next, call, input, () => this.data.collections.total(where));
  }

  async get(call: Call, id: string): Promise<ShownCollection> {
    const it = await this.access.read(call, collectionPolicy.read, () => this.data.collections.get(id));
    return this.view(it.actor, it.target);
  }

  /**
   * At the top, or below `parentId`.
   * @throws ApiError `collection_not_found`, `collection_exists`, `collection_too_deep`
   */
  create(call: Call, input: InputOf<Rows['create']>): Promise<ShownCollection> {
    const rule = workspacePolicy.createCollection(input.parentId);
    return this.access.changeIn(call, rule, input.workspaceId, async (it) => {
      const workspaceId = it.target.id;
      await this.tree.lock(it);
      const ancestorIds = await this.tree.placeBelow(workspaceId, input.parentId, 1);
      const { name, description, parentId } = input;
      const created = await this.data.collections
        .create({ workspaceId, parentId, ancestorIds, name, nameKey: caseFold(name), description, promptCount: 0 })
        .catch(asCollectionExists);
      it.about = { id: created.id, name };
      it.details = { parentId };
      return this.view(it.actor, created);
    });
  }

  update(call: Call, { id, ...change }: InputOf<Rows['update']>): Promise<ShownCollection> {
    return this.access.change(
      call,
      collectionPolicy.update,
      () => this.data.collections.get(id),
      async (it) => {
        const before = it.target;
        const { name = before.name, description = before.description, parentId = before.parentId } = change;
        const isMoved = parentId !== before.parentId;
        if (!isMoved && name === before.name && description === before.description) {
          it.details.unchanged = true;
          return this.view(it.actor, before);
        }
        await this.tree.lock(it);
        const ancestorIds = isMoved ? await this.move(it.actor, before, parentId) : before.ancestorIds;
        const changed = await this.data.collections
          .update(id, { name, nameKey: caseFold(name), description, parentId, ancestorIds })
          .catch(asCollectionExists);
        if (!changed) throw notFound('collection');
        it.details = { name, ...(isMoved && { from: before.parentId, to: parentId }) };
        return this.view(it.actor, changed);
      },
    );
  }

  /** The new ancestors; all below is moved along. */
  private async move(actor: Actor, moved: Collection, parentId: string | null): Promise<readonly string[]> {
    const answer = mayFillCollection(actor, parentId);
    if (answer !== true) throw refusal(answer);
    const below = await this.tree.below(moved);
    if (parentId === moved.id || below.some((collection) => collection.id === parentId)) {
      throw new ApiError('collection_cycle', 'A collection cannot be inside itself.');
    }
    const depth = moved.ancestorIds.length;
    const height = 1 + Math.max(0, ...below.map((collection) => collection.ancestorIds.length - depth));
    const ancestorIds = await this.tree.placeBelow(moved.workspaceId, parentId, height);
    await this.tree.rebase(below, depth, ancestorIds);
    return ancestorIds;
  }

  private async view(actor: Actor, collection: Collection): Promise<ShownCollection> {
    const [view] = await this.views(actor, [collection]);
    if (!view) throw notFound('collection');
    return view;
  }

  private async views(actor: Actor, collections: readonly Collection[]): Promise<ShownCollection[]> {
    const ids = [...new Set(collections.flatMap((collection) => collection.ancestorIds))];
    const above = ids.length === 0 ? [] : await this.data.collections.findMany({ id: { $in: ids } });
    const names = new Map(above.map(({ id, name }) => [id, name]));
    return collections.map((collection) => collectionView(collection, names, actor));
  }
}
