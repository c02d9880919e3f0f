import { field, recordSchema, type Stored } from '../record-schema.js';

/** A folder of prompts. */
export interface Collection extends Stored {
  readonly workspaceId: string;
  /** `null`: at the top. */
  readonly parentId: string | null;
  /** From the top down to the parent. */
  readonly ancestorIds: readonly string[];
  readonly name: string;
  /** `name` case-folded: unique among siblings. */
  readonly nameKey: string;
  readonly description: string;
  /** Live prompts directly inside. Written by all who put in or take out, so that they collide with a deletion. */
  readonly promptCount: number;
}

export const collectionSchema = recordSchema<Collection>('collections', {
  workspaceId: field.reference,
  parentId: field.referenceOrNull,
  ancestorIds: field.references,
  name: field.text,
  nameKey: field.text,
  description: field.text,
  promptCount: field.integer,
});

// No two siblings of one name; the children of a collection.
collectionSchema.index({ workspaceId: 1, parentId: 1, nameKey: 1 }, { unique: true });
// The list, by name.
collectionSchema.index({ workspaceId: 1, nameKey: 1, _id: 1 });
// All below a collection.
collectionSchema.index({ workspaceId: 1, ancestorIds: 1 });
