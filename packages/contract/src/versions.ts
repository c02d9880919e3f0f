import { z } from 'zod';
import { Content, contentErrors } from './content.js';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Author, Id, IdParam, Instant, LabelName, page, pageQuery, text, VersionNumber } from './primitives.js';

/** What leaves: the checked content, as it was saved. */
export const Version = z.object({
  promptId: Id,
  number: z.int(),
  content: Content,
  message: z.string(),
  /** Labels on this version, `latest` among them. */
  labels: z.array(z.string()),
  author: Author.nullable(),
  createdAt: Instant,
  restoredFrom: z.int().nullable(),
  /** SHA-256, hex, over RFC 8785 JSON of type, dialect, text or messages, variables and config. */
  contentHash: z.string(),
  deduplicated: z.literal(true).optional(),
});
export type Version = z.infer<typeof Version>;

const message = text(limits.message);

export const NewVersion = z.strictObject({
  content: Content,
  message: message.default(''),
  labels: z
    .array(LabelName)
    .max(limits.labelsOfSave, { error: `at most ${limits.labelsOfSave} labels` })
    .default([]),
  baseVersion: VersionNumber.optional(),
});
export type NewVersion = z.infer<typeof NewVersion>;

export const Diff = z.object({
  from: z.int(),
  to: z.int(),
  changes: z.array(
    z.object({
      /** JSON Pointer into the content. */
      path: z.string(),
      hunks: z.array(z.object({ op: z.enum(['equal', 'insert', 'delete']), text: z.string() })),
    }),
  ),
  /** The same as a unified patch. */
  patch: z.string(),
});
export type Diff = z.infer<typeof Diff>;

const pathNumber = z.string().transform((value) => (/^[1-9]\d{0,9}$/.test(value) ? Number(value) : 0));
/** A number in the path that names no version is a missing version, not a bad request. */
const VersionParams = z.strictObject({ id: Id, n: z.union([pathNumber, z.int()]) });

export const versions = {
  list: endpoint({
    method: 'GET',
    path: '/prompts/:id/versions',
    summary: 'The versions of a prompt, newest first',
    access: 'prompts:read',
    params: IdParam,
    query: z.strictObject(pageQuery),
    output: page(Version),
    errors: ['prompt_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/prompts/:id/versions',
    summary: 'Save the next version; content equal to the latest makes none',
    access: 'prompts:write',
    params: IdParam,
    body: NewVersion,
    output: Version,
    status: 201,
    location: '/prompts/:promptId/versions/:number',
    idempotent: true,
    errors: ['prompt_not_found', 'in_trash', 'version_conflict', 'label_protected', 'label_reserved', ...contentErrors],
  }),
  get: endpoint({
    method: 'GET',
    path: '/prompts/:id/versions/:n',
    summary: 'One version',
    access: 'prompts:read',
    params: VersionParams,
    output: Version,
    etag: true,
    errors: ['prompt_not_found', 'version_not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/prompts/:id/versions/:n',
    summary: 'Mend the message of a version',
    access: 'prompts:write',
    params: VersionParams,
    body: z.strictObject({ message }),
    output: Version,
    etag: true,
    ifMatch: true,
    errors: ['prompt_not_found', 'version_not_found', 'in_trash'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/prompts/:id/versions/:n',
    summary: 'Delete one version for good (owners); its number is never used again',
    access: 'prompts:write',
    params: VersionParams,
    ifMatch: true,
    errors: ['prompt_not_found', 'version_not_found', 'version_labelled', 'last_version', 'in_trash'],
  }),
  diff: endpoint({
    method: 'GET',
    path: '/prompts/:id/versions/:a/diff/:b',
    summary: 'What changed between two versions, by line and word',
    access: 'prompts:read',
    params: z.strictObject({ id: Id, a: z.union([pathNumber, z.int()]), b: z.union([pathNumber, z.int()]) }),
    output: Diff,
    errors: ['prompt_not_found', 'version_not_found'],
  }),
  restore: endpoint({
    method: 'POST',
    path: '/prompts/:id/versions/:n/restore',
    summary: 'Save an older version again as the newest',
    idempotent: true,
    access: 'prompts:write',
    params: VersionParams,
    body: z.strictObject({ message: message.optional() }),
    output: Version,
    status: 201,
    location: '/prompts/:promptId/versions/:number',
    errors: ['prompt_not_found', 'version_not_found', 'in_trash', ...contentErrors],
  }),
};
