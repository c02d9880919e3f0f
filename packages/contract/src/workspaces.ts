import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, IdParam, Instant, page, pageQuery, trimmedText } from './primitives.js';
import { roles } from './rules.js';

export type Role = (typeof roles)[number];

export const Workspace = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(['personal', 'team']),
  /** The caller's own role in it. */
  role: z.enum(roles),
  memberCount: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Workspace = z.infer<typeof Workspace>;

const name = trimmedText(limits.workspace);

export const workspaces = {
  list: endpoint({
    method: 'GET',
    path: '/workspaces',
    summary: 'The workspaces that you are a member of',
    access: 'prompts:read',
    query: z.strictObject(pageQuery),
    output: page(Workspace),
  }),
  create: endpoint({
    method: 'POST',
    path: '/workspaces',
    summary: 'Create a team workspace and become its owner',
    access: 'user',
    body: z.strictObject({ name }),
    output: Workspace,
    status: 201,
    location: '/workspaces/:id',
    etag: true,
    idempotent: true,
  }),
  get: endpoint({
    method: 'GET',
    path: '/workspaces/:id',
    summary: 'One workspace',
    access: 'prompts:read',
    params: IdParam,
    output: Workspace,
    etag: true,
    errors: ['workspace_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/workspaces/:id',
    summary: 'Rename a workspace',
    access: 'user',
    params: IdParam,
    body: z.strictObject({ name }),
    output: Workspace,
    etag: true,
    ifMatch: true,
    errors: ['workspace_not_found'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/workspaces/:id',
    summary: 'Delete a team workspace with everything in it, for good; `confirm` repeats its name',
    access: 'user',
    params: IdParam,
    query: z.strictObject({ confirm: z.string() }),
    ifMatch: true,
    errors: ['workspace_not_found', 'personal_workspace'],
  }),
};
