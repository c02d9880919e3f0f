import type { Workspace } from '../data/schemas/workspace.schema.js';
import { ApiError } from '../http/api-error.js';

/** @throws ApiError `personal_workspace` */
export function mustBeTeam({ kind }: Pick<Workspace, 'kind'>): void {
  if (kind === 'team') return;
  throw new ApiError('personal_workspace', 'A personal workspace has exactly its owner, and stays as long as they do.');
}
