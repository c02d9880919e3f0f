import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, LabelName, trimmedText, VersionNumber } from './primitives.js';
import { visibilities } from './rules.js';

const common = {
  ids: z
    .array(Id)
    .min(1, { error: 'must name at least one prompt' })
    .max(limits.batch, { error: `at most ${limits.batch} prompts` }),
};
const collectionId = Id.nullable();
const tags = z
  .array(trimmedText(limits.tag))
  .min(1, { error: 'must name at least one tag' })
  .max(limits.tagsOfPrompt, { error: `at most ${limits.tagsOfPrompt} tags` });
const visibility = z.enum(visibilities);

/** What is done with each of up to 100 prompts. `delete` is for good, from the trash. */
export const BulkAction = z.discriminatedUnion('action', [
  /** `null`: out of any collection. */
  z.strictObject({ ...common, action: z.literal('move'), collectionId }),
  z.strictObject({ ...common, action: z.literal('tag'), tags }),
  z.strictObject({ ...common, action: z.literal('untag'), tags }),
  z.strictObject({ ...common, action: z.literal('trash') }),
  z.strictObject({ ...common, action: z.literal('restore') }),
  z.strictObject({ ...common, action: z.literal('delete') }),
  /** Without a version it goes to the latest of each. */
  z.strictObject({
    ...common,
    action: z.literal('label'),
    label: LabelName,
    version: VersionNumber.optional(),
  }),
  z.strictObject({ ...common, action: z.literal('visibility'), visibility }),
]);
export type BulkAction = z.infer<typeof BulkAction>;

const anyAction = z.strictObject({
  ...common,
  action: z.enum(['move', 'tag', 'untag', 'trash', 'restore', 'delete', 'label', 'visibility']),
  collectionId: collectionId.optional(),
  tags: tags.optional(),
  label: LabelName.optional(),
  version: VersionNumber.optional(),
  visibility: visibility.optional(),
});

/** First the shape of all actions, so that each property that none has is named; then that of the one asked for. */
const Body = z.pipe(
  anyAction as unknown as z.ZodType<z.input<typeof BulkAction>, z.input<typeof BulkAction>>,
  BulkAction,
);

/** How it went with one prompt; `code` says why not. */
export const BulkResult = z.object({ id: Id, ok: z.boolean(), code: z.string().optional() });
export type BulkResult = z.infer<typeof BulkResult>;

export const bulk = endpoint({
  method: 'POST',
  path: '/prompts/bulk',
  summary: `Do one thing with up to ${limits.batch} prompts; answers in order, each with its own outcome`,
  access: 'prompts:write',
  body: Body,
  output: z.object({ results: z.array(BulkResult) }),
  errors: ['collection_not_found', 'label_reserved'],
});
