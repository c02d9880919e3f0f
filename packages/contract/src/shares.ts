import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limits } from './limits.js';
import { GivenInstant, Id, IdParam, Instant, page, pageQuery, text, VersionNumber } from './primitives.js';
import { PublicPrompt } from './public-prompts.js';

/** A link that shows one prompt, or one collection, to whoever has it. Exactly one of the two ids is there. */
export const Share = z.object({
  id: Id,
  workspaceId: Id,
  promptId: Id.nullable(),
  collectionId: Id.nullable(),
  /** Always this version of the prompt; `null`: the one labelled `production`, else the latest. */
  version: z.int().nullable(),
  hasPassword: z.boolean(),
  /** `null`: it is good until it is taken back. */
  expiresAt: Instant.nullable(),
  createdAt: Instant,
  /** Private prompts in the collection and below, which the link does not show; above 10,000 that number. */
  hiddenCount: z.int(),
  /** Made from the id and the instance secret: it is the same each time, and stored nowhere. */
  token: z.string(),
  /** The page that opens it. */
  url: z.string(),
});
export type Share = z.infer<typeof Share>;

const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

export const NewShare = z
  .strictObject({
    /** Left out: the workspace of the prompt or collection. */
    workspaceId: Id.optional(),
    promptId: Id.optional(),
    collectionId: Id.optional(),
    version: VersionNumber.optional(),
    expiresAt: GivenInstant.refine((at) => Date.parse(at) > Date.now(), { error: 'must be in the future' })
      .refine((at) => Date.parse(at) <= lastInstant, { error: 'must be before the year 10000' })
      .nullish(),
    /** Asked of whoever opens it. */
    password: text(limits.password, 1).nullish(),
  })
  .refine((share) => (share.promptId === undefined) !== (share.collectionId === undefined), {
    error: 'give either a promptId or a collectionId',
  })
  .refine((share) => share.version === undefined || share.promptId !== undefined, {
    error: 'goes only with promptId',
    path: ['version'],
  });
export type NewShare = z.infer<typeof NewShare>;

/** What a link shows: one prompt, or a page of the prompts of a collection and all below it, those changed last first. */
export const OpenedShare = z.union([
  z.object({ prompt: PublicPrompt }),
  z.object({
    collection: z.object({ id: Id, name: z.string(), description: z.string() }),
    ...page(PublicPrompt).shape,
  }),
]);
export type OpenedShare = z.infer<typeof OpenedShare>;

const TokenParam = z.strictObject({ token: z.string() });
const SharedPromptParams = z.strictObject({ token: z.string(), promptId: Id });
const withPassword = z.strictObject({ password: text(limits.password).optional() });
const openErrors = ['share_not_found', 'share_password_required'] as const;

export const shares = {
  list: endpoint({
    method: 'GET',
    path: '/shares',
    summary: 'The links out of a workspace that are still good, for its owners; newest first',
    access: 'user',
    query: z.strictObject({
      ...pageQuery,
      workspaceId: Id.optional(),
      promptId: Id.optional(),
      collectionId: Id.optional(),
    }),
    output: page(Share),
    errors: ['workspace_not_found'],
  }),
  create: endpoint({
    method: 'POST',
    path: '/shares',
    summary:
      'Make a link to a prompt or a collection, as an owner; a private prompt becomes visible to whoever has a link',
    access: 'user',
    body: NewShare,
    output: Share,
    status: 201,
    location: '/shares/:id',
    idempotent: true,
    errors: ['prompt_not_found', 'collection_not_found', 'version_not_found', 'in_trash'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/shares/:id',
    summary: 'One link',
    access: 'user',
    params: IdParam,
    output: Share,
    errors: ['share_not_found'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/shares/:id',
    summary: 'Take a link back; it is worth nothing from this answer on',
    access: 'user',
    params: IdParam,
    errors: ['share_not_found'],
  }),
  open: endpoint({
    method: 'GET',
    path: '/public/shares/:token',
    summary: 'What a link shows, if it has no password',
    access: 'anyone',
    params: TokenParam,
    query: z.strictObject(pageQuery),
    output: OpenedShare,
    errors: openErrors,
  }),
  unlock: endpoint({
    method: 'POST',
    path: '/public/shares/:token',
    summary: 'What a link shows, with its password',
    access: 'anyone',
    params: TokenParam,
    query: z.strictObject(pageQuery),
    body: withPassword,
    output: OpenedShare,
    errors: openErrors,
  }),
  openPrompt: endpoint({
    method: 'GET',
    path: '/public/shares/:token/prompts/:promptId',
    summary: 'One prompt of a shared collection, if the link has no password',
    access: 'anyone',
    params: SharedPromptParams,
    output: z.object({ prompt: PublicPrompt }),
    errors: [...openErrors, 'prompt_not_found'],
  }),
  unlockPrompt: endpoint({
    method: 'POST',
    path: '/public/shares/:token/prompts/:promptId',
    summary: 'One prompt of a shared collection, with the password of the link',
    access: 'anyone',
    params: SharedPromptParams,
    body: withPassword,
    output: z.object({ prompt: PublicPrompt }),
    errors: [...openErrors, 'prompt_not_found'],
  }),
};
