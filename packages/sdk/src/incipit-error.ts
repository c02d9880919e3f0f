import type { ErrorCode, Problem } from '@incipit/contract';

/**
 * Codes that the client makes itself. `network`: no answer came (refused, cut off, timed out); its status is 0.
 * `unexpected_answer`: what answered does not speak this API, a proxy say.
 */
export type ClientCode = 'network' | 'unexpected_answer';

interface Failure {
  status: number;
  code: ErrorCode | ClientCode;
  detail: string;
  requestId?: string;
  /** Seconds, from `Retry-After`. */
  retryAfter?: number;
  problem?: Problem;
  cause?: unknown;
}

/** Every failed call. Codes are those of the contract, and {@link ClientCode}. */
export class IncipitError extends Error {
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: ErrorCode | ClientCode;
  readonly detail: string;
  /** What to look for in the server's log. */
  readonly requestId: string | undefined;
  /** What is wrong where, for `invalid_request` and a few more. */
  readonly errors: { path: string; message: string }[];
  /** Seconds after which a repetition makes sense. */
  readonly retryAfter: number | undefined;
  /** The whole answer, with what only one code has: `latestVersion`, `actual`, `usedBy`, `missing`. */
  readonly problem: Problem | undefined;

  constructor(failure: Failure) {
    super(`${failure.code}: ${failure.detail}`, { cause: failure.cause });
    this.name = 'IncipitError';
    this.status = failure.status;
    this.code = failure.code;
    this.detail = failure.detail;
    this.requestId = failure.requestId ?? failure.problem?.requestId;
    this.errors = failure.problem?.errors ?? [];
    this.retryAfter = failure.retryAfter;
    this.problem = failure.problem;
  }
}
