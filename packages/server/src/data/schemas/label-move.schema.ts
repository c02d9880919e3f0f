import { field, recordSchema, type Stored } from '../record-schema.js';

/** One entry in the history of a label; when is `createdAt`. */
export interface LabelMove extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  readonly label: string;
  /** `null`: it was made. */
  readonly from: number | null;
  /** `null`: it was taken away. */
  readonly to: number | null;
  readonly reason: string;
  /** `null`: the account is gone. */
  readonly byId: string | null;
}

export const labelMoveSchema = recordSchema<LabelMove>('label_moves', {
  workspaceId: field.reference,
  promptId: field.reference,
  label: field.text,
  from: field.integerOrNull,
  to: field.integerOrNull,
  reason: field.text,
  byId: field.referenceOrNull,
});

// The history of a label, newest first.
labelMoveSchema.index({ promptId: 1, label: 1, _id: 1 });
// What an account moved, when it is deleted.
labelMoveSchema.index({ byId: 1 });
