import type { Tag as TagResource } from '@incipit/contract';
import type { Tag } from '../data/schemas/tag.schema.js';

/** A tag as the API shows it; the revision goes into its ETag. */
export const tagView = (tag: Tag): TagResource & { revision: number } => ({
  id: tag.id,
  workspaceId: tag.workspaceId,
  name: tag.name,
  color: tag.color,
  promptCount: tag.promptCount,
  createdAt: tag.createdAt.toISOString(),
  updatedAt: tag.updatedAt.toISOString(),
  revision: tag.revision,
});
