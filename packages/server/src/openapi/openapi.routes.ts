import type { FastifyInstance } from 'fastify';
import { apiHeaders, pageHeaders } from '../http/headers.js';
import { openApiDocument } from './document.js';
import { referencePage, referenceStyle } from './reference-page.js';

/** `/api/openapi.json`, and `/api/docs` for people. Made when first asked for: most starts never need them. */
export function openApiRoutes(server: FastifyInstance, version: string): void {
  const document = once(() => JSON.stringify(openApiDocument(version)));
  const page = once(() => referencePage(version));
  server.get('/api/openapi.json', (_request, reply) => {
    reply.headers(apiHeaders(reply, 'no-cache')).type('application/json; charset=utf-8').send(document());
  });
  server.get('/api/docs', (_request, reply) => {
    reply.headers(pageHeaders(reply, 'no-cache')).type('text/html; charset=utf-8').send(page());
  });
  server.get('/api/docs.css', (_request, reply) => {
    reply.headers(pageHeaders(reply, 'no-cache')).type('text/css; charset=utf-8').send(referenceStyle);
  });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
