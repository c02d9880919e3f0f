import type { ErrorCode, Scope } from '@incipit/contract';
import { ApiError, notFoundDetail } from '../http/api-error.js';
import type { Call } from '../http/call.js';

const sentences: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'Sign in, or send a valid API key.',
  refresh_invalid: 'Sign in again: there is no refresh token, or it is not valid any more.',
  forbidden: 'Your role does not allow this.',
  scope_missing: 'The API key lacks the scope for this.',
  key_not_allowed: 'This is for signed-in people, not for API keys.',
  route_not_found: 'There is nothing at this address.',
  share_password_required: 'This link has a password: send the right one with POST.',
  label_protected: 'This label is protected: only owners of the workspace may do this.',
  idempotency_running: 'The first call with this Idempotency-Key is still running.',
  idempotency_mismatch: 'This Idempotency-Key was used with another body.',
};

/** The error of a refusal, with the sentence that people read. */
export const refusal = (code: ErrorCode): ApiError => new ApiError(code, sentences[code] ?? notFoundDetail(code));

/**
 * For what a key needs besides the scope of the row, because of what it sends. Asked before anything is looked up, as
 * the row's own scope is. @throws ApiError `scope_missing`
 */
export function mustHaveScope({ caller }: Call, scope: Scope): void {
  if (caller.kind === 'key' && !caller.scopes.includes(scope)) throw refusal('scope_missing');
}
