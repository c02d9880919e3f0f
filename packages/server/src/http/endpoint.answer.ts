import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint as Row } from '@incipit/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { locationOf } from './endpoint.input.js';
import { etagOf, isUnchanged } from './etag.js';
import { apiHeaders, readyHead } from './headers.js';
import { ReadyAnswer } from './ready-answer.js';

const compress = promisify(gzip);
/** Below this a list is as small as one packet: compressing costs more than it saves. */
const minCompressed = 1400;

/** Answers with what a handler returned: only what the row's output shape names leaves. */
export async function sendResult(
  row: Row,
  request: FastifyRequest,
  reply: FastifyReply,
  result: unknown,
): Promise<void> {
  if (result instanceof ReadyAnswer) {
    request.server.recent.keep(row, request, result);
    return sendReady(request, reply, result);
  }
  const cacheControl = isPublic(request) ? 'no-cache' : 'no-store';
  if (!row.output) {
    reply.code(row.status).headers(apiHeaders(reply, cacheControl)).send();
    return;
  }
  const given = result as Readonly<Record<string, unknown>>;
  const body = JSON.stringify(row.output.parse(given));
  const etag = row.etag ? etagOf(revisionOf(row, given), body) : undefined;
  if (etag !== undefined && isRead(request) && isUnchanged(request.headers['if-none-match'], etag)) {
    return sendUnchanged(reply, etag, cacheControl);
  }
  const status = row.status === 201 && (given.deduplicated === true || given.isNew === false) ? 200 : row.status;
  reply.code(status).headers(apiHeaders(reply, cacheControl)).type('application/json; charset=utf-8');
  if (etag !== undefined) reply.header('etag', etag);
  if (status === 201 && row.location) reply.header('location', locationOf(row.location, given));
  reply.send(isList(given) ? await packed(request, reply, body) : body);
}

function revisionOf(row: Row, { revision }: Readonly<Record<string, unknown>>): number {
  if (typeof revision === 'number') return revision;
  throw new Error(`${row.method} ${row.path} promises an ETag, but its handler answered no revision`);
}

const isRead = (request: FastifyRequest) => request.method === 'GET' || request.method === 'HEAD';
const isPublic = (request: FastifyRequest) => isRead(request) && (request.caller?.kind ?? 'anonymous') === 'anonymous';
const isList = (result: Readonly<Record<string, unknown>>) => 'nextCursor' in result;

async function packed(request: FastifyRequest, reply: FastifyReply, body: string): Promise<string | Buffer> {
  reply.header('vary', `${reply.server.vary}, Accept-Encoding`);
  const accepted = request.headers['accept-encoding'];
  if (
    body.length < minCompressed ||
    typeof accepted !== 'string' ||
    !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted)
  )
    return body;
  reply.header('content-encoding', 'gzip');
  return compress(body);
}

/** Straight to the socket: Fastify would build, copy and check the same head again for every fetch. */
export function sendReady(request: FastifyRequest, reply: FastifyReply, answer: ReadyAnswer): void {
  const { status, body, etag, cacheControl = 'private, no-cache' } = answer;
  answer.onAnswer?.();
  if (etag !== undefined && isUnchanged(request.headers['if-none-match'], etag)) {
    sendUnchanged(reply, etag, cacheControl);
    return;
  }
  const head = readyHead(reply, cacheControl, body.length);
  if (etag !== undefined) head.push('etag', etag);
  reply.hijack();
  reply.raw.writeHead(status, head);
  reply.raw.end(body);
}

/** A 304 carries only ETag, Cache-Control, Vary and Date: in HTTP/1.1 a connection is kept without saying so. */
function sendUnchanged(reply: FastifyReply, etag: string, cacheControl: string): void {
  reply.hijack();
  reply.raw.removeHeader('connection');
  reply.raw.writeHead(304, ['etag', etag, 'cache-control', cacheControl, 'vary', reply.server.vary]);
  reply.raw.end();
}
