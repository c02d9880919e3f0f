import { field, recordSchema, type Stored } from '../record-schema.js';

/** The tenant: all below belongs to exactly one. */
export interface Workspace extends Stored {
  readonly name: string;
  readonly kind: 'personal' | 'team';
  /** Whose personal workspace it is; `null` for a team. */
  readonly ownerId: string | null;
  readonly memberCount: number;
  /** Written by every change of the collection tree, so that two changes that cannot see each other collide. */
  readonly treeRevision: number;
  /** Labels that only owners make, move and delete. */
  readonly protectedLabels: readonly string[];
}

export const workspaceSchema = recordSchema<Workspace>('workspaces', {
  name: field.text,
  kind: field.text,
  ownerId: field.referenceOrNull,
  memberCount: field.integer,
  treeRevision: field.integer,
  protectedLabels: field.texts,
});

// The personal workspace of a user; never two.
workspaceSchema.index({ ownerId: 1 }, { unique: true, partialFilterExpression: { kind: 'personal' } });
