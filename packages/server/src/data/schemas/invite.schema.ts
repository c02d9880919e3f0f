import type { Role } from '@incipit/contract';
import { field, recordSchema, type Stored } from '../record-schema.js';

/** A way in for one person, once. Whoever uses it or takes it back removes it. */
export interface Invite extends Stored {
  /** SHA-256, hex, of the token in the link. */
  readonly tokenHash: string;
  /** In lower case: only this address may use it; `null`: whoever has the link. */
  readonly email: string | null;
  /** `null`: it lets one register, no more. */
  readonly workspaceId: string | null;
  readonly role: Role | null;
  /** It is good only for as long as they may invite. */
  readonly createdById: string;
  /** Then it is void. Readers compare it themselves: the store sweeps once a minute. */
  readonly expiresAt: Date;
}

export const inviteSchema = recordSchema<Invite>('invites', {
  tokenHash: field.text,
  email: field.textOrNull,
  workspaceId: field.referenceOrNull,
  role: field.textOrNull,
  createdById: field.reference,
  expiresAt: field.time,
});

// The invite of a link.
inviteSchema.index({ tokenHash: 1 }, { unique: true });
// The invites into a workspace or to the instance, newest first.
inviteSchema.index({ workspaceId: 1, _id: 1 });
// The store itself forgets what was not used.
inviteSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
