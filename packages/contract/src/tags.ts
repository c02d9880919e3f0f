import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, IdParam, Instant, page, pageQuery, trimmedText } from './primitives.js';

export const Color = z.string().regex(/^#[0-9a-f]{6}$/, { error: 'must be a colour like #a3291c' });

/** A tag as it stands on a prompt. */
export const TagRef = z.object({ id: Id, name: z.string(), color: z.string().nullable() });

export const Tag = z.object({
  id: Id,
  workspaceId: Id,
  name: z.string(),
  color: z.string().nullable(),
  promptCount: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Tag = z.infer<typeof Tag>;

const name = trimmedText(limits.tag);

export const NewTag = z.strictObject({
  workspaceId: Id.optional(),
  name,
  color: Color.nullable().default(null),
});
export type NewTag = z.infer<typeof NewTag>;

export const TagChange = z.strictObject({ name: name.optional(), color: Color.nullable().optional() });
export type TagChange = z.infer<typeof TagChange>;

export const tags = {
  list: endpoint({
    method: 'GET',
    path: '/tags',
    summary: 'The tags of a workspace, by name',
    access: 'prompts:read',
    query: z.strictObject({ ...pageQuery, workspaceId: Id.optional() }),
    output: page(Tag),
    errors: ['workspace_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/tags',
    summary: 'Find or create a tag, ignoring case (200 when it was there)',
    access: 'prompts:write',
    body: NewTag,
    output: Tag,
    status: 201,
    location: '/tags/:id',
    etag: true,
    idempotent: true,
    errors: ['workspace_not_found'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/tags/:id',
    summary: 'One tag',
    access: 'prompts:read',
    params: IdParam,
    output: Tag,
    etag: true,
    errors: ['tag_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/tags/:id',
    summary: 'Rename or recolour a tag',
    access: 'prompts:write',
    params: IdParam,
    body: TagChange,
    output: Tag,
    etag: true,
    ifMatch: true,
    errors: ['tag_not_found', 'tag_exists'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/tags/:id',
    summary: 'Delete a tag; it comes off all its prompts',
    access: 'prompts:write',
    params: IdParam,
    ifMatch: true,
    errors: ['tag_not_found'],
  }),
  merge: endpoint({
    method: 'POST',
    path: '/tags/:id/merge',
    summary: 'Put another tag in the place of this one, everywhere; answers the tag merged into',
    access: 'prompts:write',
    params: IdParam,
    body: z.strictObject({ into: Id }),
    output: Tag,
    etag: true,
    errors: ['tag_not_found'],
  }),
};
