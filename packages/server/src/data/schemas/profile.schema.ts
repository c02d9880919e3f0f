import { beginningWith } from '../filter.js';
import { field, recordSchema, type Stored } from '../record-schema.js';

/** The public face of a user, one to one. */
export interface Profile extends Stored {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  /** `displayName` case-folded, for finding by its beginning. */
  readonly displayNameKey: string;
  readonly bio: string;
  readonly website: string;
}

export const profileSchema = recordSchema<Profile>('profiles', {
  userId: field.reference,
  username: field.text,
  displayName: field.text,
  displayNameKey: field.text,
  bio: field.text,
  website: field.text,
});

// The profile of a user, and the authors of a page; exactly one each.
profileSchema.index({ userId: 1 }, { unique: true });
// A profile by username; the list of profiles, in that order; search by the beginning of the username.
profileSchema.index({ username: 1 }, { unique: true });
// Search by the beginning of the name.
profileSchema.index({ displayNameKey: 1, _id: 1 });

/** Those whose username or name begins so. @param text case-folded */
export const named = (text: string) => {
  const begins = beginningWith(text);
  return { $or: [{ username: begins }, { displayNameKey: begins }] };
};
