import { z } from 'zod';
import { Content, contentErrors, includeErrors } from './content.js';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import {
  Author,
  GivenInstant,
  Id,
  IdParam,
  Instant,
  LabelName,
  objectOf,
  PromptName,
  page,
  pageQuery,
  queryFlag,
  queryInt,
  queryList,
  text,
  trimmedText,
  Username,
  VersionNumber,
} from './primitives.js';
import { bulk } from './prompt-bulk.js';
import { promptSorts, promptTypes, sortOrders, visibilities } from './rules.js';
import { TagRef } from './tags.js';
import { Version } from './versions.js';

export const Visibility = z.enum(visibilities);

/** The thing with an identity: what lists return, without the preview. */
const fields = {
  id: Id,
  workspaceId: Id,
  name: z.string(),
  aliases: z.array(z.string()),
  title: z.string(),
  description: z.string(),
  collectionId: Id.nullable(),
  visibility: Visibility,
  tags: z.array(TagRef),
  /** Version by label, `latest` among them. */
  labels: objectOf<number>(),
  latestVersion: z.int(),
  author: Author.nullable(),
  forkedFrom: z.object({ promptId: Id, version: z.int() }).nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  deletedAt: Instant.nullable(),
};

export const Prompt = z.object({
  ...fields,
  version: Version,
  /** Only for a user, by id. */
  starred: z.boolean().optional(),
  starCount: z.int().optional(),
  /** The content was equal to the latest version: none was made. */
  deduplicated: z.literal(true).optional(),
  /** What `?resolve=true` put in. */
  resolved: z.array(z.object({ promptId: Id, name: z.string(), version: z.int() })).optional(),
});
export type Prompt = z.infer<typeof Prompt>;

export const PromptItem = z.object({
  ...fields,
  type: z.enum(promptTypes),
  /** The first 160 characters of the latest content. */
  preview: z.string(),
  starred: z.boolean(),
  starCount: z.int(),
});
export type PromptItem = z.infer<typeof PromptItem>;

const title = text(limits.title, 1);
const description = text(limits.description);
const message = text(limits.message);
const tagNames = z
  .array(trimmedText(limits.tag))
  .max(limits.tagsOfPrompt, { error: `at most ${limits.tagsOfPrompt} tags` });
const labelNames = z.array(LabelName).max(limits.labelsOfSave, { error: `at most ${limits.labelsOfSave} labels` });

export const NewPrompt = z.strictObject({
  workspaceId: Id.optional(),
  name: PromptName.optional(),
  title,
  description: description.default(''),
  collectionId: Id.nullable().default(null),
  tags: tagNames.default([]),
  visibility: Visibility.default('private'),
  content: Content,
  labels: labelNames.default([]),
  message: message.default(''),
});
export type NewPrompt = z.infer<typeof NewPrompt>;

export const PromptChange = z.strictObject({
  title: title.optional(),
  name: PromptName.optional(),
  aliases: z.array(text(limits.promptAddress, 1)).max(limits.aliases).optional(),
  description: description.optional(),
  collectionId: Id.nullable().optional(),
  tags: tagNames.optional(),
  visibility: Visibility.optional(),
  content: Content.optional(),
  message: message.optional(),
  labels: labelNames.optional(),
  baseVersion: VersionNumber.optional(),
});
export type PromptChange = z.infer<typeof PromptChange>;

/** `?version=` or `?label=`; both are refused with `selector_conflict`. */
export const selector = {
  version: queryInt(1, 2_147_483_647).optional(),
  label: z.union([LabelName, z.literal('latest')]).optional(),
};

const ListQuery = z.strictObject({
  ...pageQuery,
  q: text(limits.query).optional(),
  workspaceId: Id.optional(),
  collectionId: z.union([Id, z.literal('none')]).optional(),
  deep: queryFlag.optional(),
  tag: queryList(trimmedText(limits.tag)).optional(),
  tagMode: z.enum(['any', 'all']).default('all'),
  label: z.union([LabelName, z.literal('latest')]).optional(),
  starred: queryFlag.optional(),
  author: Username.optional(),
  visibility: Visibility.optional(),
  type: z.enum(promptTypes).optional(),
  trashed: queryFlag.optional(),
  updatedSince: GivenInstant.optional(),
  sort: z.enum(promptSorts).optional(),
  order: z.enum(sortOrders).optional(),
});

const NameParam = z.strictObject({ name: text(limits.promptAddress, 1) });
const inWorkspace = { workspaceId: Id.optional() };
const saveErrors = [
  ...contentErrors,
  'collection_not_found',
  'name_taken',
  'label_protected',
  'key_not_allowed',
  'label_reserved',
] as const;

/** Another prompt that includes one, and the newest of its current versions that does. */
export const UsedBy = z.object({ promptId: Id, name: z.string(), version: z.int() });
export type UsedBy = z.infer<typeof UsedBy>;

export const prompts = {
  list: endpoint({
    method: 'GET',
    path: '/prompts',
    summary: 'List and search prompts',
    access: 'prompts:read',
    query: ListQuery,
    output: page(PromptItem),
    errors: ['workspace_not_found', 'collection_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/prompts',
    summary: 'Create a prompt with its version 1',
    access: 'prompts:write',
    body: NewPrompt,
    output: Prompt,
    status: 201,
    location: '/prompts/:id',
    etag: true,
    idempotent: true,
    errors: ['workspace_not_found', ...saveErrors],
  }),
  get: endpoint({
    method: 'GET',
    path: '/prompts/:id',
    summary: 'Get a prompt by id, with its latest or a chosen version',
    access: 'prompts:read',
    params: IdParam,
    query: z.strictObject({ ...selector, resolve: queryFlag.optional() }),
    output: Prompt,
    etag: true,
    errors: ['prompt_not_found', 'version_not_found', 'label_not_found', 'selector_conflict', ...includeErrors],
  }),
  getByName: endpoint({
    method: 'GET',
    path: '/prompts/by-name/:name',
    summary: 'Fetch a prompt by name: the version labelled production, else the latest, or a chosen one',
    access: 'prompts:read',
    params: NameParam,
    query: z.strictObject({ ...inWorkspace, ...selector, resolve: queryFlag.optional() }),
    output: Prompt,
    etag: true,
    errors: ['prompt_not_found', 'version_not_found', 'label_not_found', 'selector_conflict', ...includeErrors],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/prompts/:id',
    summary: 'Change a prompt; with content, also save the next version',
    access: 'prompts:write',
    params: IdParam,
    body: PromptChange,
    output: Prompt,
    etag: true,
    ifMatch: true,
    errors: ['prompt_not_found', 'in_trash', 'version_conflict', ...saveErrors],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/prompts/:id',
    summary: 'Move a prompt to the trash, or from the trash delete it for good',
    access: 'prompts:write',
    params: IdParam,
    query: z.strictObject({ permanent: queryFlag.optional(), force: queryFlag.optional() }),
    ifMatch: true,
    errors: ['prompt_not_found', 'in_trash', 'not_in_trash', 'prompt_in_use', 'label_protected'],
  }),
  restore: endpoint({
    method: 'POST',
    path: '/prompts/:id/restore',
    summary: 'Take a prompt out of the trash',
    access: 'prompts:write',
    params: IdParam,
    body: z.strictObject({ name: PromptName.optional() }),
    output: Prompt,
    etag: true,
    errors: ['prompt_not_found', 'not_in_trash', 'name_taken', 'label_protected'],
  }),
  duplicate: endpoint({
    method: 'POST',
    path: '/prompts/:id/duplicate',
    summary: 'Copy a prompt beside itself, without labels',
    access: 'user',
    params: IdParam,
    output: Prompt,
    status: 201,
    location: '/prompts/:id',
    etag: true,
    idempotent: true,
    errors: ['prompt_not_found', 'in_trash', ...contentErrors],
  }),
  fork: endpoint({
    method: 'POST',
    path: '/prompts/:id/fork',
    summary: 'Copy a version into a workspace of one’s own; the copy remembers where it came from',
    access: 'user',
    params: IdParam,
    body: z.strictObject({ ...inWorkspace, version: VersionNumber.optional() }),
    output: Prompt,
    status: 201,
    location: '/prompts/:id',
    etag: true,
    idempotent: true,
    errors: ['prompt_not_found', 'workspace_not_found', 'version_not_found', 'in_trash', ...contentErrors],
  }),
  star: endpoint({
    method: 'PUT',
    path: '/prompts/:id/star',
    summary: 'Mark a prompt as one of your favourites',
    access: 'user',
    params: IdParam,
    errors: ['prompt_not_found', 'in_trash'],
  }),
  unstar: endpoint({
    method: 'DELETE',
    path: '/prompts/:id/star',
    summary: 'Take that mark off',
    access: 'user',
    params: IdParam,
    errors: ['prompt_not_found', 'in_trash'],
  }),
  usedBy: endpoint({
    method: 'GET',
    path: '/prompts/:id/used-by',
    summary: 'The prompts whose latest or labelled version includes this one, by name',
    access: 'prompts:read',
    params: IdParam,
    query: z.strictObject(pageQuery),
    output: page(UsedBy),
    errors: ['prompt_not_found'],
  }),
  batchGet: endpoint({
    method: 'POST',
    path: '/prompts/batch-get',
    summary: `Get up to ${limits.batch} prompts by name or id; answers in order, each with its own outcome`,
    access: 'prompts:read',
    body: z.strictObject({
      items: z
        .array(
          z
            .strictObject({
              ...inWorkspace,
              name: text(limits.promptAddress, 1).optional(),
              id: Id.optional(),
              version: VersionNumber.optional(),
              label: selector.label,
            })
            .refine((item) => (item.name === undefined) !== (item.id === undefined), {
              error: 'give either a name or an id',
            }),
        )
        .min(1)
        .max(limits.batch, { error: `at most ${limits.batch} items` }),
    }),
    output: z.object({
      items: z.array(
        z.union([
          z.object({ prompt: Prompt }),
          z.object({ problem: z.object({ status: z.int(), code: z.string(), detail: z.string() }) }),
        ]),
      ),
    }),
  }),
  bulk,
};
