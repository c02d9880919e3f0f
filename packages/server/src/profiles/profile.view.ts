import type { Profile as ProfileResource } from '@incipit/contract';
import type { Profile } from '../data/schemas/profile.schema.js';

/** A profile as the API shows it; the revision goes into its ETag. */
export const profileView = (profile: Profile): ProfileResource & { revision: number } => ({
  id: profile.id,
  username: profile.username,
  displayName: profile.displayName,
  bio: profile.bio,
  website: profile.website,
  createdAt: profile.createdAt.toISOString(),
  updatedAt: profile.updatedAt.toISOString(),
  revision: profile.revision,
});
