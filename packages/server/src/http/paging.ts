import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ApiError } from './api-error.js';
import type { Call } from './call.js';
import { Secrets } from './secrets.js';

/** What lists are asked with; everything else in the input is the query that a cursor belongs to. */
export interface PageInput {
  readonly cursor?: string;
  readonly limit: number;
  readonly count?: boolean;
}

/** How many items a list has. */
export interface Total {
  readonly total: number;
  readonly totalIsExact: boolean;
}

/** Of a list that is known whole. */
export const exactly = (total: number): Total => ({ total, totalIsExact: true });

const macBytes = 16;

/** Cursors of lists: opaque, signed, good only for the same query by the same caller. */
@Injectable()
export class Paging {
  readonly #key: Buffer;

  constructor(secrets: Secrets) {
    this.#key = secrets.deriveKey('cursor');
  }

  /** The sort values to go on after; undefined on the first page. @throws ApiError `invalid_request` */
  after(call: Call, input: PageInput): unknown[] | undefined {
    if (input.cursor === undefined) return undefined;
    const [payload = '', mac = ''] = input.cursor.split('.');
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== macBytes || !timingSafeEqual(given, this.#mac(payload, call, input))) {
      const message = 'is not a cursor of this query';
      throw new ApiError('invalid_request', `cursor ${message}.`, { errors: [{ path: 'cursor', message }] });
    }
    return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[]).map(revive);
  }

  /**
   * One page as it is answered.
   * @param next the sort values of the last item; null at the end
   * @param total how many there are on all pages: asked only when the caller wants to know
   */
  async page<T>(
    items: T[],
    next: readonly unknown[] | null,
    call: Call,
    input: PageInput,
    total: () => Total | Promise<Total>,
  ): Promise<{ items: T[]; nextCursor: string | null } & Partial<Total>> {
    const nextCursor = next && this.#cursor(next, call, input);
    return { items, nextCursor, ...(input.count ? await total() : undefined) };
  }

  #cursor(next: readonly unknown[], call: Call, input: PageInput): string {
    const payload = Buffer.from(JSON.stringify(next.map(keep))).toString('base64url');
    return `${payload}.${this.#mac(payload, call, input).toString('base64url')}`;
  }

  #mac(payload: string, call: Call, input: PageInput): Buffer {
    const { cursor: _cursor, limit: _limit, count: _count, ...query } = input as PageInput & Record<string, unknown>;
    const keys = Object.keys(query).sort();
    const bound = JSON.stringify([call.route, principalOf(call), keys.map((key) => [key, query[key]])]);
    return createHmac('sha256', this.#key)
      .update(createHash('sha256').update(bound).digest())
      .update(payload)
      .digest()
      .subarray(0, macBytes);
  }
}

/** Who asks, as one word: the same user by two sessions is one principal, a key is another. */
export function principalOf({ caller, ip }: Pick<Call, 'caller' | 'ip'>): string {
  if (caller.kind === 'user') return `user:${caller.userId}`;
  if (caller.kind === 'key') return `key:${caller.keyId}`;
  return `ip:${ip}`;
}

// JSON has no dates: a sort value that is one travels as its milliseconds in a list.
const keep = (value: unknown) => (value instanceof Date ? [value.getTime()] : value);
const revive = (value: unknown) => (Array.isArray(value) ? new Date(value[0] as number) : value);
