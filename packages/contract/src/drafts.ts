import { z } from 'zod';
import { Content } from './content.js';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { Id, IdParam, Instant, text, VersionNumber } from './primitives.js';

const parts = {
  title: text(limits.title).optional(),
  description: text(limits.description).optional(),
  content: Content.optional(),
  /** What the save will say of itself. */
  message: text(limits.message).optional(),
};

/** Unsaved edits of one user. `baseVersion` is the version that they began from; `null`: of a prompt not yet made. */
export const Draft = z.object({ ...parts, baseVersion: z.int().nullable(), updatedAt: Instant });
export type Draft = z.infer<typeof Draft>;

const GivenDraft = z.strictObject({ ...parts, baseVersion: VersionNumber.optional() });
const GivenNewDraft = z.strictObject(parts);
const inWorkspace = z.strictObject({ workspaceId: Id.optional() });

/** Each user has at most one draft of a prompt, and one of a new prompt in each workspace. Saving removes it. */
export const drafts = {
  get: endpoint({
    method: 'GET',
    path: '/prompts/:id/draft',
    summary: 'Your unsaved edits of a prompt',
    access: 'user',
    params: IdParam,
    output: Draft,
    etag: true,
    errors: ['prompt_not_found', 'draft_not_found'],
  }),
  put: endpoint({
    method: 'PUT',
    path: '/prompts/:id/draft',
    summary: 'Keep your unsaved edits of a prompt; If-Match, when sent, is checked',
    access: 'user',
    params: IdParam,
    body: GivenDraft,
    output: Draft,
    etag: true,
    errors: ['prompt_not_found', 'in_trash', 'too_large', 'precondition_failed'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/prompts/:id/draft',
    summary: 'Discard your unsaved edits of a prompt; If-Match, when sent, is checked',
    access: 'user',
    params: IdParam,
    errors: ['prompt_not_found', 'draft_not_found', 'precondition_failed'],
  }),
  getNew: endpoint({
    method: 'GET',
    path: '/prompts/new/draft',
    summary: 'Your prompt that is not made yet, in a workspace',
    access: 'user',
    query: inWorkspace,
    output: Draft,
    etag: true,
    errors: ['workspace_not_found', 'draft_not_found'],
  }),
  putNew: endpoint({
    method: 'PUT',
    path: '/prompts/new/draft',
    summary: 'Keep a prompt that is not made yet; If-Match, when sent, is checked',
    access: 'user',
    query: inWorkspace,
    body: GivenNewDraft,
    output: Draft,
    etag: true,
    errors: ['workspace_not_found', 'too_large', 'precondition_failed'],
  }),
  removeNew: endpoint({
    method: 'DELETE',
    path: '/prompts/new/draft',
    summary: 'Discard it; If-Match, when sent, is checked',
    access: 'user',
    query: inWorkspace,
    errors: ['workspace_not_found', 'draft_not_found', 'precondition_failed'],
  }),
};
