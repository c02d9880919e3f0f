import type { ErrorCode, Problem } from '@incipit/contract';
import type { Answer, CallOptions, Unchanged } from './call.type.js';
import { IncipitError } from './incipit-error.js';
import type { WireRequest } from './request.js';

export interface SendOptions {
  fetch: typeof fetch;
  /** Milliseconds for one attempt, the whole answer included. */
  timeoutMs: number;
  /** Further attempts after the first. */
  retries: number;
}

/** A longer wait is the caller's to decide: the error carries `retryAfter`. */
const longestWaitMs = 2_000;

/**
 * Sends a request, and again when that is safe: after `busy` and `rate_limited`, which the server answers before it does
 * anything, always; after a failing network or gateway only what is a GET or carries an idempotency key.
 */
export async function send(
  request: WireRequest,
  call: CallOptions,
  options: SendOptions,
): Promise<Answer<unknown> | Unchanged> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(request, call, options);
    } catch (error) {
      const waitMs = error instanceof IncipitError ? waitBefore(error, attempt, request, call) : undefined;
      if (attempt >= options.retries || waitMs === undefined || waitMs > longestWaitMs) throw error;
      await pause(waitMs, call.signal);
    }
  }
}

/** Milliseconds to wait before another attempt; `undefined` when there must be none. */
function waitBefore(error: IncipitError, attempt: number, request: WireRequest, call: CallOptions): number | undefined {
  const isUndone = error.status === 429 || error.code === 'busy';
  const isRepeatable = request.method === 'GET' || call.idempotencyKey !== undefined;
  const isPassing = error.code === 'network' || error.status === 502 || error.status === 503 || error.status === 504;
  if (!isUndone && !(isRepeatable && isPassing)) return undefined;
  if (error.retryAfter !== undefined) return error.retryAfter * 1000;
  // Spread, so that many clients of a server that comes back do not ask in the same moment.
  return 100 * 2 ** attempt * (0.5 + Math.random());
}

async function sendOnce(
  { url, ...init }: WireRequest,
  { signal }: CallOptions,
  { fetch, timeoutMs }: SendOptions,
): Promise<Answer<unknown> | Unchanged> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    const detail = timeout.aborted ? `No answer within ${timeoutMs} ms.` : 'The server could not be reached.';
    throw new IncipitError({ status: 0, code: 'network', detail, cause });
  }
  return answerOf(response, text);
}

function answerOf(response: Response, text: string): Answer<unknown> | Unchanged {
  const etag = response.headers.get('etag') ?? undefined;
  const { status } = response;
  if (status === 304) return { status, data: undefined, etag };
  if (status === 204 || (status === 202 && text === '')) return { status, data: undefined, etag };
  const body = parseJson(response, text);
  if ((status === 200 || status === 201 || status === 202) && body) return { status, data: body.json, etag };
  throw errorOf(response, body?.json);
}

/** `undefined` when the answer is no JSON. Wrapped, as JSON may itself be null. */
function parseJson(response: Response, text: string): { json: unknown } | undefined {
  if (!/^application\/([\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '')) return undefined;
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function errorOf(response: Response, body: unknown): IncipitError {
  const { status } = response;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  const requestId = response.headers.get('x-request-id') ?? undefined;
  if (!isProblem(body)) {
    const detail = `The answer ${status} is not one of an Incipit server.`;
    return new IncipitError({ status, code: 'unexpected_answer', detail, requestId, retryAfter });
  }
  // A newer server may know codes that this client does not; they pass through.
  return new IncipitError({
    status,
    code: body.code as ErrorCode,
    detail: body.detail,
    requestId,
    retryAfter,
    problem: body,
  });
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'detail' in body &&
    typeof body.detail === 'string'
  );
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
