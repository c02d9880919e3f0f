import type { Endpoint as Row } from './endpoint.js';
import { type ErrorCode, errorStatus } from './errors.js';

const bodyless = ['GET'];

/** Every code that a row may answer: its own, and what follows from its other fields. */
export function errorsOf(row: Row): ErrorCode[] {
  const codes: ErrorCode[] = ['invalid_request', 'unauthorized', 'rate_limited', 'internal', 'busy', ...row.errors];
  if (row.access === 'user') codes.push('key_not_allowed');
  else if (row.access !== 'anyone' && row.access !== 'any') codes.push('scope_missing');
  if (row.access !== 'anyone') codes.push('forbidden');
  if (row.ifMatch) codes.push('precondition_required', 'precondition_failed');
  if (row.idempotent) codes.push('idempotency_running', 'idempotency_mismatch');
  if (!bodyless.includes(row.method)) codes.push('unsupported_media_type', 'too_large', 'storage_full');
  return [...new Set(codes)].sort((a, b) => errorStatus[a] - errorStatus[b]);
}
