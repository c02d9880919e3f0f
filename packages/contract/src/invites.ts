import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { Email, Id, IdParam, Instant, LinkToken, page, pageQuery } from './primitives.js';
import { roles } from './rules.js';

/** A way in for one person, once: to this server, or with `workspaceId` also into that workspace. Good for 7 days. */
export const Invite = z.object({
  id: Id,
  /** Only this address may use it; `null`: whoever has the link. */
  email: z.string().nullable(),
  workspaceId: Id.nullable(),
  role: z.enum(roles).nullable(),
  expiresAt: Instant,
});
export type Invite = z.infer<typeof Invite>;

export const NewInvite = z
  .strictObject({
    email: Email.optional(),
    workspaceId: Id.optional(),
    /** `viewer` unless given. */
    role: z.enum(roles).optional(),
  })
  .refine((invite) => invite.role === undefined || invite.workspaceId !== undefined, {
    error: 'goes only with workspaceId',
    path: ['role'],
  });
export type NewInvite = z.infer<typeof NewInvite>;

export const invites = {
  list: endpoint({
    method: 'GET',
    path: '/invites',
    summary: 'The open invites into a workspace; without `workspaceId` those to this server, for admins. Newest first',
    access: 'user',
    query: z.strictObject({ ...pageQuery, workspaceId: Id.optional() }),
    output: page(Invite),
    errors: ['workspace_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/invites',
    summary:
      'Invite somebody into a workspace, as its owner, or to this server, as an admin; `url` is in this answer only',
    access: 'user',
    body: NewInvite,
    output: z.object({ ...Invite.shape, url: z.string() }),
    status: 201,
    location: '/invites/:id',
    errors: ['workspace_not_found', 'personal_workspace'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/invites/:id',
    summary: 'One open invite',
    access: 'user',
    params: IdParam,
    output: Invite,
    errors: ['invite_not_found'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/invites/:id',
    summary: 'Take an invite back',
    access: 'user',
    params: IdParam,
    errors: ['invite_not_found'],
  }),
  accept: endpoint({
    method: 'POST',
    path: '/invites/accept',
    summary: 'Join the workspace that an invite leads into',
    access: 'user',
    body: z.strictObject({ token: LinkToken }),
    errors: ['invite_not_found'],
  }),
};
