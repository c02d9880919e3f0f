import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientSession, Connection } from 'mongoose';
import { ApiError } from '../http/api-error.js';
import { isPassing, isUnknownCommit, translate } from './store-error.js';

interface Running {
  readonly session: ClientSession;
  readonly afterCommit: (() => void)[];
  /** The end of the last command: a session does one at a time. */
  last: Promise<unknown>;
}

/** How long a transaction that meets others is repeated, in milliseconds. */
const patience = 5_000;

/** Transactions by an ambient session: whatever runs inside `run` is part of it, without passing anything on. */
export class Transactions {
  readonly #running = new AsyncLocalStorage<Running>();
  /** Transactions under way in this process. */
  #count = 0;
  #lane: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: Connection) {}

  get isInside(): boolean {
    return this.#running.getStore() !== undefined;
  }

  /**
   * Runs `work` as one transaction, or as part of the one that is running. It is repeated when it meets another
   * transaction, so it may have no effects but those on the database; others go to {@link afterCommit}.
   * @throws ApiError `busy` after 5 seconds of meeting others
   */
  async run<R>(work: () => Promise<R>): Promise<R> {
    if (this.isInside) return work();
    const deadline = Date.now() + patience;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await (attempt === 0 ? this.#once(work, deadline) : this.#inLane(() => this.#once(work, deadline)));
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (Date.now() >= deadline)
          throw new ApiError('busy', 'Too many changes at once. Try again.', { retryAfter: 1 });
        // Full jitter: those of several processes who met must not meet again.
        await delay(Math.random() * Math.min(2 ** attempt, 100));
      }
    }
  }

  /** Calls `effect` once what is running is committed; never when it fails. Outside a transaction: at once. */
  afterCommit(effect: () => void): void {
    const running = this.#running.getStore();
    if (running) running.afterCommit.push(effect);
    else effect();
  }

  /** Runs `work` outside of the running transaction, so that it sees what is true now. */
  outside<R>(work: () => R): R {
    return this.#running.exit(work);
  }

  /** Sends one command, within the running transaction if there is one. */
  async command<R>(send: (session: ClientSession | null) => Promise<R>): Promise<R> {
    const running = this.#running.getStore();
    try {
      if (!running) return await send(null);
      const sent = running.last.then(() => send(running.session));
      // Whoever sent it gets its error; the next command only waits for its end.
      running.last = sent.then(ignore, ignore);
      return await sent;
    } catch (error) {
      throw translate(error);
    }
  }

  /** Those of this process who met others go one after the other, so that each attempt of theirs can succeed. */
  #inLane<R>(attempt: () => Promise<R>): Promise<R> {
    const turn = this.#lane.then(attempt);
    this.#lane = turn.then(ignore, ignore);
    return turn;
  }

  /**
   * Runs `work` with its session around it. Node 20 keeps a hook on every promise of the process for as long as the
   * storage is on, which made a cached fetch three times dearer: it is on only while a transaction runs.
   */
  async #ambient<R>(running: Running, work: () => Promise<R>): Promise<R> {
    this.#count += 1;
    try {
      return await this.#running.run(running, work);
    } finally {
      this.#count -= 1;
      if (this.#count === 0) this.#running.disable();
    }
  }

  async #once<R>(work: () => Promise<R>, deadline: number): Promise<R> {
    const session = await this.connection.startSession();
    const running: Running = { session, afterCommit: [], last: Promise.resolve() };
    let result: R;
    try {
      session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } });
      result = await this.#ambient(running, work);
      await running.last;
      await commit(session, deadline);
    } catch (error) {
      await running.last;
      if (session.inTransaction()) await session.abortTransaction();
      throw translate(error);
    } finally {
      await session.endSession();
    }
    for (const effect of running.afterCommit) effect();
    return result;
  }
}

const ignore = () => undefined;

async function commit(session: ClientSession, deadline: number): Promise<void> {
  for (;;) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      if (!isUnknownCommit(error) || Date.now() >= deadline) throw error;
    }
  }
}
