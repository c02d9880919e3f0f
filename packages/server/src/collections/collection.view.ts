import type { Collection as CollectionResource } from '@incipit/contract';
import { type Actor, isWithinCollection } from '../access/actor.js';
import type { Collection } from '../data/schemas/collection.schema.js';

export type ShownCollection = CollectionResource & { revision: number };

/**
 * A collection as the API shows it; the revision goes into its ETag. What is above the collection of a limited key
 * does not exist for that key.
 * @param names of all collections above, by id
 */
export function collectionView(
  collection: Collection,
  names: ReadonlyMap<string, string>,
  actor: Actor,
): ShownCollection {
  const { id, workspaceId, parentId, name, description, promptCount, createdAt, updatedAt, revision } = collection;
  const above = collection.ancestorIds.filter((ancestorId) => isWithinCollection(actor, ancestorId));
  return {
    id,
    workspaceId,
    parentId: isWithinCollection(actor, parentId) ? parentId : null,
    name,
    description,
    path: [...above.map((ancestorId) => ({ id: ancestorId, name: names.get(ancestorId) ?? '' })), { id, name }],
    promptCount,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    revision,
  };
}
