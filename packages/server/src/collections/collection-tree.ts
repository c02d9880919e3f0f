import { limits } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import type { Authorized } from '../access/authorized.js';
import type { InWorkspace } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import type { Collection } from '../data/schemas/collection.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError, notFound } from '../http/api-error.js';

/** A collection at the top has depth 1. */
const deepest = limits.collectionDepth;

/** The shape of a workspace's collections, and the count of prompts in each. All within the transaction of a change. */
@Injectable()
export class CollectionTree {
  constructor(private readonly data: DataService) {}

  /** Makes two changes of one tree collide, so that each sees the result of the other. Before anything is read of it. */
  async lock(it: Authorized<InWorkspace>): Promise<void> {
    await this.data.workspaces.patch(it.target.workspaceId, { inc: { treeRevision: 1 } });
  }

  /** All collections below this one. */
  below({ id, workspaceId }: Pick<Collection, 'id' | 'workspaceId'>): Promise<Collection[]> {
    return this.data.collections.findMany({ workspaceId, ancestorIds: id });
  }

  /**
   * The ancestors of something put below `parentId` (`null`: at the top).
   * @param height levels of what is put there: 1 for a collection with nothing below
   * @throws ApiError `collection_not_found`, `collection_too_deep`
   */
  async placeBelow(workspaceId: string, parentId: string | null, height: number): Promise<string[]> {
    const parent = parentId === null ? null : await this.mustExist(workspaceId, parentId);
    const ancestorIds = parent ? [...parent.ancestorIds, parent.id] : [];
    if (ancestorIds.length + height > deepest) {
      throw new ApiError('collection_too_deep', `Collections are nested up to ${deepest} deep.`);
    }
    return ancestorIds;
  }

  /** Puts `ancestorIds` in the place of the first `depth` ancestors. Their revision stays: only what is above changed. */
  async rebase(collections: readonly Collection[], depth: number, ancestorIds: readonly string[]): Promise<void> {
    const byParent = new Map(collections.map((collection) => [collection.parentId, collection]));
    for (const [parentId, collection] of byParent) {
      const { workspaceId } = collection;
      const moved = [...ancestorIds, ...collection.ancestorIds.slice(depth)];
      await this.data.collections.patchMany({ workspaceId, parentId }, { set: { ancestorIds: moved } });
    }
  }

  /** For what is put into it. @throws ApiError `collection_not_found` unless it is in this workspace */
  async mustExist(workspaceId: string, collectionId: string): Promise<Collection> {
    const collection = await this.data.collections.get(collectionId, { workspaceId });
    if (!collection) throw notFound('collection');
    return collection;
  }

  /**
   * Counts one live prompt that leaves `from` and comes into `to`; `null` is no collection, also the trash.
   * @throws ApiError `collection_not_found` when `to` is not in this workspace
   */
  async recount(it: Authorized<InWorkspace>, from: string | null, to: string | null): Promise<void> {
    if (from === to) return;
    const { workspaceId } = it.target;
    if (from !== null) await this.data.collections.patch(from, { inc: { promptCount: -1 } }, { workspaceId });
    if (to === null) return;
    if (!(await this.data.collections.patch(to, { inc: { promptCount: 1 } }, { workspaceId }))) {
      throw notFound('collection');
    }
  }
}

/** Two siblings of one name: for the caller an answer, not a fault. */
export function asCollectionExists(error: unknown): never {
  if (!(error instanceof DuplicateError)) throw error;
  throw new ApiError('collection_exists', 'There is a collection of this name in the same place.');
}
