import { field, recordSchema, type Stored } from '../record-schema.js';

/** How often a version of a prompt was served on one day, by all servers together. */
export interface Usage extends Stored {
  readonly workspaceId: string;
  readonly promptId: string;
  /** `2026-01-31`, UTC. */
  readonly day: string;
  readonly version: number;
  /** What it was selected by; `null`: its number. */
  readonly label: string | null;
  readonly fetches: number;
  readonly renders: number;
}

export const usageSchema = recordSchema<Usage>('usage', {
  workspaceId: field.reference,
  promptId: field.reference,
  day: field.text,
  version: field.integer,
  label: field.textOrNull,
  fetches: field.integer,
  renders: field.integer,
});

// What is counted together: one row, whichever server writes it. All of a prompt, when it is deleted.
usageSchema.index({ promptId: 1, day: 1, version: 1, label: 1 }, { unique: true });
// The list, of a workspace and of a prompt, newest first.
usageSchema.index({ workspaceId: 1, day: 1, _id: 1 });
usageSchema.index({ promptId: 1, day: 1, _id: 1 });
