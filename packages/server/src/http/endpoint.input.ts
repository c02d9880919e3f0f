import { createHash } from 'node:crypto';
import { basePath, type ErrorCode, limits, type Endpoint as Row } from '@incipit/contract';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiError, notFound } from './api-error.js';
import type { Call } from './call.js';
import { parseIfMatch } from './etag.js';
import { problemsOf } from './input-problems.js';
import { type JsonBody, readJson } from './json-body.js';

export interface Input {
  /** Path parameters, query and body as one checked object. */
  readonly input: object;
  readonly body: JsonBody | undefined;
}

/**
 * Reads and checks all that a request says. A malformed id in the path is a missing thing (404), after all other faults.
 * @throws ApiError `invalid_request`, `too_large`, `unsupported_media_type`, `<model>_not_found`
 */
export async function readInput(row: Row, request: FastifyRequest): Promise<Input> {
  checkQueryText(request.url);
  const body = row.method === 'GET' ? undefined : await readJson(request);
  const query = row.query.safeParse(request.query);
  const content = body && row.body.safeParse(body.value);
  const params = row.params.safeParse(request.params);
  const issues = [...issuesOf(query), ...issuesOf(content)];
  const missing = params.error?.issues.map((issue) => issue.path[0]).find(isIdName);
  if (missing === undefined || issues.length > 0) issues.push(...issuesOf(params));
  if (issues.length > 0) throw invalid(issues);
  if (missing !== undefined) throw notFound(modelOf(row, missing));
  return { input: Object.assign({}, content?.data, query.data, params.data), body };
}

const issuesOf = (result: z.ZodSafeParseResult<unknown> | undefined) => result?.error?.issues ?? [];

function invalid(issues: readonly z.core.$ZodIssue[]): ApiError {
  const errors = problemsOf(issues);
  const [first] = errors;
  const detail = first ? `${first.path || 'The body'} ${first.message}.` : 'The request is not valid.';
  return new ApiError('invalid_request', detail, { errors });
}

const isIdName = (name: unknown): name is string => typeof name === 'string' && /^id$|Id$/.test(name);

/** `id` in `/api-keys/:id` names an `api_key`: the word before the parameter, if the row knows its code. */
function modelOf(row: Row, parameter: string): string {
  const segments = row.path.split('/');
  const before = segments[segments.indexOf(`:${parameter}`) - 1] ?? '';
  const model = before.replace(/s$/, '').replaceAll('-', '_');
  const known = row.errors.filter((code) => code.endsWith('_not_found'));
  const code = known.includes(`${model}_not_found` as ErrorCode) ? model : known[0]?.replace('_not_found', '');
  return code ?? model;
}

/** The router decodes the query leniently; bytes that are not UTF-8 must not become other text. */
function checkQueryText(url: string): void {
  const start = url.indexOf('?');
  if (start < 0 || !url.includes('%', start)) return;
  try {
    decodeURIComponent(url.slice(start + 1));
  } catch {
    throw new ApiError('invalid_request', 'The query is not percent-encoded UTF-8.');
  }
}

/** The call that a service gets. @throws ApiError `invalid_request` for a malformed condition or key */
export function callOf(row: Row, request: FastifyRequest, body: JsonBody | undefined): Call {
  const usesIfMatch = row.ifMatch || row.errors.some((code) => code.startsWith('precondition_'));
  return {
    caller: request.caller ?? { kind: 'anonymous' },
    requestId: request.id,
    ip: request.ip,
    route: `${row.method} ${row.path}`,
    ifMatch: usesIfMatch ? parseIfMatch(request.headers['if-match']) : undefined,
    ifMatchNeeded: row.ifMatch,
    idempotency: body && idempotencyOf(row, request, body),
  };
}

/** Secrets are shown once, so what makes them is not replayed. */
const noReplay = /^\/(?:auth|api-keys|invites)(?:\/|$)/;

const idempotencyKey = new RegExp(`^[\\x21-\\x7e]{1,${limits.idempotencyKey}}$`);

function idempotencyOf(row: Row, request: FastifyRequest, body: JsonBody): Call['idempotency'] {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (row.method === 'POST' && noReplay.test(row.path)) {
    throw new ApiError('invalid_request', 'Idempotency-Key is not accepted here.');
  }
  if (!row.idempotent) return undefined;
  if (typeof key !== 'string' || !idempotencyKey.test(key)) {
    throw new ApiError(
      'invalid_request',
      `Idempotency-Key must be 1 to ${limits.idempotencyKey} visible ASCII characters.`,
    );
  }
  const bodyHash = createHash('sha256').update(body.bytes).digest('hex');
  return { key, route: `${row.method} ${request.url}`, bodyHash };
}

/** The address of a row's answer. */
export function locationOf(pattern: string, result: Readonly<Record<string, unknown>>): string {
  return basePath + pattern.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(result[field])));
}
