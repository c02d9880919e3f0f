import type { ErrorCode } from '@incipit/contract';
import { ApiError } from '../http/api-error.js';

const sentences: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'Sign in, or send a valid API key.',
  forbidden: 'Your role does not allow this.',
  scope_missing: 'The API key lacks the scope for this.',
  key_not_allowed: 'This is for signed-in people, not for API keys.',
  label_protected: 'This label is protected: only owners of the workspace may do this.',
};

/** The error of a refusal, with the sentence that people read. */
export function refusal(code: ErrorCode): ApiError {
  const missing = /^(.+)_not_found$/.exec(code)?.[1]?.replace('_', ' ');
  return new ApiError(code, sentences[code] ?? (missing ? `There is no such ${missing}.` : 'This is not possible.'));
}
