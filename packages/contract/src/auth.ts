import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { Email, Id, IdParam, Instant, LinkToken, page, pageQuery, Username } from './primitives.js';
import { DisplayName, Profile } from './profiles.js';
import { scopes } from './scopes.js';
import { Workspace } from './workspaces.js';

export const User = z.object({
  id: Id,
  email: z.string(),
  role: z.enum(['admin', 'member']),
  status: z.enum(['active', 'suspended']),
  createdAt: Instant,
});
export type User = z.infer<typeof User>;

export const Session = z.object({
  id: Id,
  createdAt: Instant,
  lastUsedAt: Instant,
  client: z.string(),
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** The access token, for `expiresIn` seconds. `refreshToken` only for `client: native`; a browser gets a cookie. */
export const Tokens = z.object({
  accessToken: z.string(),
  expiresIn: z.int(),
  refreshToken: z.string().optional(),
});
export type Tokens = z.infer<typeof Tokens>;

export const SignedIn = z.object({ user: User, profile: Profile, workspace: Workspace, ...Tokens.shape });
export type SignedIn = z.infer<typeof SignedIn>;

const client = z.enum(['browser', 'native']).default('browser');
const refreshToken = z.string().max(500).optional();

export const Registration = z.strictObject({
  email: Email,
  password: z.string(),
  username: Username,
  displayName: DisplayName.optional(),
  /** Lets one in where the mode is `invite`, and joins the workspace that it leads into. */
  inviteToken: LinkToken.optional(),
  setupToken: z.string().max(200).optional(),
  client,
});
export type Registration = z.infer<typeof Registration>;

export const auth = {
  register: endpoint({
    method: 'POST',
    path: '/auth/register',
    summary: 'Make an account: user, profile and personal workspace at once',
    access: 'anyone',
    body: Registration,
    output: SignedIn,
    status: 201,
    errors: [
      'email_taken',
      'username_taken',
      'registration_closed',
      'invite_required',
      'invite_not_found',
      'setup_token_required',
      'forbidden',
      'rate_limited',
    ],
  }),
  login: endpoint({
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in by e-mail or username',
    access: 'anyone',
    body: z
      .strictObject({
        email: z.string().max(300).optional(),
        username: z.string().max(100).optional(),
        password: z.string(),
        client,
      })
      .refine((input) => (input.email === undefined) !== (input.username === undefined), {
        error: 'give either an e-mail address or a username',
        path: ['email'],
      }),
    output: SignedIn,
    errors: ['invalid_credentials', 'forbidden', 'rate_limited'],
  }),
  refresh: endpoint({
    method: 'POST',
    path: '/auth/refresh',
    summary: 'Exchange the refresh token for a new access token and the next refresh token',
    access: 'anyone',
    body: z.strictObject({ refreshToken }),
    output: Tokens,
    errors: ['refresh_invalid', 'forbidden', 'rate_limited'],
  }),
  logout: endpoint({
    method: 'POST',
    path: '/auth/logout',
    summary: 'Sign out: this session, the others, or all',
    access: 'anyone',
    body: z.strictObject({ scope: z.enum(['this', 'others', 'all']).default('this'), refreshToken }),
    errors: ['unauthorized', 'refresh_invalid', 'forbidden', 'key_not_allowed'],
  }),
  me: endpoint({
    method: 'GET',
    path: '/auth/me',
    summary: 'Who is asking',
    access: 'any',
    output: z.object({
      user: User,
      profile: Profile,
      workspaces: z.array(Workspace),
      scopes: z.array(z.enum(scopes)).nullable(),
    }),
  }),
  password: endpoint({
    method: 'POST',
    path: '/auth/password',
    summary: 'Change the password; all other sessions end',
    access: 'user',
    body: z.strictObject({ currentPassword: z.string(), newPassword: z.string() }),
    errors: ['invalid_credentials'],
  }),
  forgotPassword: endpoint({
    method: 'POST',
    path: '/auth/password/forgot',
    summary:
      'Ask for a link by mail that sets a new password; the answer says nothing about whether there is an account',
    access: 'anyone',
    body: z.strictObject({ email: Email }),
    status: 202,
  }),
  resetPassword: endpoint({
    method: 'POST',
    path: '/auth/password/reset',
    summary: 'Set a new password with the token of a link; all sessions end',
    access: 'anyone',
    body: z.strictObject({ token: LinkToken, password: z.string() }),
  }),
  changeEmail: endpoint({
    method: 'POST',
    path: '/auth/email',
    summary:
      'Change your e-mail address: a link goes to the new one, and counts when it is opened. Where the server sends no mail it is changed at once',
    access: 'user',
    body: z.strictObject({ email: Email, password: z.string() }),
    output: User,
    errors: ['invalid_credentials', 'email_taken'],
  }),
  confirmEmail: endpoint({
    method: 'POST',
    path: '/auth/email/confirm',
    summary: 'Take the new e-mail address with the token that was sent there',
    access: 'user',
    body: z.strictObject({ token: LinkToken }),
    output: User,
    errors: ['email_taken'],
  }),
};

export const sessions = {
  list: endpoint({
    method: 'GET',
    path: '/auth/sessions',
    summary: 'Your open sessions, newest first',
    access: 'user',
    query: z.strictObject(pageQuery),
    output: page(Session),
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/auth/sessions/:id',
    summary: 'End one of your sessions',
    access: 'user',
    params: IdParam,
    errors: ['session_not_found'],
  }),
};
