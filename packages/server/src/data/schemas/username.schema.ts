import { field, recordSchema, type Stored } from '../record-schema.js';

/** A username that was ever given, and to whom: it is never given to another account, also when that is gone. */
export interface Username extends Stored {
  readonly username: string;
  readonly userId: string;
}

export const usernameSchema = recordSchema<Username>('usernames', {
  username: field.text,
  userId: field.reference,
});

// Whose is this username?
usernameSchema.index({ username: 1 }, { unique: true });
