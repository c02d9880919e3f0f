import type { New } from '../data/record-schema.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../data/schemas/prompt-version.schema.js';

/** A prompt as it is stored, for tests that need many: no request makes them so fast. */
export const promptRow = (workspaceId: string, name: string, more: Partial<New<Prompt>> = {}): New<Prompt> => ({
  workspaceId,
  name,
  names: [name],
  title: name,
  titleKey: name,
  aliases: [],
  description: '',
  collectionId: null,
  visibility: 'private',
  tagIds: [],
  labelVersions: [],
  latestVersion: 2,
  lastNumber: 2,
  type: 'text',
  preview: 'text',
  authorId: null,
  forkedFrom: null,
  starCount: 0,
  usedCount: 0,
  deletedAt: null,
  ...more,
});

/** The same of a version. */
export const versionRow = (
  workspaceId: string,
  promptId: string,
  number: number,
  authorId: string | null = null,
): New<PromptVersion> => ({
  workspaceId,
  promptId,
  number,
  authorId,
  type: 'text',
  contentJson: JSON.stringify({ type: 'text', text: 'text', dialect: 'simple', variables: [], config: {} }),
  contentHash: 'x',
  includes: [],
  message: '',
  restoredFrom: null,
});
