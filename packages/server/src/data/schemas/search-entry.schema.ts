import { field, recordSchema, type Stored } from '../record-schema.js';
import type { Prompt } from './prompt.schema.js';

/**
 * The words of a prompt, for the search, and where it stands among the newest. What else there is to know, as folder,
 * labels and stars, is asked of the prompt itself. The store keeps an index row for each word.
 */
export interface SearchEntry extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  /** The `updatedAt` of the prompt, kept in step by `PromptRepository`; `null` while it is in the trash. */
  readonly promptUpdatedAt: Date | null;
  /** Of name, aliases, title and tags. */
  readonly titleWords: readonly string[];
  /** All of them: those, and of description and content of the latest version. */
  readonly words: readonly string[];
}

/**
 * By which rules entries are made. To be raised when the words or the fields of an entry change: then all of them are
 * made again; see `SearchIndex`.
 */
export const searchRules = 3;

/** The `promptUpdatedAt` of a prompt's entries. */
export const entryTime = ({ deletedAt, updatedAt }: Pick<Prompt, 'deletedAt' | 'updatedAt'>): Date | null =>
  deletedAt ? null : updatedAt;

/** Entries of live prompts; an index is used for it. */
export const ofLive = { promptUpdatedAt: { $gt: new Date(0) } };

const fields = {
  workspaceId: field.reference,
  promptId: field.reference,
  promptUpdatedAt: field.timeOrNull,
  titleWords: field.texts,
  words: field.texts,
};

export const searchEntrySchema = recordSchema<SearchEntry>('search_entries', fields);

// The entry of a prompt: one.
searchEntrySchema.index({ promptId: 1 }, { unique: true });
// Prompts with a word, or with the beginning of one.
searchEntrySchema.index({ workspaceId: 1, titleWords: 1 });
searchEntrySchema.index({ workspaceId: 1, words: 1 });
// The newest first.
searchEntrySchema.index({ workspaceId: 1, promptUpdatedAt: 1, promptId: 1 });

/**
 * The same of public prompts, of what everybody may see of them: the published version, and no old names. Those in the
 * trash are among them.
 */
export const publicEntrySchema = recordSchema<SearchEntry>('public_entries', fields);

// The entry of a prompt: one.
publicEntrySchema.index({ promptId: 1 }, { unique: true });
// Prompts with a word, or with the beginning of one, in all workspaces.
publicEntrySchema.index({ titleWords: 1 });
publicEntrySchema.index({ words: 1 });
// The newest first.
publicEntrySchema.index({ promptUpdatedAt: 1, promptId: 1 });
// Those of a workspace, when it goes.
publicEntrySchema.index({ workspaceId: 1 });
