import { field, recordSchema, type Stored } from '../record-schema.js';

/** A link that proves something once: that somebody reads the mail of an account, or that an admin gave it to them. */
export interface OneTimeToken extends Stored {
  readonly userId: string;
  /** What it is good for, and nothing else: a new password, a new address. */
  readonly purpose: 'password' | 'email';
  /** SHA-256, hex, of the token in the link. */
  readonly tokenHash: string;
  /** The new address, in lower case; `null` where none is meant. */
  readonly email: string | null;
  /** Then it is void. Readers compare it themselves: the store sweeps once a minute. */
  readonly expiresAt: Date;
}

export const oneTimeTokenSchema = recordSchema<OneTimeToken>('one_time_tokens', {
  userId: field.reference,
  purpose: field.text,
  tokenHash: field.text,
  email: field.textOrNull,
  expiresAt: field.time,
});

// The one of an account for a purpose: a new one takes the place of the old. All of an account.
oneTimeTokenSchema.index({ userId: 1, purpose: 1 }, { unique: true });
// The one of a link.
oneTimeTokenSchema.index({ tokenHash: 1 }, { unique: true });
// The store itself forgets what was not used.
oneTimeTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
