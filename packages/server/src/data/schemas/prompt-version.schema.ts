import { field, recordSchema, type Stored } from '../record-schema.js';

/** The content of a prompt, as it was saved. Only the message may change. */
export interface PromptVersion extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  /** 1, 2, 3 … */
  readonly number: number;
  readonly type: 'text' | 'chat';
  /** The content as JSON text: the order of keys stays, and text stays byte for byte. */
  readonly contentJson: string;
  /** SHA-256, hex, over the canonical JSON of the content. */
  readonly contentHash: string;
  /** The names that the content includes, as written. */
  readonly includes: readonly string[];
  readonly message: string;
  /** `null`: the account is gone. */
  readonly authorId: string | null;
  readonly restoredFrom: number | null;
}

export const promptVersionSchema = recordSchema<PromptVersion>('prompt_versions', {
  workspaceId: field.reference,
  promptId: field.reference,
  number: field.integer,
  type: field.text,
  contentJson: field.text,
  contentHash: field.text,
  includes: field.texts,
  message: field.text,
  authorId: field.referenceOrNull,
  restoredFrom: field.integerOrNull,
});

// One version; the list, newest first. A number is given once.
promptVersionSchema.index({ promptId: 1, number: 1 }, { unique: true });
// What an account wrote, when it is deleted.
promptVersionSchema.index({ authorId: 1 });
// Who includes a prompt, by its name or an alias.
promptVersionSchema.index({ workspaceId: 1, includes: 1 });
