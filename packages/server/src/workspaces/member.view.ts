import type { Member as MemberResource } from '@incipit/contract';
import type { Member } from '../data/schemas/member.schema.js';
import type { Profile } from '../data/schemas/profile.schema.js';

/** A member with their face; the revision goes into its ETag. */
export const memberView = (
  { userId, role, createdAt, revision }: Member,
  { username, displayName }: Profile,
): MemberResource & { revision: number } => ({
  userId,
  username,
  displayName,
  role,
  joinedAt: createdAt.toISOString(),
  revision,
});
