import type { Collection } from '@incipit/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '../../lib/client.js';
import { allPages } from '../../lib/pages.js';
import { queryKeys } from '../../lib/query.js';

export const collectionsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: queryKeys.collections(workspaceId),
    queryFn: ({ signal }) =>
      allPages((cursor) => client.collections.list({ workspaceId, limit: 100, cursor }, { signal })),
  });
export const useCollections = (workspaceId: string): Collection[] => useQuery(collectionsQuery(workspaceId)).data ?? [];

/** A collection with what is inside it. */
export interface Branch extends Collection {
  children: Branch[];
  /** Prompts in it and below. */
  deepCount: number;
}

/** Makes the tree of a flat list. The order of siblings is that of the list. */
export function treeOf(collections: readonly Collection[]): Branch[] {
  const byParent = Map.groupBy(collections, (collection) => collection.parentId);
  const grow = (parentId: string | null): Branch[] =>
    (byParent.get(parentId) ?? []).map((collection) => {
      const children = grow(collection.id);
      const below = children.reduce((sum, child) => sum + child.deepCount, 0);
      return { ...collection, children, deepCount: collection.promptCount + below };
    });
  return grow(null);
}

/** "Editorial / Newsroom". */
export const pathName = (collection: Collection): string => collection.path.map((step) => step.name).join(' / ');
