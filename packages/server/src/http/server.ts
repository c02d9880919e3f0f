import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { limits as most } from '@incipit/contract';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { RunningConfig } from '../config.js';
import { ApiError } from './api-error.js';
import { Authenticator } from './authenticator.js';
import { allowOrigins } from './cors.js';
import { sendReady } from './endpoint.answer.js';
import { Lag } from './lag.js';
import { LogLines, logOptions, logRequests } from './log.js';
import { answerError } from './problem.filter.js';
import { problemOf } from './problem.js';
import type { RateLimits } from './rate-limits.js';
import { RecentAnswers } from './recent-answers.js';
import { answerUnrouted, pathOf, RouteTable } from './unrouted.js';
import { webFiles } from './web-files.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** The public address is https, so browsers are told to stay with it. */
    isHttps: boolean;
    /** What answers of the API depend on, besides the address. */
    vary: string;
    limits: RateLimits;
    recent: RecentAnswers;
    routeTable: RouteTable;
    /** Errors that were answered although their row does not name them: `GET /tags tag_exists`. */
    undeclared: Set<string>;
    /** The last write failed for want of space. */
    storage: { isFull: boolean };
  }
}

const maxUrlBytes = most.addressBytes;
const headersTimeoutMs = most.headersSeconds * 1_000;
const requestTimeoutMs = most.requestSeconds * 1_000;

export interface HttpServer {
  readonly adapter: FastifyAdapter;
  /** To be called when the Nest application is made: what is asked for outside its routes. */
  answerUnrouted(app: NestFastifyApplication, webFolder: string): Promise<void>;
  /** Stops the watch and writes the last log lines. */
  close(): void;
}

/** Fastify as Incipit wants it, below Nest. @param maxLagMs above it the server answers `busy` */
export function createHttpServer(config: RunningConfig, limits: RateLimits, maxLagMs?: number): HttpServer {
  const lines = new LogLines(process.stderr);
  const adapter = new Adapter(optionsOf(config, lines));
  const server: FastifyInstance = adapter.getInstance();
  const lag = new Lag(maxLagMs);
  const routes = new RouteTable();
  const recent = new RecentAnswers();
  server.decorate('isHttps', config.publicUrl.startsWith('https:'));
  server.decorate('vary', config.corsOrigins.length === 0 ? 'Authorization' : 'Authorization, Origin');
  server.decorate('limits', limits);
  server.decorate('recent', recent);
  server.decorate('routeTable', routes);
  server.decorate('undeclared', new Set<string>());
  server.decorate('storage', { isFull: false });
  server.server.headersTimeout = headersTimeoutMs;
  server.addHook('onRoute', (route) => routes.add(route));
  // Bodies are read by those who know what they may be, after the guard: see json-body.ts.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  server.addHook('onRequest', (request, reply, done) => {
    hideBrokenType(request);
    const refusal = refusalOf(request, lag);
    if (refusal) answerError(refusal, request, reply);
    else done();
  });
  allowOrigins(server, config.corsOrigins);
  logRequests(server, lines);
  answerAgain(server, recent);
  return {
    adapter,
    async answerUnrouted(app, webFolder) {
      const pages = await webFiles(webFolder);
      server.setNotFoundHandler(answerUnrouted(routes, () => app.get(Authenticator), pages));
    },
    close() {
      lag.stop();
      lines.close();
    },
  };
}

/** Before the guard and Nest: what was answered a moment ago. */
function answerAgain(server: FastifyInstance, recent: RecentAnswers): void {
  server.addHook('onRequest', (request, reply, done) => {
    try {
      const answer = recent.find(request);
      if (answer) sendReady(request, reply, answer);
      else done();
    } catch (error) {
      answerError(error, request, reply);
    }
  });
}

/** Nest would set a handler of its own for what is not routed, and Fastify takes only one. */
class Adapter extends FastifyAdapter {
  override setNotFoundHandler() {
    return this.getInstance();
  }
}

const mediaType = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/;

/** Fastify would refuse a type that is none before the guard is asked, and 401 comes before 415. */
function hideBrokenType({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type !== undefined && !mediaType.test(type)) headers['content-type'] = 'application/octet-stream';
}

function refusalOf(request: FastifyRequest, lag: Lag): ApiError | undefined {
  if (lag.isOver && !pathOf(request.url).startsWith('/health/')) {
    return new ApiError('busy', 'The server is busy; try again.', { retryAfter: 1 });
  }
  if (request.url.length > maxUrlBytes) {
    return new ApiError('invalid_request', `The address is longer than ${maxUrlBytes} bytes.`);
  }
  return undefined;
}

const idStart = randomBytes(6).toString('base64url').replaceAll('-', '.');
let idCount = 0;

/** Unique among all processes, and cheap. */
function newRequestId(): string {
  idCount += 1;
  return `${idStart}${idCount.toString(36)}`;
}

function optionsOf(config: RunningConfig, lines: LogLines) {
  return {
    logger: logOptions(config.logLevel, lines),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trusted(config.trustProxy),
    requestTimeout: requestTimeoutMs,
    http: { connectionsCheckingInterval: 5000 },
    // Served until the connection is idle: a request under way is never dropped.
    return503OnClosing: false,
    // Each code point of a name up to four bytes, each byte as %XX.
    routerOptions: { maxParamLength: most.promptAddress * 4 * 3 },
    skipMiddie: true,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    genReqId(request: { headers: NodeJS.Dict<string | string[]> }) {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : newRequestId();
    },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors(error: Error, request: FastifyRequest, reply: FastifyReply) {
      answerError(error, request, reply);
    },
  };
}

/** Input and output are the contract's: Fastify's own schemas would bring a compiler each, loaded with every start. */
function noSchemas(): never {
  throw new Error('Routes have no schema of Fastify: shapes stand in the contract.');
}

/** What is no HTTP: the parser gives up before there is a request. */
function answerBrokenRequest(_error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const error = new ApiError('invalid_request', 'This is not a request that can be read.');
  const body = JSON.stringify(problemOf(error, newRequestId()));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Cache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Addresses are compared by Fastify; hops are counted from this server outwards. */
function trusted(proxies: RunningConfig['trustProxy']) {
  if (typeof proxies !== 'number') return proxies ?? false;
  return (_address: string, hop: number) => hop < proxies;
}
