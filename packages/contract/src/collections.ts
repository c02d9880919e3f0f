import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, IdParam, Instant, page, pageQuery, text, trimmedText } from './primitives.js';

export const Collection = z.object({
  id: Id,
  workspaceId: Id,
  parentId: Id.nullable(),
  name: z.string(),
  description: z.string(),
  /** From the top down, itself last. */
  path: z.array(z.object({ id: Id, name: z.string() })),
  /** Live prompts directly inside. */
  promptCount: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Collection = z.infer<typeof Collection>;

const name = trimmedText(limits.collection);
const description = text(limits.description);

export const NewCollection = z.strictObject({
  workspaceId: Id.optional(),
  parentId: Id.nullable().default(null),
  name,
  description: description.default(''),
});
export type NewCollection = z.infer<typeof NewCollection>;

export const CollectionChange = z.strictObject({
  parentId: Id.nullable().optional(),
  name: name.optional(),
  description: description.optional(),
});
export type CollectionChange = z.infer<typeof CollectionChange>;

const treeErrors = ['collection_not_found', 'collection_exists', 'collection_too_deep'] as const;
const MemberParams = z.strictObject({ id: Id, promptId: Id });

export const collections = {
  list: endpoint({
    method: 'GET',
    path: '/collections',
    summary: 'All collections of a workspace, flat, by name',
    access: 'prompts:read',
    query: z.strictObject({ ...pageQuery, workspaceId: Id.optional() }),
    output: page(Collection),
    errors: ['workspace_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/collections',
    summary: 'Create a collection, at the top or inside another',
    access: 'prompts:write',
    body: NewCollection,
    output: Collection,
    status: 201,
    location: '/collections/:id',
    etag: true,
    idempotent: true,
    errors: ['workspace_not_found', ...treeErrors],
  }),
  get: endpoint({
    method: 'GET',
    path: '/collections/:id',
    summary: 'One collection',
    access: 'prompts:read',
    params: IdParam,
    output: Collection,
    etag: true,
    errors: ['collection_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/collections/:id',
    summary: 'Rename, describe or move a collection',
    access: 'prompts:write',
    params: IdParam,
    body: CollectionChange,
    output: Collection,
    etag: true,
    ifMatch: true,
    errors: ['collection_cycle', ...treeErrors],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/collections/:id',
    summary: 'Delete a collection; its prompts move up, or into the trash',
    access: 'prompts:write',
    params: IdParam,
    query: z.strictObject({ prompts: z.enum(['keep', 'trash']).default('keep') }),
    ifMatch: true,
    errors: ['collection_not_found', 'label_protected', 'prompt_in_use'],
  }),
  put: endpoint({
    method: 'PUT',
    path: '/collections/:id/prompts/:promptId',
    summary: 'Put a prompt into a collection, out of any other',
    access: 'prompts:write',
    params: MemberParams,
    errors: ['collection_not_found', 'prompt_not_found', 'in_trash'],
  }),
  take: endpoint({
    method: 'DELETE',
    path: '/collections/:id/prompts/:promptId',
    summary: 'Take a prompt out of a collection',
    access: 'prompts:write',
    params: MemberParams,
    errors: ['collection_not_found', 'prompt_not_found', 'in_trash'],
  }),
};
