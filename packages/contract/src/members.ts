import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { Id, IdParam, Instant, page, pageQuery } from './primitives.js';
import { roles } from './rules.js';

/** Somebody in a workspace. */
export const Member = z.object({
  userId: Id,
  username: z.string(),
  displayName: z.string(),
  role: z.enum(roles),
  joinedAt: Instant,
});
export type Member = z.infer<typeof Member>;

const MemberParams = z.strictObject({ id: Id, userId: Id });

export const members = {
  list: endpoint({
    method: 'GET',
    path: '/workspaces/:id/members',
    summary: 'The members of a workspace, by name',
    access: 'user',
    params: IdParam,
    query: z.strictObject(pageQuery),
    output: page(Member),
    errors: ['workspace_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/workspaces/:id/members/:userId',
    summary: 'Change the role of a member (`If-Match: *`, or the ETag of the last change)',
    access: 'user',
    params: MemberParams,
    body: z.strictObject({ role: z.enum(roles) }),
    output: Member,
    etag: true,
    ifMatch: true,
    errors: ['workspace_not_found', 'member_not_found', 'last_owner', 'personal_workspace'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/workspaces/:id/members/:userId',
    summary: 'Take a member out of a workspace, with the API keys they made in it; of oneself: leave it',
    access: 'user',
    params: MemberParams,
    errors: ['workspace_not_found', 'member_not_found', 'last_owner', 'personal_workspace'],
  }),
};
