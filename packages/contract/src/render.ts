import { z } from 'zod';
import { Content, includeErrors } from './content.js';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, IdParam, JsonObject, text, VersionNumber } from './primitives.js';
import { selector } from './prompts.js';
import { promptTypes } from './rules.js';

export const Rendered = z.object({
  promptId: Id.nullable(),
  name: z.string().nullable(),
  version: z.int().nullable(),
  label: z.string().nullable(),
  type: z.enum(promptTypes),
  text: z.string().optional(),
  /** In lenient mode a placeholder without messages stays. */
  messages: z
    .array(
      z.union([
        z.object({ role: z.string(), content: z.string(), name: z.string().optional() }),
        z.object({ placeholder: z.string() }),
      ]),
    )
    .optional(),
  config: JsonObject,
  /** Variables without a value, in order of first appearance (lenient mode). */
  missing: z.array(z.string()),
});
export type Rendered = z.infer<typeof Rendered>;

const options = {
  variables: JsonObject.default({}),
  mode: z.enum(['strict', 'lenient']).default('strict'),
};
const selected = { version: VersionNumber.optional(), label: selector.label };
const errors = ['variables_missing', 'variable_invalid', ...includeErrors] as const;
const promptErrors = ['prompt_not_found', 'version_not_found', 'label_not_found', 'selector_conflict'] as const;

export const render = {
  byId: endpoint({
    method: 'POST',
    path: '/prompts/:id/render',
    summary: 'Fill in the variables of a prompt',
    access: 'prompts:read',
    params: IdParam,
    body: z.strictObject({ ...options, ...selected }),
    output: Rendered,
    errors: [...promptErrors, ...errors],
  }),
  byName: endpoint({
    method: 'POST',
    path: '/prompts/by-name/:name/render',
    summary: 'The same by name: the version labelled production, else the latest, or a chosen one',
    access: 'prompts:read',
    params: z.strictObject({ name: text(limits.promptAddress, 1) }),
    body: z.strictObject({ workspaceId: Id.optional(), ...options, ...selected }),
    output: Rendered,
    errors: [...promptErrors, ...errors],
  }),
  content: endpoint({
    method: 'POST',
    path: '/render',
    summary: 'Fill in content that is not saved',
    access: 'prompts:read',
    body: z.strictObject({ workspaceId: Id.optional(), content: Content, ...options }),
    output: Rendered,
    errors: ['workspace_not_found', 'too_large', ...errors],
  }),
};
