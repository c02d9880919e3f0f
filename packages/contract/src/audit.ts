import { z } from 'zod';
import { endpoint } from './endpoint.js';
import {
  Author,
  GivenInstant,
  Id,
  IdParam,
  Instant,
  page,
  pageQuery,
  queryFlag,
  text,
  Username,
} from './primitives.js';

/** One change, as those see it who may see the prompt. `from`, `to` and `label` of a moved label, `version` of a save. */
export const Activity = z.object({
  at: Instant,
  by: Author.nullable(),
  action: z.string(),
  label: z.string().optional(),
  from: z.int().nullable().optional(),
  to: z.int().nullable().optional(),
  version: z.int().optional(),
});
export type Activity = z.infer<typeof Activity>;

/** One change, as it is remembered for the owners of a workspace. `actor: null`: nobody signed in, or gone. */
export const AuditEvent = z.object({
  id: Id,
  at: Instant,
  actor: Author.nullable(),
  action: z.string(),
  target: z.object({ model: z.string(), id: z.string(), name: z.string() }),
  ip: z.string(),
  requestId: z.string(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

export const audit = {
  list: endpoint({
    method: 'GET',
    path: '/audit',
    summary: 'Who did what in a workspace (its owners), or in the whole instance (admins); newest first',
    access: 'user',
    query: z.strictObject({
      ...pageQuery,
      workspaceId: Id.optional(),
      /** Of everything, instead of one workspace. */
      instance: queryFlag.optional(),
      actor: Username.optional(),
      action: text(100, 1).optional(),
      from: GivenInstant.optional(),
      /** Exclusive, so that days can be laid side by side. */
      to: GivenInstant.optional(),
    }),
    output: page(AuditEvent),
    errors: ['workspace_not_found'],
  }),
  activity: endpoint({
    method: 'GET',
    path: '/prompts/:id/activity',
    summary: 'What happened to a prompt, newest first',
    access: 'prompts:read',
    params: IdParam,
    query: z.strictObject(pageQuery),
    output: page(Activity),
    errors: ['prompt_not_found'],
  }),
};
