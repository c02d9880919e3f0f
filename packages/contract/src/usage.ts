import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { GivenInstant, Id, page, pageQuery } from './primitives.js';

const Day = z.iso.date({ error: 'must be a day like 2026-01-31' });
/** A day, or a time on it. Days are those of UTC. */
const GivenDay = z.union([Day, GivenInstant.transform((time) => new Date(time).toISOString().slice(0, 10))], {
  error: 'must be a day like 2026-01-31, or an ISO 8601 time',
});

/** How often one version of a prompt was asked for on one day. `label`: what it was selected by; `null`: its number. */
export const Usage = z.object({
  day: Day,
  promptId: Id,
  version: z.int(),
  label: z.string().nullable(),
  fetches: z.int(),
  renders: z.int(),
});
export type Usage = z.infer<typeof Usage>;

export const usage = {
  list: endpoint({
    method: 'GET',
    path: '/usage',
    summary: 'How often prompts were fetched and rendered, by day, version and label; newest day first',
    access: 'prompts:read',
    query: z.strictObject({
      ...pageQuery,
      /** Left out with `promptId`: the workspace of the prompt. */
      workspaceId: Id.optional(),
      promptId: Id.optional(),
      from: GivenDay.optional(),
      /** Inclusive. */
      to: GivenDay.optional(),
    }),
    output: page(Usage),
    errors: ['workspace_not_found', 'prompt_not_found'],
  }),
};
