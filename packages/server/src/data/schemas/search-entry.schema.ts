import { field, recordSchema, type Stored } from '../record-schema.js';

/**
 * The words of a prompt, for the search. It changes only when a text of the prompt does: order, folder, labels, stars
 * and trash are asked of the prompt itself. The store keeps an index row for each word.
 */
export interface SearchEntry extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  /** Of name, aliases, title and tags. */
  readonly titleWords: readonly string[];
  /** All of them: those, and of description and content of the latest version. */
  readonly words: readonly string[];
}

/** Which rules the words were made by. When it rises, all entries are made again; see `SearchIndex`. */
export const searchRules = 1;

export const searchEntrySchema = recordSchema<SearchEntry>('search_entries', {
  workspaceId: field.reference,
  promptId: field.reference,
  titleWords: field.texts,
  words: field.texts,
});

// The entry of a prompt: one.
searchEntrySchema.index({ promptId: 1 }, { unique: true });
// Prompts with a word, or with the beginning of one.
searchEntrySchema.index({ workspaceId: 1, titleWords: 1 });
searchEntrySchema.index({ workspaceId: 1, words: 1 });
