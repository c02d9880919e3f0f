import type { Role } from '@incipit/contract';
import { field, recordSchema, type Stored } from '../record-schema.js';

/** A user in a workspace. */
export interface Member extends Stored {
  readonly workspaceId: string;
  readonly userId: string;
  readonly role: Role;
}

export const memberSchema = recordSchema<Member>('members', {
  workspaceId: field.reference,
  userId: field.reference,
  role: field.text,
});

// The role of a user in a workspace; the members of a workspace.
memberSchema.index({ workspaceId: 1, userId: 1 }, { unique: true });
// The workspaces of a user.
memberSchema.index({ userId: 1, workspaceId: 1 });
