import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, Instant, page, pageQuery, text, trimmedText, Username } from './primitives.js';

export const Profile = z.object({
  id: Id,
  username: z.string(),
  displayName: z.string(),
  bio: z.string(),
  website: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Profile = z.infer<typeof Profile>;

export const DisplayName = trimmedText(limits.displayName, 0);
const website = z.union([
  z.literal(''),
  text(limits.website).pipe(z.url({ protocol: /^https?$/, error: 'must be an http(s) address' })),
]);

export const ProfileChange = z.strictObject({
  username: Username.optional(),
  displayName: DisplayName.optional(),
  bio: text(limits.bio).optional(),
  website: website.optional(),
});
export type ProfileChange = z.infer<typeof ProfileChange>;

export const profiles = {
  list: endpoint({
    method: 'GET',
    path: '/profiles',
    summary: 'Find profiles by the beginning of username or name',
    access: 'user',
    query: z.strictObject({ ...pageQuery, q: text(limits.peopleQuery, 1).optional() }),
    output: page(Profile),
  }),
  get: endpoint({
    method: 'GET',
    path: '/profiles/:username',
    summary: 'One profile',
    access: 'anyone',
    params: z.strictObject({ username: z.string() }),
    output: Profile,
    etag: true,
    errors: ['profile_not_found', 'scope_missing'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/profiles/me',
    summary: 'Change your profile',
    access: 'user',
    body: ProfileChange,
    output: Profile,
    etag: true,
    ifMatch: true,
    errors: ['username_taken'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/profiles/me',
    summary: 'Delete your account',
    access: 'user',
    body: z.strictObject({ password: z.string() }),
    errors: ['invalid_credentials', 'last_owner', 'last_admin'],
  }),
};
