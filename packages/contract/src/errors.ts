import { z } from 'zod';

/**
 * Every error code of the API and its HTTP status. The one list: server, SDK, docs and tests read it.
 * `<model>_not_found` codes are built by {@link notFound}.
 */
export const errorStatus = {
  invalid_request: 400,
  selector_conflict: 400,
  label_reserved: 400,
  unauthorized: 401,
  invalid_credentials: 401,
  refresh_invalid: 401,
  forbidden: 403,
  scope_missing: 403,
  key_not_allowed: 403,
  label_protected: 403,
  invite_required: 403,
  registration_closed: 403,
  setup_token_required: 403,
  share_password_required: 403,
  route_not_found: 404,
  api_key_not_found: 404,
  collection_not_found: 404,
  draft_not_found: 404,
  invite_not_found: 404,
  label_not_found: 404,
  member_not_found: 404,
  profile_not_found: 404,
  prompt_not_found: 404,
  session_not_found: 404,
  share_not_found: 404,
  tag_not_found: 404,
  user_not_found: 404,
  version_not_found: 404,
  workspace_not_found: 404,
  method_not_allowed: 405,
  idempotency_running: 409,
  name_taken: 409,
  username_taken: 409,
  email_taken: 409,
  tag_exists: 409,
  collection_exists: 409,
  collection_cycle: 409,
  collection_too_deep: 409,
  version_conflict: 409,
  version_labelled: 409,
  last_version: 409,
  label_moved: 409,
  prompt_in_use: 409,
  in_trash: 409,
  not_in_trash: 409,
  last_owner: 409,
  last_admin: 409,
  personal_workspace: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  variables_missing: 422,
  variable_invalid: 422,
  include_not_found: 422,
  include_cycle: 422,
  include_too_deep: 422,
  include_invalid: 422,
  render_too_large: 422,
  template_invalid: 422,
  idempotency_mismatch: 422,
  precondition_required: 428,
  rate_limited: 429,
  internal: 500,
  busy: 503,
  storage_full: 507,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;

/** The body of every error answer: RFC 9457 `application/problem+json`, with our `code` and `requestId`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** `version_conflict` only. */
  latestVersion: z.int().optional(),
  /** `label_moved` only: where the label is now. */
  actual: z.int().nullable().optional(),
  /** `prompt_in_use` only. */
  usedBy: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  /** `variables_missing` only, in order of first appearance. */
  missing: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof Problem>;
