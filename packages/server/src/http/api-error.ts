import { type ErrorCode, errorStatus, type Problem } from '@incipit/contract';

/** What some codes carry besides: members of the problem, and seconds for `Retry-After`. */
export type ErrorExtras = Partial<Pick<Problem, 'errors' | 'latestVersion' | 'actual' | 'usedBy' | 'missing'>> & {
  /** Whole seconds, 1 or more. */
  readonly retryAfter?: number;
};

/** A refusal that the caller is told: the code decides the status. `detail` is one sentence for people. */
export class ApiError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly extras: ErrorExtras = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'ApiError';
    this.status = errorStatus[code];
  }
}

/** What may not be seen is missing: the same words for both, whoever throws them. */
export const notFoundDetail = (code: string): string =>
  `There is no such ${code.replace('_not_found', '').replaceAll('_', ' ')}.`;

/** 404 `<model>_not_found`. @param model as in the code: `prompt`, `api_key` */
export function notFound(model: string): ApiError {
  const code = `${model}_not_found`;
  if (!(code in errorStatus)) throw new Error(`No error code ${code}`);
  return new ApiError(code as ErrorCode, notFoundDetail(code));
}
