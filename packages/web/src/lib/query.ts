import { QueryClient } from '@tanstack/react-query';

/** One cache for all that the server said. The SDK repeats what may be repeated; nothing is repeated twice. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 15_000, throwOnError: false }, mutations: { retry: false } },
});
