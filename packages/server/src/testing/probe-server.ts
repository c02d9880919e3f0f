import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { Problem } from '@incipit/contract';
import { type CanActivate, type ExecutionContext, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { expect } from 'vitest';
import { type Config, loadConfig } from '../config.js';
import { healthRoutes } from '../health/health.routes.js';
import { metricsRoute } from '../health/metrics.js';
import { ApiError } from '../http/api-error.js';
import { Authenticator } from '../http/authenticator.js';
import type { Caller } from '../http/call.js';
import { rowOf } from '../http/endpoint.decorator.js';
import { httpModule } from '../http/http.module.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RateLimits } from '../http/rate-limits.js';
import { createHttpServer } from '../http/server.js';
import { openApiRoutes } from '../openapi/openapi.routes.js';

/** `Bearer <userId>` is that user: enough to test what is around authentication. */
@Injectable()
class NamedUsers extends Authenticator implements CanActivate {
  async authenticate({ headers }: FastifyRequest): Promise<Caller> {
    if (headers.authorization === undefined) return { kind: 'anonymous' };
    const userId = /^Bearer ([0-9a-f]{24})$/.exec(headers.authorization)?.[1];
    if (!userId) throw new ApiError('unauthorized', 'Sign in.');
    return { kind: 'user', userId, sessionId: 'c'.repeat(24), isAdmin: false, until: Infinity };
  }

  noteUse(): void {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.caller = await this.authenticate(request);
    if (rowOf(context.getHandler())?.access !== 'anyone' && request.caller.kind === 'anonymous') {
      throw new ApiError('unauthorized', 'Sign in.');
    }
    return true;
  }
}

export const alice = 'a'.repeat(24);

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  /** Who asks; `null`: nobody. */
  readonly as?: string | null;
}

/** The HTTP layer with controllers of a test, and no store. */
export async function probeServer(controllers: Type[], change: Partial<Config> = {}, webFolder = '/nowhere') {
  const config = {
    ...loadConfig({ INCIPIT_LOG_LEVEL: 'silent' }, '/'),
    publicUrl: 'http://localhost:3000',
    secret: 's'.repeat(32),
    mongodbUri: '',
    ...change,
  } as Parameters<typeof createHttpServer>[0];
  const limits = new RateLimits(config.rateLimit, config.fetchRateLimit);
  const http = createHttpServer(config, limits, Number.POSITIVE_INFINITY);
  @Module({
    imports: [httpModule(config, limits)],
    controllers,
    providers: [NamedUsers, { provide: Authenticator, useExisting: NamedUsers }],
  })
  class ProbeModule {}
  const app = await NestFactory.create<NestFastifyApplication>(ProbeModule, http.adapter, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalGuards(app.get(NamedUsers));
  app.useGlobalFilters(new ProblemFilter());
  healthRoutes(http.adapter.getInstance(), '0.0.0', async () => true);
  metricsRoute(http.adapter.getInstance(), config.metrics);
  openApiRoutes(http.adapter.getInstance(), '0.0.0');
  await http.answerUnrouted(app, webFolder);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    port,
    ask: (path: string, ask: Ask = {}) => askServer(port, path, ask),
    async close() {
      await app.close();
      http.close();
    },
  };
}

/** One request just as given: `fetch` would mend paths and headers. */
export function askServer(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, as = alice }: Ask,
): Promise<Answer> {
  // Node sends no length with a DELETE by itself.
  const length: Record<string, string> = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  const given = { ...length, ...(as === null ? {} : { authorization: `Bearer ${as}` }), ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers: given, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: bytes.toString(), bytes });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A request that sends JSON, or the text or bytes as they are. */
export const json = (body: unknown, ask: Ask = {}): Ask => ({
  method: 'POST',
  ...ask,
  headers: { 'content-type': 'application/json', ...ask.headers },
  body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
});

const ProblemAlone = Problem.strict();

/** The problem of an error answer, which must be one and nothing else. */
export function problemIn(answer: Answer): Problem {
  const body = JSON.parse(answer.text);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(ProblemAlone.parse(body)).toEqual(body);
  expect(body.status).toBe(answer.status);
  expect(body.requestId).toBe(answer.headers['x-request-id']);
  return body;
}

/** What comes back for these very bytes. */
export function askRaw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
      socket.end();
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}
