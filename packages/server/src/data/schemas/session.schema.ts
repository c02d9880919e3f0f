import { field, recordSchema, type Stored } from '../record-schema.js';

/** An open sign-in. Of its refresh tokens only the running number is stored. */
export interface Session extends Stored {
  readonly userId: string;
  /** The number of the refresh token that counts. */
  readonly n: number;
  readonly rotatedAt: Date;
  readonly lastUsedAt: Date;
  /** The end that no use puts off. */
  readonly expiresAt: Date;
  /** What signed in, as far as it said so. */
  readonly client: string;
}

export const sessionSchema = recordSchema<Session>('sessions', {
  userId: field.reference,
  n: field.integer,
  rotatedAt: field.time,
  lastUsedAt: field.time,
  expiresAt: field.time,
  client: field.text,
});

// The sessions of a user, newest first; ending them all.
sessionSchema.index({ userId: 1, _id: 1 });
// The store itself forgets what has ended.
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
