import type { Endpoint as Row } from '@incipit/contract';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { EventLog } from '../data/event-log.js';
import type { Authenticator } from './authenticator.js';
import type { KnownCaller } from './call.js';
import type { ReadyAnswer } from './ready-answer.js';

interface Recent {
  readonly caller: KnownCaller;
  readonly row: Row;
  readonly answer: ReadyAnswer;
}

const maxBytes = 32 * 1024 * 1024;
/** The least that an entry costs besides its texts and bytes. */
const entryOverhead = 512;
/** Longer questions are rare and not worth the room. */
const maxKeyLength = 1000;

declare module 'fastify' {
  interface FastifyRequest {
    /** How often everything had been forgotten when this request came. */
    forgotten?: number;
  }
}

/**
 * Ready answers by the very words of the request, credential and address: the same question, asked again, needs no look
 * at who asks, what they may see and what is there. Any event empties it, and expiry is compared on each request.
 */
export class RecentAnswers {
  readonly #entries = new LRUCache<string, Recent>({
    maxSize: maxBytes,
    sizeCalculation: ({ answer }, key) => answer.body.length + key.length + entryOverhead,
  });
  #forgotten = 0;
  #events: Pick<EventLog, 'isLive'> | undefined;
  #authenticator: Pick<Authenticator, 'noteUse'> | undefined;

  /** Begins to remember: until it hears of events it knows nothing. */
  open(events: Pick<EventLog, 'isLive' | 'onEvent' | 'onGap'>, authenticator: Pick<Authenticator, 'noteUse'>): void {
    events.onEvent(() => this.#forget());
    events.onGap(() => this.#forget());
    this.#events = events;
    this.#authenticator = authenticator;
  }

  /** What this request was answered a moment ago, counted like any other. @throws ApiError `rate_limited` */
  find(request: FastifyRequest): ReadyAnswer | undefined {
    if (!this.#events?.isLive) return undefined;
    request.forgotten = this.#forgotten;
    const key = keyOf(request);
    const recent = key === undefined ? undefined : this.#entries.get(key);
    if (!recent || recent.caller.until <= Date.now()) return undefined;
    request.caller = recent.caller;
    request.server.limits.count(recent.caller, request.ip, recent.row);
    this.#authenticator?.noteUse(recent.caller);
    return recent.answer;
  }

  /** Remembers an answer, unless anything happened since its request came. */
  keep(row: Row, request: FastifyRequest, answer: ReadyAnswer): void {
    const { caller } = request;
    if (!caller || caller.kind === 'anonymous' || request.forgotten !== this.#forgotten) return;
    const key = keyOf(request);
    if (key !== undefined) this.#entries.set(key, { caller, row, answer });
  }

  #forget(): void {
    this.#forgotten += 1;
    this.#entries.clear();
  }
}

function keyOf({ method, url, headers }: FastifyRequest): string | undefined {
  const { authorization } = headers;
  if (method !== 'GET' || authorization === undefined) return undefined;
  return url.length + authorization.length > maxKeyLength ? undefined : `${authorization} ${url}`;
}
