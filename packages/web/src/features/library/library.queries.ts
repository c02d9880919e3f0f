import type { PromptItem } from '@incipit/contract';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { queryClient, queryKeys, refreshLibrary } from '../../lib/query.js';
import { showToast } from '../../ui/toast.js';
import { type LibrarySearch, toListQuery } from './library.search.js';

const pageSize = 50;

/** The list of the address, page after page. The first page also brings the total. */
export function usePrompts(search: LibrarySearch, workspaceId: string) {
  const { view: _, ws: __, ...filters } = search;
  return useInfiniteQuery({
    queryKey: queryKeys.prompts(workspaceId, filters),
    queryFn: async ({ pageParam, signal }) => {
      const query = toListQuery(search, workspaceId);
      const count = pageParam === undefined ? true : undefined;
      return (await client.prompts.list({ ...query, limit: pageSize, cursor: pageParam, count }, { signal })).data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before, query) => (query?.queryKey[1] === workspaceId ? before : undefined),
  });
}

/** How many live prompts a workspace has. */
export function usePromptCount(workspaceId: string): number | undefined {
  const { data } = useQuery({
    queryKey: queryKeys.prompts(workspaceId, 'count'),
    queryFn: async ({ signal }) =>
      (await client.prompts.list({ workspaceId, limit: 1, count: true }, { signal })).data.total,
  });
  return data;
}

/** Puts the star on or off at once, and back when the server says no. */
export function useStar() {
  const { t } = useTranslation();
  const star = useMutation({
    mutationFn: ({ id, starred }: Pick<PromptItem, 'id' | 'starred'>) =>
      starred ? client.prompts.star({ id }) : client.prompts.unstar({ id }),
    onMutate: ({ id, starred }) => {
      paintStar(id, starred);
    },
    onError: (error, { id, starred }) => {
      paintStar(id, !starred);
      showToast({
        text: t('star.failed', { reason: sentenceOf(error, t) }),
        isFailure: true,
        action: { label: t('action.again'), run: () => star.mutate({ id, starred }) },
      });
    },
    onSettled: refreshLibrary,
  });
  function paintStar(id: string, starred: boolean): void {
    type Pages = { pages: { items: PromptItem[] }[] };
    queryClient.setQueriesData<Pages>(
      { queryKey: queryKeys.prompts(), predicate: ({ state }) => isPages(state.data) },
      (data) => {
        if (!data) return data;
        const paint = (item: PromptItem) => (item.id === id ? { ...item, starred } : item);
        return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(paint) })) };
      },
    );
    queryClient.setQueryData<{ prompt: { starred?: boolean } }>(queryKeys.prompt(id), (data) =>
      data ? { ...data, prompt: { ...data.prompt, starred } } : data,
    );
  }
  return star;
}

const isPages = (data: unknown): boolean => typeof data === 'object' && data !== null && 'pages' in data;
