import { QueryClient, type QueryKey } from '@tanstack/react-query';

/** One cache for all that the server said. The SDK repeats what may be repeated; nothing is repeated twice. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 15_000, throwOnError: false }, mutations: { retry: false } },
});

/** Under which key an answer is kept. What begins with the key of something else is refreshed together with that. */
export const queryKeys = {
  instance: ['instance'],
  me: ['me'],
  profile: (id: string) => ['profile', id],
  sessions: ['sessions'],
  apiKeys: ['api-keys'],
  /** Lists of prompts: of one workspace, or all. */
  prompts: (...rest: [workspaceId?: string, ...what: unknown[]]) => ['prompts', ...rest],
  collections: (workspaceId: string) => ['collections', workspaceId],
  tags: (workspaceId: string) => ['tags', workspaceId],
  /** One prompt, and what belongs to it. */
  prompt: (id: string, ...what: unknown[]) => ['prompt', id, ...what],
  /** Unsaved edits: not refreshed with their prompt. */
  draft: (place: string, round: number) => ['draft', place, round],
};

/** Reads anew what is shown under a key; the rest when it is shown next. */
export const refresh = (queryKey: QueryKey): Promise<void> => queryClient.invalidateQueries({ queryKey });

/** After any change of a prompt, a collection, a tag or a label: each of them shows something of the others. */
export const refreshLibrary = (): Promise<unknown> =>
  Promise.all(['prompt', 'prompts', 'collections', 'tags'].map((subject) => refresh([subject])));
