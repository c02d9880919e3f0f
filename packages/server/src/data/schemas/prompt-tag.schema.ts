import { field, recordSchema, type Stored } from '../record-schema.js';

/** A tag on a prompt: who put it there; when is `createdAt`. `Prompt.tagIds` says the same and serves the lists. */
export interface PromptTag extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  readonly tagId: string;
  /** `null`: the account is gone. */
  readonly addedById: string | null;
}

export const promptTagSchema = recordSchema<PromptTag>('prompt_tags', {
  workspaceId: field.reference,
  promptId: field.reference,
  tagId: field.reference,
  addedById: field.referenceOrNull,
});

// The tags of a prompt; each at most once.
promptTagSchema.index({ promptId: 1, tagId: 1 }, { unique: true });
// The prompts of a tag, when it is merged or deleted.
promptTagSchema.index({ tagId: 1, promptId: 1 });
// What an account put on, when it is deleted.
promptTagSchema.index({ addedById: 1 });
