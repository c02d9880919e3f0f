import { field, recordSchema, type Stored } from '../record-schema.js';

/** The tenant: all below belongs to exactly one. */
export interface Workspace extends Stored {
  readonly name: string;
  readonly kind: 'personal' | 'team';
  /** Whose personal workspace it is; `null` for a team. */
  readonly ownerId: string | null;
  readonly memberCount: number;
  /** Written by every change of a role, so that two owners cannot both be the last but one. */
  readonly memberRevision: number;
  /** Written by every change of the collection tree, so that two changes that cannot see each other collide. */
  readonly treeRevision: number;
  /** Labels that only owners make, move and delete. */
  readonly protectedLabels: readonly string[];
  /** When it was deleted: from then on it and all in it is missing, and a job takes the rows away. */
  readonly removedAt: Date | null;
}

export const workspaceSchema = recordSchema<Workspace>('workspaces', {
  name: field.text,
  kind: field.text,
  ownerId: field.referenceOrNull,
  memberCount: field.integer,
  memberRevision: { ...field.integer, default: 0 },
  treeRevision: field.integer,
  protectedLabels: field.texts,
  removedAt: field.timeOrNull,
});

// The personal workspace of a user; never two.
workspaceSchema.index({ ownerId: 1 }, { unique: true, partialFilterExpression: { kind: 'personal' } });
// Those whose rows are still being taken away.
workspaceSchema.index({ removedAt: 1 }, { partialFilterExpression: { removedAt: { $gt: new Date(0) } } });
