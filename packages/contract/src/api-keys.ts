import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, IdParam, Instant, LabelName, page, pageQuery, trimmedText } from './primitives.js';
import { scopes } from './scopes.js';

const Limits = z.strictObject({
  /** Only versions selected by these labels are served, and only these moved. */
  labels: z
    .array(z.union([LabelName, z.literal('latest')]))
    .min(1)
    .max(limits.keyLabels)
    .optional(),
  /** Only this collection and what is below it. */
  collectionId: Id.optional(),
});

export const ApiKey = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string(),
  last4: z.string(),
  scopes: z.array(z.enum(scopes)),
  limits: Limits,
  workspaceId: Id,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  createdAt: Instant,
});
export type ApiKey = z.infer<typeof ApiKey>;

const name = trimmedText(limits.keyName);
const scopeList = z
  .array(z.enum(scopes))
  .min(1, { error: 'at least one scope' })
  .transform((list) => [...new Set(list)]);

export const NewApiKey = z.strictObject({
  name,
  scopes: scopeList,
  limits: Limits.default({}),
  workspaceId: Id.optional(),
  /** Days; `null`: never (owners only). */
  expiresInDays: z
    .int()
    .min(1)
    .max(limits.keyDays, { error: `at most ${limits.keyDays} days` })
    .nullable()
    .default(limits.keyDefaultDays),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

export const ApiKeyChange = z.strictObject({
  name: name.optional(),
  scopes: scopeList.optional(),
  limits: Limits.optional(),
  expiresInDays: z.int().min(1).max(limits.keyDays).optional(),
});
export type ApiKeyChange = z.infer<typeof ApiKeyChange>;

export const apiKeys = {
  list: endpoint({
    method: 'GET',
    path: '/api-keys',
    summary: 'Your API keys; with a workspace, for its owners, all of it',
    access: 'user',
    query: z.strictObject({ ...pageQuery, workspaceId: Id.optional() }),
    output: page(ApiKey),
    errors: ['workspace_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/api-keys',
    summary: 'Make an API key; its secret is in this answer only',
    access: 'user',
    body: NewApiKey,
    output: ApiKey.extend({ secret: z.string() }),
    status: 201,
    location: '/api-keys/:id',
    etag: true,
    errors: ['workspace_not_found', 'collection_not_found'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api-keys/:id',
    summary: 'One API key',
    access: 'user',
    params: IdParam,
    output: ApiKey,
    etag: true,
    errors: ['api_key_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api-keys/:id',
    summary: 'Rename or narrow an API key',
    access: 'user',
    params: IdParam,
    body: ApiKeyChange,
    output: ApiKey,
    etag: true,
    ifMatch: true,
    errors: ['api_key_not_found', 'collection_not_found'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/api-keys/:id',
    summary: 'Revoke an API key, at once',
    access: 'user',
    params: IdParam,
    errors: ['api_key_not_found'],
  }),
};
