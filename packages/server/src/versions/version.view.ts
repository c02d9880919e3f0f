import type { Content, Version } from '@incipit/contract';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../data/schemas/prompt-version.schema.js';
import type { Authors } from '../profiles/authors.service.js';

/** The content as it was saved. */
export const contentOf = (version: PromptVersion): Content => JSON.parse(version.contentJson) as Content;

/** The labels on a version, `latest` first. */
export const labelsOn = (prompt: Prompt, number: number): string[] => [
  ...(number === prompt.latestVersion ? ['latest'] : []),
  ...prompt.labelVersions.filter(({ version }) => version === number).map(({ name }) => name),
];

/** A version as the API shows it, with the revision behind its ETag. */
export const versionView = (
  prompt: Prompt,
  version: PromptVersion,
  authors: Authors,
): Version & { revision: number } => ({
  promptId: prompt.id,
  number: version.number,
  content: contentOf(version),
  message: version.message,
  labels: labelsOn(prompt, version.number),
  author: authors(version.authorId),
  createdAt: version.createdAt.toISOString(),
  restoredFrom: version.restoredFrom,
  contentHash: version.contentHash,
  revision: version.revision,
});
