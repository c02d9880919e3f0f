import { STATUS_CODES } from 'node:http';
import { type ErrorCode, errorStatus, type Problem } from '@incipit/contract';
import { TemplateError } from '@incipit/template';
import { HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiError, notFoundDetail } from './api-error.js';
import { apiHeaders } from './headers.js';

/** The error as the caller is told it; what nobody foresaw says nothing but `internal`. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TemplateError) {
    return new ApiError(error.code, error.message, { missing: error.missing, errors: error.errors });
  }
  if (isStorageFull(error)) return new ApiError('storage_full', 'The disk of the server is full; reading still works.');
  return new ApiError(...wordsOf(error instanceof HttpException ? error.getStatus() : statusOf(error)));
}

/** Errors of Fastify and Nest by their status: none of their text leaves. */
function wordsOf(status: number): [ErrorCode, string] {
  if (status === 401) return ['unauthorized', 'Sign in, or send a valid API key.'];
  if (status === 403) return ['forbidden', 'You may not do this.'];
  if (status === 404) return ['route_not_found', 'There is nothing at this address.'];
  if (status === 413) return ['too_large', 'The request is too large.'];
  if (status === 415) return ['unsupported_media_type', 'Send JSON, with Content-Type: application/json.'];
  if (status === 503) return ['busy', 'The server is busy; try again.'];
  if (status >= 400 && status < 500) return ['invalid_request', 'The request is not valid.'];
  return ['internal', 'Something went wrong here. The request id finds it in the log.'];
}

const field = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;

/** Only Fastify's own errors may set a status: others carry one by chance. */
function statusOf(error: unknown): number {
  const code = field(error, 'code');
  const status = field(error, 'statusCode');
  return typeof code === 'string' && code.startsWith('FST_') && typeof status === 'number' ? status : 500;
}

/** ENOSPC of the system, OutOfDiskSpace of MongoDB. */
const isStorageFull = (error: unknown) => field(error, 'code') === 'ENOSPC' || field(error, 'code') === 14031;

/** The body of an error answer: RFC 9457. Missing and invisible things get the same words, whoever threw them. */
export function problemOf(error: ApiError, requestId: string): Problem {
  const { code, status } = error;
  const { retryAfter: _, ...members } = error.extras;
  const isMissing = status === 404 && code !== 'route_not_found';
  return {
    type: `/api/docs#${code}`,
    title: STATUS_CODES[status] ?? code,
    status,
    code,
    detail: isMissing ? notFoundDetail(code) : error.detail,
    requestId,
    ...members,
  };
}

/** Answers with an error. */
export function sendProblem(
  reply: FastifyReply,
  error: ApiError,
  headers: Readonly<Record<string, string>> = {},
): void {
  reply
    .code(errorStatus[error.code])
    .headers(apiHeaders(reply, 'no-store'))
    .type('application/problem+json')
    .headers(headers);
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  // The rest of the body is not worth waiting for.
  if (error.status === 413) reply.header('connection', 'close');
  const retryAfter = error.extras.retryAfter ?? (error.status === 503 ? 1 : undefined);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  // As bytes: to a text Fastify would add a charset, which problem+json does not have.
  reply.send(Buffer.from(JSON.stringify(problemOf(error, reply.request.id))));
}
