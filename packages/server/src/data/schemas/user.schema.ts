import { field, recordSchema, type Stored } from '../record-schema.js';

/** An account that signs in. */
export interface User extends Stored {
  /** In lower case. */
  readonly email: string;
  readonly passwordHash: string;
  readonly role: 'admin' | 'member';
  readonly status: 'active' | 'suspended';
}

export const userSchema = recordSchema<User>('users', {
  email: field.text,
  passwordHash: field.text,
  role: field.text,
  status: field.text,
});

// Sign-in by address; one account per address.
userSchema.index({ email: 1 }, { unique: true });
