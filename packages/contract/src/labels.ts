import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Author, Id, IdParam, Instant, LabelName, page, pageQuery, text, VersionNumber } from './primitives.js';

export const Label = z.object({
  name: z.string(),
  version: z.int(),
  protected: z.boolean(),
  updatedAt: Instant,
  updatedBy: Author.nullable(),
});
export type Label = z.infer<typeof Label>;

/** One entry of a label's history. `from: null`: it was made; `to: null`: it was taken away. */
export const LabelMove = z.object({
  label: z.string(),
  from: z.int().nullable(),
  to: z.int().nullable(),
  by: Author.nullable(),
  reason: z.string(),
  at: Instant,
});
export type LabelMove = z.infer<typeof LabelMove>;

/** A label that a workspace uses or protects. */
export const KnownLabel = z.object({ name: z.string(), protected: z.boolean() });
export type KnownLabel = z.infer<typeof KnownLabel>;

const LabelParams = z.strictObject({ id: Id, label: z.union([LabelName, z.literal('latest')]) });

/** What refuses to move a label and to take it off. */
const moveErrors = [
  'label_moved',
  'label_protected',
  'label_reserved',
  'in_trash',
  'precondition_required',
  'precondition_failed',
] as const;

export const labels = {
  list: endpoint({
    method: 'GET',
    path: '/prompts/:id/labels',
    summary: 'The labels of a prompt, without latest',
    access: 'prompts:read',
    params: IdParam,
    query: z.strictObject(pageQuery),
    output: page(Label),
    errors: ['prompt_not_found'],
  }),
  move: endpoint({
    method: 'PUT',
    path: '/prompts/:id/labels/:label',
    summary: 'Make or move a label, if it is where one thinks it is (`expected`, or `If-Match: *`)',
    access: 'labels:write',
    params: LabelParams,
    body: z.strictObject({
      version: VersionNumber,
      /** Where the label is now; `null`: it must not exist yet. */
      expected: VersionNumber.nullable().optional(),
      reason: text(limits.message).default(''),
    }),
    output: Label,
    errors: ['prompt_not_found', 'version_not_found', ...moveErrors],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/prompts/:id/labels/:label',
    summary: 'Take a label away',
    access: 'labels:write',
    params: LabelParams,
    query: z.strictObject({
      expected: z
        .union([
          VersionNumber,
          z
            .string()
            .regex(/^[1-9]\d{0,9}$/)
            .transform(Number),
        ])
        .optional(),
      reason: text(limits.message).default(''),
    }),
    errors: ['prompt_not_found', 'label_not_found', ...moveErrors],
  }),
  history: endpoint({
    method: 'GET',
    path: '/prompts/:id/labels/:label/history',
    summary: 'Who moved a label, when, from where, to where and why; newest first',
    access: 'prompts:read',
    params: LabelParams,
    query: z.strictObject(pageQuery),
    output: page(LabelMove),
    errors: ['prompt_not_found', 'label_not_found'],
  }),
  known: endpoint({
    method: 'GET',
    path: '/workspaces/:id/labels',
    summary: 'The labels that a workspace uses or protects, by name, without latest',
    access: 'prompts:read',
    params: IdParam,
    query: z.strictObject(pageQuery),
    output: page(KnownLabel),
    errors: ['workspace_not_found'],
  }),
  protect: endpoint({
    method: 'PUT',
    path: '/workspaces/:id/labels/:label',
    summary: 'Protect a label, so that only owners make, move and delete it, or let everybody who edits do so again',
    access: 'user',
    params: LabelParams,
    body: z.strictObject({ protected: z.boolean({ error: 'must be true or false' }) }),
    output: KnownLabel,
    errors: ['workspace_not_found', 'label_reserved'],
  }),
};
