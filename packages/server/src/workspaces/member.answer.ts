import type { Member as Answer } from '@incipit/contract';
import type { Member } from '../data/schemas/member.schema.js';
import type { Profile } from '../data/schemas/profile.schema.js';

export const memberAnswer = (
  { userId, role, createdAt, revision }: Member,
  { username, displayName }: Profile,
): Answer & { revision: number } => ({
  userId,
  username,
  displayName,
  role,
  joinedAt: createdAt.toISOString(),
  revision,
});
