import { field, recordSchema, type Stored } from '../record-schema.js';

/** A label on a prompt: where it points, and who moved it there last; when is `updatedAt`. */
export interface Label extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  readonly name: string;
  readonly version: number;
  /** `null`: the account is gone. */
  readonly updatedById: string | null;
}

export const labelSchema = recordSchema<Label>('labels', {
  workspaceId: field.reference,
  promptId: field.reference,
  name: field.text,
  version: field.integer,
  updatedById: field.referenceOrNull,
});

// A label of a prompt; the list, by name. Each name at most once.
labelSchema.index({ promptId: 1, name: 1 }, { unique: true });
// What an account moved, when it is deleted.
labelSchema.index({ updatedById: 1 });
// The labels that a workspace knows.
labelSchema.index({ workspaceId: 1, name: 1, _id: 1 });
