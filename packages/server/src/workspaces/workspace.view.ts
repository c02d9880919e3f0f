import type { Role, Workspace as WorkspaceResource } from '@incipit/contract';
import type { Workspace } from '../data/schemas/workspace.schema.js';

/** A workspace as the API shows it; the revision goes into its ETag. @param role the caller's own in it */
export const workspaceView = (workspace: Workspace, role: Role): WorkspaceResource & { revision: number } => ({
  id: workspace.id,
  name: workspace.name,
  kind: workspace.kind,
  role,
  memberCount: workspace.memberCount,
  createdAt: workspace.createdAt.toISOString(),
  updatedAt: workspace.updatedAt.toISOString(),
  revision: workspace.revision,
});
