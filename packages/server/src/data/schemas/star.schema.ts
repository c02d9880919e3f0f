import { field, recordSchema, type Stored } from '../record-schema.js';

/** A user's own mark on a prompt. */
export interface Star extends Stored {
  readonly userId: string;
  readonly promptId: string;
  /** The prompt's. */
  readonly workspaceId: string;
}

export const starSchema = recordSchema<Star>('stars', {
  userId: field.reference,
  promptId: field.reference,
  workspaceId: field.reference,
});

// Has this user starred these prompts? All starred ones. Each at most once.
starSchema.index({ userId: 1, promptId: 1 }, { unique: true });
// The stars of a prompt, when it is deleted for good.
starSchema.index({ promptId: 1 });
