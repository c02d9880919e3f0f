import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Author, Id, IdParam, Instant, page, pageQuery, trimmedText } from './primitives.js';

/** A tag on a prompt: who put it there, and when. */
export const PromptTag = z.object({
  promptId: Id,
  tagId: Id,
  name: z.string(),
  color: z.string().nullable(),
  addedBy: Author.nullable(),
  createdAt: Instant,
});
export type PromptTag = z.infer<typeof PromptTag>;

const name = trimmedText(limits.tag);

export const promptTags = {
  list: endpoint({
    method: 'GET',
    path: '/prompts/:id/tags',
    summary: 'The tags of a prompt, by name',
    access: 'prompts:read',
    params: IdParam,
    query: z.strictObject(pageQuery),
    output: page(PromptTag),
    errors: ['prompt_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/prompts/:id/tags',
    summary: 'Put a tag on a prompt (200 when it was there)',
    access: 'prompts:write',
    params: IdParam,
    body: z.strictObject({ name }),
    output: PromptTag,
    status: 201,
    location: '/prompts/:promptId/tags',
    idempotent: true,
    errors: ['prompt_not_found', 'in_trash'],
  }),
  update: endpoint({
    method: 'PUT',
    path: '/prompts/:id/tags',
    summary: 'Set all tags of a prompt at once',
    access: 'prompts:write',
    params: IdParam,
    body: z.strictObject({
      tags: z.array(name).max(limits.tagsOfPrompt, { error: `at most ${limits.tagsOfPrompt} tags` }),
    }),
    output: page(PromptTag),
    etag: true,
    ifMatch: true,
    errors: ['prompt_not_found', 'in_trash'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/prompts/:id/tags/:tagId',
    summary: 'Take a tag off a prompt',
    access: 'prompts:write',
    params: z.strictObject({ id: Id, tagId: Id }),
    errors: ['prompt_not_found', 'tag_not_found', 'in_trash'],
  }),
};
