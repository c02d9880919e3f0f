import type { Workspace as Answer, Role } from '@incipit/contract';
import type { Workspace } from '../data/schemas/workspace.schema.js';

/** @param role the caller's own in it */
export const workspaceAnswer = (workspace: Workspace, role: Role): Answer & { revision: number } => ({
  id: workspace.id,
  name: workspace.name,
  kind: workspace.kind,
  role,
  memberCount: workspace.memberCount,
  createdAt: workspace.createdAt.toISOString(),
  updatedAt: workspace.updatedAt.toISOString(),
  revision: workspace.revision,
});
