import { isIPv6 } from 'node:net';
import type { Endpoint as Row } from '@incipit/contract';
import { ApiError } from './api-error.js';
import type { Caller } from './call.js';

const windowMs = 60_000;

interface Window {
  count: number;
  ends: number;
}

/** Counters of requests per minute, in the memory of this process. */
export class RateLimits {
  readonly #windows = new Map<string, Window>();
  #sweepAt = 0;

  /** @param perMinute of one principal; 0 turns all counters off. @param fetchesPerMinute reads by key; 0: no limit */
  constructor(
    private readonly perMinute: number,
    private readonly fetchesPerMinute: number,
  ) {}

  /** Counts one request of a caller. @throws ApiError `rate_limited` */
  count(caller: Caller | undefined, ip: string, row?: Row): void {
    if (this.perMinute === 0) return;
    if (caller?.kind === 'key') {
      if (row?.access !== 'prompts:read') this.take(`key:${caller.keyId}`, this.perMinute);
      else if (this.fetchesPerMinute > 0) this.take(`fetch:${caller.keyId}`, this.fetchesPerMinute);
    } else if (caller?.kind === 'user') this.take(`user:${caller.userId}`, this.perMinute);
    else this.take(`ip:${networkOf(ip)}`, this.perMinute);
  }

  /** Counts one of what may happen `limit` times a minute. @throws ApiError `rate_limited` with a true `Retry-After` */
  take(key: string, limit: number): void {
    if (this.perMinute === 0) return;
    const now = Date.now();
    if (now >= this.#sweepAt) this.#sweep(now);
    const window = this.#windows.get(key);
    if (window === undefined || window.ends <= now) {
      this.#windows.set(key, { count: 1, ends: now + windowMs });
    } else if (window.count < limit) {
      window.count += 1;
    } else {
      const retryAfter = Math.ceil((window.ends - now) / 1000);
      throw new ApiError('rate_limited', `Too many requests; wait ${retryAfter} seconds.`, { retryAfter });
    }
  }

  #sweep(now: number): void {
    this.#sweepAt = now + windowMs;
    for (const [key, window] of this.#windows) if (window.ends <= now) this.#windows.delete(key);
  }
}

/** What counts as one address: an IPv4 address, or the /64 of an IPv6 one, which is one household. */
export function networkOf(ip: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (v4 !== undefined) return v4;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = (ip.split('%')[0] ?? '').toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
