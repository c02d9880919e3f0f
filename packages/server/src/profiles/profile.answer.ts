import type { Profile as Answer } from '@incipit/contract';
import type { Profile } from '../data/schemas/profile.schema.js';

export const profileAnswer = (profile: Profile): Answer & { revision: number } => ({
  id: profile.id,
  username: profile.username,
  displayName: profile.displayName,
  bio: profile.bio,
  website: profile.website,
  createdAt: profile.createdAt.toISOString(),
  updatedAt: profile.updatedAt.toISOString(),
  revision: profile.revision,
});
