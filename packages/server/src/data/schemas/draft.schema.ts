import { field, recordSchema, type Stored } from '../record-schema.js';

/** Unsaved edits of one user, kept until they are saved or discarded. */
export interface Draft extends Stored {
  readonly userId: string;
  readonly workspaceId: string;
  /** `null`: of a prompt that is not made yet. */
  readonly promptId: string | null;
  /** What was sent: title, description and content as JSON text, byte for byte. */
  readonly partsJson: string;
  readonly baseVersion: number | null;
}

export const draftSchema = recordSchema<Draft>('drafts', {
  userId: field.reference,
  workspaceId: field.reference,
  promptId: field.referenceOrNull,
  partsJson: field.text,
  baseVersion: field.integerOrNull,
});

// The one draft of a user for a prompt, or for a new one. All of an account.
draftSchema.index({ userId: 1, workspaceId: 1, promptId: 1 }, { unique: true });
// The drafts of a prompt, of a workspace, when it is deleted for good.
draftSchema.index({ promptId: 1 });
draftSchema.index({ workspaceId: 1 });
