import type { Prompt, PromptChange, Version } from '@incipit/contract';
import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { client } from '../../lib/client.js';
import { allPages } from '../../lib/pages.js';

/** A prompt as it was read, and the ETag that a change of it has to name. */
export interface PromptState {
  prompt: Prompt;
  etag: string | undefined;
}

export const promptQuery = (id: string) =>
  queryOptions({
    queryKey: ['prompt', id],
    queryFn: async ({ signal }): Promise<PromptState> => {
      const { data, etag } = await client.prompts.get({ id }, { signal });
      return { prompt: data, etag };
    },
  });

/** The prompt of the page. Its layout has loaded it before any tab is shown. */
export const usePrompt = (id: string): PromptState => useSuspenseQuery(promptQuery(id)).data;

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['prompt', id, 'versions'],
    queryFn: ({ signal }): Promise<Version[]> =>
      allPages((cursor) => client.versions.list({ id, limit: 100, cursor }, { signal })),
  });
export const useVersions = (id: string) => useQuery(versionsQuery(id));

/** Reads anew all that a change of this prompt may have changed. */
export function useRefreshPrompt(id: string): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [['prompt', id], ['prompts'], ['collections'], ['tags']].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
}

/** Changes a prompt, if it is still what was seen. */
export function useChangePrompt(id: string) {
  const queryClient = useQueryClient();
  const refresh = useRefreshPrompt(id);
  return useMutation({
    mutationFn: async ({ change, etag }: { change: PromptChange; etag: string | undefined }): Promise<PromptState> => {
      const { data, etag: next } = await client.prompts.update({ id, ...change }, { ifMatch: etag });
      return { prompt: data, etag: next };
    },
    onSuccess: async (state) => {
      // A save answers without what is only the reader's own.
      const before = queryClient.getQueryData(promptQuery(id).queryKey)?.prompt;
      const own = { starred: before?.starred, starCount: before?.starCount };
      queryClient.setQueryData(promptQuery(id).queryKey, { ...state, prompt: { ...own, ...state.prompt } });
      await refresh();
    },
  });
}
