import { basePath, rows } from '@incipit/contract';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { ApiError } from './api-error.js';
import type { Authenticator } from './authenticator.js';
import { answerError } from './problem.filter.js';
import { sendProblem } from './problem.js';

/** Never pages of the web app, whatever is asked for below. */
const machine = /^\/(?:api|mcp|health|metrics)(?:\/|$)/;

/** Below no address of machines: the web app answers. */
export const isPage = (path: string) => !machine.test(path);

/** Without the query. */
export const pathOf = (url: string) => url.split('?', 1)[0] ?? url;

interface Known {
  readonly segments: readonly string[];
  readonly methods: string[];
  readonly isOpen: boolean;
}

/** What is routed, to tell an unknown address (404) from a wrong method (405), and who may know the difference. */
export class RouteTable {
  readonly #known = new Map<string, Known>();
  readonly #closed = new Set(rows.filter(([, row]) => row.access !== 'anyone').map(([, row]) => keyOf(row)));

  /** For Fastify's `onRoute`. */
  add({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void {
    const known = this.#known.get(url) ?? {
      segments: url.split('/'),
      methods: [],
      isOpen: ![...this.#closed].some((key) => key.endsWith(` ${url}`)),
    };
    known.methods.push(...[method].flat());
    this.#known.set(url, known);
  }

  /** Everything that is routed: `GET /health/live`. */
  list(): string[] {
    return [...this.#known].flatMap(([url, { methods }]) => methods.map((method) => `${method} ${url}`));
  }

  /** The methods of an address, and whether one may use one of them without a credential. */
  find(path: string): { methods: string[]; isOpen: boolean } {
    const segments = path.split('/');
    const found = [...this.#known.values()].filter((known) => matches(known.segments, segments));
    return {
      methods: [...new Set(found.flatMap((known) => known.methods))].sort(),
      isOpen: found.some((known) => known.isOpen),
    };
  }
}

const keyOf = (row: { method: string; path: string }) => `${row.method} ${basePath}${row.path}`;

const matches = (pattern: readonly string[], path: readonly string[]) =>
  pattern.length === path.length &&
  pattern.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]));

/** The answer where no route is: page, 401, 405 or 404. */
export function answerUnrouted(
  routes: RouteTable,
  authenticator: () => Authenticator,
  pages: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = pathOf(request.url);
    try {
      if (isPage(path)) await pages(request, reply);
      else await refuse(path, request, reply);
    } catch (error) {
      answerError(error, request, reply);
    }
    return reply;
  };

  async function refuse(path: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    request.caller = await authenticator().authenticate(request);
    request.server.limits.count(request.caller, request.ip);
    const { methods, isOpen } = routes.find(path);
    if (methods.length === 0) throw new ApiError('route_not_found', 'There is nothing at this address.');
    if (request.caller.kind === 'anonymous' && !isOpen) {
      throw new ApiError('unauthorized', 'Sign in, or send a valid API key.');
    }
    const allow = methods.join(', ');
    sendProblem(reply, new ApiError('method_not_allowed', `This address allows ${allow}.`), { allow });
  }
}
