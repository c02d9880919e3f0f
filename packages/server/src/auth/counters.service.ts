import { limits } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import type { New } from '../data/record-schema.js';
import type { Counter } from '../data/schemas/counter.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError } from '../http/api-error.js';
import { networkOf } from '../http/rate-limits.js';

const minute = 60_000;
const hour = 60 * minute;
const longestWait = limits.passwordWaitMinutes * minute;
/** Failures without another for so long are forgotten. */
const memory = 24 * hour;

/** Seconds to wait after that many failures in a row: 0 up to the fourth, then 1, 2, 4 … up to 15 minutes. */
export const waitAfter = (failures: number): number =>
  failures < limits.passwordFailures
    ? 0
    : Math.min(2 ** Math.min(failures - limits.passwordFailures, 20), longestWait / 1000);

/** Limits that several servers share, kept in the database. */
@Injectable()
export class CountersService {
  constructor(
    private readonly data: DataService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /** Counts one of what one network may do `limit` times a minute. @throws ApiError `rate_limited` */
  async countNetwork(what: 'register' | 'reset' | 'share' | 'sign-in', ip: string, limit: number): Promise<void> {
    await this.count(`${what}:${networkOf(ip)}`, limit, minute);
  }

  /** Counts one of what may come to one mail address `limit` times an hour. @throws ApiError `rate_limited` */
  async countAddress(what: 'reset' | 'email', address: string, limit: number): Promise<void> {
    await this.count(`${what}:${address}`, limit, hour);
  }

  /**
   * Lets somebody try a password: after 5 failures of this account in a row only after a wait. A try counts as failed
   * before it is known, so that many at once gain nothing; success forgets them.
   * @param account whose failures count, known or not
   * @throws ApiError `rate_limited` with the time to wait
   */
  async attempt(account: string, isRight: () => Promise<boolean>): Promise<boolean> {
    const { id } = await this.begin(keyOf(account));
    const isSuccess = await isRight().catch(async (error: unknown) => {
      // Nothing was compared (the server was too busy), so nothing failed.
      await this.data.counters.patch(id, { inc: { count: -1 }, set: { blockedUntil: null } });
      throw error;
    });
    if (isSuccess) await this.forget(account);
    return isSuccess;
  }

  /** Forgets the failures of an account: it has a new password. */
  async forget(account: string): Promise<void> {
    await this.data.counters.removeMany({ key: keyOf(account) });
  }

  /** Counts a try as the one after what is stored, and only if that is still so: each sees the one before it. */
  private async begin(key: string): Promise<Counter> {
    for (;;) {
      const now = Date.now();
      const before = await this.data.counters.find({ key });
      const isOld = before !== null && before.expiresAt.getTime() <= now;
      const wait = isOld ? 0 : (before?.blockedUntil?.getTime() ?? 0) - now;
      if (wait > 0) throw tooMany(wait);
      const count = (isOld ? 0 : (before?.count ?? 0)) + 1;
      const pause = waitAfter(count) * 1000;
      const blockedUntil = pause > 0 ? new Date(now + pause) : null;
      const values = { count, blockedUntil, expiresAt: new Date(now + memory) };
      const begun = before
        ? await this.data.counters.patch(before.id, { set: values }, { count: before.count })
        : await this.create({ key, ...values });
      // Otherwise another try was faster: the next round sees it.
      if (begun) return begun;
    }
  }

  /** `null`: somebody else has just made it. */
  private async create(values: New<Counter>): Promise<Counter | null> {
    try {
      return await this.data.counters.create(values);
    } catch (error) {
      if (error instanceof DuplicateError) return null;
      throw error;
    }
  }

  /** Counts one of `limit` in a window of the clock, which is the same on all servers. */
  private async count(what: string, limit: number, window: number): Promise<void> {
    if (this.config.rateLimit === 0) return;
    const now = Date.now();
    const ends = (Math.floor(now / window) + 1) * window;
    const { count } = await this.add(`${what}:${ends}`, new Date(ends + minute));
    if (count > limit) throw tooMany(ends - now);
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

const keyOf = (account: string): string => `failures:${account}`;

function tooMany(milliseconds: number): ApiError {
  const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  return new ApiError('rate_limited', `Too many tries; wait ${retryAfter} seconds.`, { retryAfter });
}
