import type { Workspace } from '@incipit/contract';
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { client } from '../../lib/client.js';
import { queryKeys } from '../../lib/query.js';

export const instanceQuery = queryOptions({
  queryKey: queryKeys.instance,
  queryFn: async ({ signal }) => (await client.instance.get({}, { signal })).data,
  staleTime: 60_000,
});
export const useInstance = () => useQuery(instanceQuery).data;

/** Who is signed in. Loaded before any page that needs it is shown. */
export const meQuery = queryOptions({
  queryKey: queryKeys.me,
  queryFn: async ({ signal }) => (await client.auth.me({}, { signal })).data,
  staleTime: 60_000,
});
export const useMe = () => useSuspenseQuery(meQuery).data;

const remembered = 'incipit-workspace';
export const rememberWorkspace = (id: string): void => localStorage.setItem(remembered, id);

/** The workspace one is in: that of the address, else the one used last, else the personal one. */
export function useWorkspace(): Workspace {
  const { workspaces } = useMe();
  const { ws } = useSearch({ strict: false });
  const byId = (id: string | null | undefined) => workspaces.find((workspace) => workspace.id === id);
  const personal = workspaces.find((workspace) => workspace.kind === 'personal');
  const found = byId(ws) ?? byId(localStorage.getItem(remembered)) ?? personal ?? workspaces[0];
  if (!found) throw new Error('An account without a workspace cannot exist.');
  return found;
}

/** Whether the caller may write in a workspace: what may not be done is not shown. */
export const canWrite = (workspace: Workspace | undefined): boolean =>
  workspace?.role === 'owner' || workspace?.role === 'editor';
