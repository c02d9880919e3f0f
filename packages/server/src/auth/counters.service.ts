import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import type { Counter } from '../data/schemas/counter.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError } from '../http/api-error.js';
import { networkOf } from '../http/rate-limits.js';

const minute = 60_000;
/** Failures that cost nothing. */
const freeFailures = 5;
const longestWait = 15 * minute;
/** Failures without another for so long are forgotten. */
const memory = 24 * 60 * minute;

/** Seconds to wait after that many failures in a row: 0 up to the fourth, then 1, 2, 4 … up to 15 minutes. */
export const waitAfter = (failures: number): number =>
  failures < freeFailures ? 0 : Math.min(2 ** Math.min(failures - freeFailures, 20), longestWait / 1000);

/** Limits that several servers share, kept in the database. */
@Injectable()
export class CountersService {
  constructor(
    private readonly data: DataService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /** Counts one of what one network may do `limit` times a minute. @throws ApiError `rate_limited` */
  async countNetwork(what: 'register' | 'share' | 'sign-in', ip: string, limit: number): Promise<void> {
    if (this.config.rateLimit === 0) return;
    const now = Date.now();
    const ends = (Math.floor(now / minute) + 1) * minute;
    const { count } = await this.add(`${what}:${networkOf(ip)}:${ends}`, new Date(ends + minute));
    if (count > limit) throw tooMany(ends - now);
  }

  /**
   * Lets somebody try a password: after 5 failures of this account in a row only after a wait. A try counts as failed
   * before it is known, so that many at once gain nothing; success forgets them.
   * @param account whose failures count, known or not
   * @throws ApiError `rate_limited` with the time to wait
   */
  async attempt(account: string, isRight: () => Promise<boolean>): Promise<boolean> {
    const key = `failures:${account}`;
    const now = Date.now();
    const before = await this.data.counters.find({ key });
    const wait = before?.blockedUntil ? before.blockedUntil.getTime() - now : 0;
    if (wait > 0) throw tooMany(wait);
    if (before && before.expiresAt.getTime() <= now) await this.data.counters.removeMany({ key });
    const { id, count } = await this.add(key, new Date(now + memory));
    const pause = waitAfter(count) * 1000;
    if (pause > 0) await this.data.counters.patch(id, { set: { blockedUntil: new Date(now + pause) } });
    const isSuccess = await isRight().catch(async (error: unknown) => {
      // Nothing was compared (the server was too busy), so nothing failed.
      await this.data.counters.patch(id, { inc: { count: -1 }, set: { blockedUntil: null } });
      throw error;
    });
    if (isSuccess) await this.data.counters.removeMany({ key });
    return isSuccess;
  }

  private async add(key: string, expiresAt: Date): Promise<Counter> {
    for (;;) {
      try {
        return await this.data.counters.upsert(
          { key },
          { inc: { count: 1 }, set: { expiresAt } },
          { blockedUntil: null },
        );
      } catch (error) {
        // Two made the counter at once: the next round finds it.
        if (!(error instanceof DuplicateError)) throw error;
      }
    }
  }
}

function tooMany(milliseconds: number): ApiError {
  const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  return new ApiError('rate_limited', `Too many tries; wait ${retryAfter} seconds.`, { retryAfter });
}
