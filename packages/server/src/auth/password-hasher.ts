import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { limits } from '@incipit/contract';
import { ApiError } from '../http/api-error.js';

/** Parameters of Argon2id: KiB of memory, passes, lanes (RFC 9106). */
export interface Argon2Cost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

const maxWaiting = limits.waitingPasswords;

/** Loaded with the first password: a server that only serves keys never needs its 8 MB. */
const argon2 = () => import('@node-rs/argon2');

/** Hashes and compares passwords, never more at once than there are cores: each takes one, and its memory. */
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #dummy: Promise<string> | undefined;

  constructor(
    private readonly cost: Argon2Cost,
    private readonly cores: number = availableParallelism(),
  ) {}

  /** The hash to store, in PHC form. @throws ApiError `busy` when too many wait */
  hash(password: string): Promise<string> {
    return this.inTurn(() => this.compute(password));
  }

  /**
   * Is it this password? Without a stored hash (no such user) it takes as long as with one, and answers no.
   * @throws ApiError `busy` when too many wait
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    this.#dummy ??= this.compute(randomBytes(32).toString('base64'));
    const against = stored ?? (await this.#dummy);
    const matches = await this.inTurn(async () => (await argon2()).verify(against, password));
    return matches && stored !== null;
  }

  /** Was it made more cheaply than passwords are now? */
  isOutdated(stored: string): boolean {
    const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored);
    if (!found) return true;
    const [m, t, p] = found.slice(1).map(Number) as [number, number, number];
    const { memoryCost, timeCost, parallelism } = this.cost;
    return m < memoryCost || t < timeCost || p < parallelism;
  }

  /** Argon2id is what the library makes when nothing else is said; the test looks at it. */
  private async compute(password: string): Promise<string> {
    return (await argon2()).hash(password, { ...this.cost });
  }

  private async inTurn<R>(work: () => Promise<R>): Promise<R> {
    if (this.#running >= this.cores) {
      if (this.#waiting.length >= maxWaiting) {
        throw new ApiError('busy', 'Too many sign-ins at once. Try again shortly.', { retryAfter: 2 });
      }
      // The one who ends hands over its place, so the count does not change between the two.
      await new Promise<void>((resume) => this.#waiting.push(resume));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
