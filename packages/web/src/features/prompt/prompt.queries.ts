import type { Prompt, PromptChange, Version } from '@incipit/contract';
import { queryOptions, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { client } from '../../lib/client.js';
import { allPages } from '../../lib/pages.js';
import { queryClient, queryKeys, refreshLibrary } from '../../lib/query.js';

/** A prompt as it was read, and the ETag that a change of it has to name. */
export interface PromptState {
  prompt: Prompt;
  etag: string | undefined;
}

export const promptQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.prompt(id),
    queryFn: async ({ signal }): Promise<PromptState> => {
      const { data, etag } = await client.prompts.get({ id }, { signal });
      return { prompt: data, etag };
    },
  });

/** The prompt of the page. Its layout has loaded it before any tab is shown. */
export const usePrompt = (id: string): PromptState => useSuspenseQuery(promptQuery(id)).data;

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.prompt(id, 'versions'),
    queryFn: ({ signal }): Promise<Version[]> =>
      allPages((cursor) => client.versions.list({ id, limit: 100, cursor }, { signal })),
  });
export const useVersions = (id: string) => useQuery(versionsQuery(id));

/** Changes a prompt, if it is still what was seen. */
export function useChangePrompt(id: string) {
  return useMutation({
    mutationFn: async ({ change, etag }: { change: PromptChange; etag: string | undefined }): Promise<PromptState> => {
      const { data, etag: next } = await client.prompts.update({ id, ...change }, { ifMatch: etag });
      return { prompt: data, etag: next };
    },
    onSuccess: async (state) => {
      queryClient.setQueryData(promptQuery(id).queryKey, state);
      await refreshLibrary();
    },
  });
}
