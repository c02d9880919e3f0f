import { z } from 'zod';
import { User } from './auth.js';
import { endpoint } from './endpoint.js';
import { registrationModes } from './instance.js';
import { limits } from './limits.js';
import { Member } from './members.js';
import { Id, IdParam, Instant, page, pageQuery, text, trimmedText } from './primitives.js';

/** An account as admins see it. */
export const Account = z.object({ ...User.shape, username: z.string(), displayName: z.string() });
export type Account = z.infer<typeof Account>;

export const AccountChange = z.strictObject({ role: User.shape.role.optional(), status: User.shape.status.optional() });
export type AccountChange = z.infer<typeof AccountChange>;

export const AdminSettings = z.object({
  /** Of this server, as people read it. */
  name: z.string(),
  /** Who may register now. */
  registration: z.enum(registrationModes),
  /** `INCIPIT_REGISTRATION` is set: it wins, and only whoever runs the server changes it. */
  registrationIsFixed: z.boolean(),
  /** The signed-out see what is public or shared by link. */
  publicPages: z.boolean(),
});
export type AdminSettings = z.infer<typeof AdminSettings>;

export const AdminSettingsChange = z.strictObject({
  name: trimmedText(limits.serverName).optional(),
  registration: z.enum(registrationModes).optional(),
  publicPages: z.boolean().optional(),
});
export type AdminSettingsChange = z.infer<typeof AdminSettingsChange>;

/** How much there is, as the store remembers it: trash, and what is about to be swept away, included. */
export const Figures = z.object({
  users: z.int(),
  workspaces: z.int(),
  prompts: z.int(),
  versions: z.int(),
  /** By name, since midnight UTC; up to ten seconds late. */
  fetchesToday: z.int(),
  /** Bytes on the disk, indexes included. */
  storeBytes: z.int(),
});
export type Figures = z.infer<typeof Figures>;

/** What admins of the server do. They do not read what is in workspaces. */
export const admin = {
  listUsers: endpoint({
    method: 'GET',
    path: '/admin/users',
    summary: 'All accounts, by e-mail; with `q` those whose e-mail, username or name begins with it',
    access: 'user',
    query: z.strictObject({ ...pageQuery, q: text(limits.peopleQuery, 1).optional() }),
    output: page(Account),
  }),
  updateUser: endpoint({
    method: 'PATCH',
    path: '/admin/users/:id',
    summary:
      'Change role or status (`If-Match: *`, or the ETag of the last change). Suspending ends all sessions and stops all API keys at once',
    access: 'user',
    params: IdParam,
    body: AccountChange,
    output: Account,
    etag: true,
    ifMatch: true,
    errors: ['user_not_found', 'last_admin'],
  }),
  removeUser: endpoint({
    method: 'DELETE',
    path: '/admin/users/:id',
    summary: 'Delete an account with its personal workspace; what it wrote in teams stays, by nobody',
    access: 'user',
    params: IdParam,
    errors: ['user_not_found', 'last_admin', 'last_owner'],
  }),
  createResetLink: endpoint({
    method: 'POST',
    path: '/admin/users/:id/reset-link',
    summary: `Make a link that sets a new password, once, within ${limits.linkMinutes} minutes; earlier ones are void`,
    access: 'user',
    params: IdParam,
    output: z.object({ url: z.string(), expiresAt: Instant }),
    status: 201,
    errors: ['user_not_found'],
  }),
  getSettings: endpoint({
    method: 'GET',
    path: '/admin/settings',
    summary: 'The settings of this server that admins change',
    access: 'user',
    output: AdminSettings,
    etag: true,
  }),
  updateSettings: endpoint({
    method: 'PATCH',
    path: '/admin/settings',
    summary: 'Change the settings of this server; 400 for `registration` while `INCIPIT_REGISTRATION` says otherwise',
    access: 'user',
    body: AdminSettingsChange,
    output: AdminSettings,
    etag: true,
    ifMatch: true,
  }),
  figures: endpoint({
    method: 'GET',
    path: '/admin/figures',
    summary: 'How much there is on this server',
    access: 'user',
    output: Figures,
  }),
  appointOwner: endpoint({
    method: 'POST',
    path: '/admin/workspaces/:id/owner',
    summary: 'Give a team workspace an owner again; 403 while one of its owners is active',
    access: 'user',
    params: IdParam,
    body: z.strictObject({ userId: Id }),
    output: Member,
    errors: ['workspace_not_found', 'user_not_found', 'personal_workspace'],
  }),
};
