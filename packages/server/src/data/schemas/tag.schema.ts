import { field, recordSchema, type Stored } from '../record-schema.js';

/** A coloured word of a workspace. */
export interface Tag extends Stored {
  readonly workspaceId: string;
  readonly name: string;
  /** `name` case-folded: unique in the workspace. */
  readonly nameKey: string;
  /** `#rrggbb` */
  readonly color: string | null;
  /** Live prompts with this tag. Written by all who put it on or take it off, so that they collide with a deletion. */
  readonly promptCount: number;
}

export const tagSchema = recordSchema<Tag>('tags', {
  workspaceId: field.reference,
  name: field.text,
  nameKey: field.text,
  color: field.textOrNull,
  promptCount: field.integer,
});

// A tag by name; the list, by name. Never two that differ only in case.
tagSchema.index({ workspaceId: 1, nameKey: 1 }, { unique: true });
