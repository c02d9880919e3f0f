import type { Workspace } from '@incipit/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../lib/client.js';
import { allPages } from '../../lib/pages.js';

/** Under which keys a workspace's own lists are kept. */
export const workspaceKeys = {
  members: (id: string) => ['members', id],
  invites: (id: string) => ['invites', id],
  labels: (id: string) => ['known-labels', id],
};

export const useMembers = ({ id }: Workspace) =>
  useQuery({
    queryKey: workspaceKeys.members(id),
    queryFn: ({ signal }) => allPages((cursor) => client.members.list({ id, limit: 100, cursor }, { signal })),
  });

export const useInvites = ({ id }: Workspace) =>
  useQuery({
    queryKey: workspaceKeys.invites(id),
    queryFn: ({ signal }) =>
      allPages((cursor) => client.invites.list({ workspaceId: id, limit: 100, cursor }, { signal })),
  });

export const useKnownLabels = ({ id }: Workspace) =>
  useQuery({
    queryKey: workspaceKeys.labels(id),
    queryFn: ({ signal }) => allPages((cursor) => client.labels.known({ id, limit: 100, cursor }, { signal })),
  });
