import type { Tag } from '@incipit/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '../../lib/client.js';
import { allPages } from '../../lib/pages.js';
import { queryKeys } from '../../lib/query.js';

export const tagsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: queryKeys.tags(workspaceId),
    queryFn: ({ signal }) => allPages((cursor) => client.tags.list({ workspaceId, limit: 100, cursor }, { signal })),
  });
export const useTags = (workspaceId: string): Tag[] => useQuery(tagsQuery(workspaceId)).data ?? [];
