import { z } from 'zod';
import { Content } from './content.js';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Author, Id, IdParam, Instant, page, pageQuery, text } from './primitives.js';
import { publicSorts, sortOrders } from './rules.js';

/**
 * A prompt as everybody may see it: the version labelled `production`, else the latest; of a share with a version, that
 * one. Includes are shown as written. `updatedAt` is the prompt's.
 */
export const PublicPrompt = z.object({
  id: Id,
  name: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  /** `null`: the account is gone. */
  author: Author.nullable(),
  starCount: z.int(),
  content: Content,
  updatedAt: Instant,
  /** Only while that prompt is public itself. */
  forkedFrom: z.object({ promptId: Id, version: z.int() }).nullable(),
});
export type PublicPrompt = z.infer<typeof PublicPrompt>;

/** What everybody may see, signed in or not. All of it is missing while an admin has turned public pages off. */
export const publicPrompts = {
  list: endpoint({
    method: 'GET',
    path: '/public/prompts',
    summary: 'List and search the public prompts of this server; a page of very long ones may be shorter than `limit`',
    access: 'anyone',
    query: z.strictObject({
      ...pageQuery,
      /** As in the search of a workspace, over name, title, description, tags and the published text. */
      q: text(limits.query).optional(),
      /** `relevance` with `q`, else `updated`, unless given. */
      sort: z.enum(publicSorts).optional(),
      /** `desc`, for titles `asc`, unless given. */
      order: z.enum(sortOrders).optional(),
    }),
    output: page(PublicPrompt),
    errors: ['route_not_found'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/public/prompts/:id',
    summary: 'One public prompt',
    access: 'anyone',
    params: IdParam,
    output: PublicPrompt,
    etag: true,
    errors: ['prompt_not_found'],
  }),
  listByAuthor: endpoint({
    method: 'GET',
    path: '/public/profiles/:username/prompts',
    summary: 'The public prompts that somebody wrote, those changed last first',
    access: 'anyone',
    params: z.strictObject({ username: z.string() }),
    query: z.strictObject(pageQuery),
    output: page(PublicPrompt),
    errors: ['profile_not_found'],
  }),
};
