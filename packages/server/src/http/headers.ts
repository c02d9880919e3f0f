import type { FastifyReply } from 'fastify';

/** On every answer, pages and API alike, but a 304. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const api = {
  ...everywhere,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
};

const hsts = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/** Headers of an API answer. */
export function apiHeaders(reply: FastifyReply, cacheControl: string): Record<string, string> {
  return {
    ...api,
    vary: reply.server.vary,
    'cache-control': cacheControl,
    'x-request-id': reply.request.id,
    ...(reply.server.isHttps ? hsts : undefined),
  };
}

const flatApi = Object.entries({ ...api, 'content-type': 'application/json; charset=utf-8' }).flat();
const flatHttpsApi = [...flatApi, ...Object.entries(hsts).flat()];

/** The head of ready bytes as Node's `writeHead` takes it: name, value, name, value. */
export function readyHead(reply: FastifyReply, cacheControl: string, length: number): string[] {
  const fixed = reply.server.isHttps ? flatHttpsApi : flatApi;
  return fixed.concat(
    'vary',
    reply.server.vary,
    'cache-control',
    cacheControl,
    'x-request-id',
    reply.request.id,
    'content-length',
    String(length),
  );
}

/** Headers of a page or of one of its files. @param nonce of this one answer, for the styles of the code editor */
export function pageHeaders(reply: FastifyReply, cacheControl: string, nonce?: string): Record<string, string> {
  return {
    ...everywhere,
    'content-security-policy': pagePolicy(nonce),
    'cache-control': cacheControl,
    'x-request-id': reply.request.id,
    ...(reply.server.isHttps ? hsts : undefined),
  };
}

const pagePolicy = (nonce: string | undefined) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    nonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
