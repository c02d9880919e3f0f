import type { FastifyReply } from 'fastify';

/** On every answer, pages and API alike, but a 304. */
export const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const api = {
  ...everywhere,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  vary: 'Authorization',
};

const hsts = 'max-age=31536000; includeSubDomains';

declare module 'fastify' {
  interface FastifyInstance {
    /** The public address is https, so browsers are told to stay with it. */
    isHttps: boolean;
  }
}

/** Headers of an API answer. */
export function apiHeaders(reply: FastifyReply, cacheControl: string): Record<string, string> {
  const headers: Record<string, string> = { ...api, 'cache-control': cacheControl, 'x-request-id': reply.request.id };
  if (reply.server.isHttps) headers['strict-transport-security'] = hsts;
  return headers;
}
