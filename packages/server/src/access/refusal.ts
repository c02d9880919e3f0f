import { type ErrorCode } from '@incipit/contract';
import { ApiError, notFoundDetail } from '../http/api-error.js';

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
