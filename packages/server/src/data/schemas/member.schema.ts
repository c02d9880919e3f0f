import type { Role } from '@incipit/contract';
import { field, recordSchema, type Stored } from '../record-schema.js';

/** A user in a workspace. */
export interface Member extends Stored {
  readonly workspaceId: string;
  readonly userId: string;
  readonly role: Role;
  /** Their `displayName` case-folded, for the order of the list. */
  readonly nameKey: string;
}

export const memberSchema = recordSchema<Member>('members', {
  workspaceId: field.reference,
  userId: field.reference,
  role: field.text,
  nameKey: { ...field.text, default: '' },
});

// The role of a user in a workspace; the members of a workspace.
memberSchema.index({ workspaceId: 1, userId: 1 }, { unique: true });
// The list, by name.
memberSchema.index({ workspaceId: 1, nameKey: 1, _id: 1 });
// The workspaces of a user.
memberSchema.index({ userId: 1, workspaceId: 1 });
