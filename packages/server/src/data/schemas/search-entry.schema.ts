import { field, recordSchema, type Stored } from '../record-schema.js';

/**
 * The words of a prompt, for the search, and where it stands among the newest. What else there is to know, as folder,
 * labels and stars, is asked of the prompt itself. The store keeps an index row for each word.
 */
export interface SearchEntry extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  /** The `updatedAt` of the prompt; `null` while it is in the trash. See `PromptRepository`. */
  readonly changedAt: Date | null;
  /** Of name, aliases, title and tags. */
  readonly titleWords: readonly string[];
  /** All of them: those, and of description and content of the latest version. */
  readonly words: readonly string[];
}

/** Which rules the words were made by. When it rises, all entries are made again; see `SearchIndex`. */
export const searchRules = 3;

const fields = {
  workspaceId: field.reference,
  promptId: field.reference,
  changedAt: field.timeOrNull,
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
searchEntrySchema.index({ workspaceId: 1, changedAt: 1, promptId: 1 });

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
publicEntrySchema.index({ changedAt: 1, promptId: 1 });
// Those of a workspace, when it goes.
publicEntrySchema.index({ workspaceId: 1 });
