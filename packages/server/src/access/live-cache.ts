import { LRUCache } from 'lru-cache';
import { atMost } from '../data/at-most.js';
import type { DataService } from '../data/data.service.js';
import type { EventLog } from '../data/event-log.js';

/**
 * Answers kept in memory that never bring back what is gone: a value read before a change is not stored after it,
 * and while the event log is not live nothing is served from here.
 */
export class LiveCache<V> {
  readonly #entries: LRUCache<string, { readonly value: V }>;
  #generation = 0;

  constructor(
    private readonly data: Pick<DataService, 'outsideTransaction'>,
    private readonly events: Pick<EventLog, 'isLive' | 'onGap'>,
    max: number,
  ) {
    this.#entries = new LRUCache(atMost(max));
    events.onGap(() => this.clear());
  }

  /** The value of `key`, from memory or by `load`, which sees what is committed. */
  async get(key: string, load: () => Promise<V>): Promise<V> {
    if (!this.events.isLive) return this.data.outsideTransaction(load);
    const known = this.#entries.get(key);
    if (known) return known.value;
    const generation = this.#generation;
    // Inside a transaction `load` would see what may still be rolled back.
    const value = await this.data.outsideTransaction(load);
    if (generation === this.#generation && this.events.isLive) this.#entries.set(key, { value });
    return value;
  }

  /** {@link get} for many: those that are not known are loaded at once. What `load` does not find is not kept. */
  async getMany(
    keys: readonly string[],
    load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  ): Promise<ReadonlyMap<string, V>> {
    const values = new Map<string, V>();
    for (const key of this.events.isLive ? keys : []) {
      const known = this.#entries.get(key);
      if (known) values.set(key, known.value);
    }
    const missing = keys.filter((key) => !values.has(key));
    if (missing.length === 0) return values;
    const generation = this.#generation;
    for (const [key, value] of await this.data.outsideTransaction(() => load(missing))) {
      values.set(key, value);
      if (generation === this.#generation && this.events.isLive) this.#entries.set(key, { value });
    }
    return values;
  }

  /** Forgets one value, and lets none be stored that is being read just now. */
  drop(key: string): void {
    this.#generation += 1;
    this.#entries.delete(key);
  }

  /** Forgets all, and lets nothing be stored that is being read just now. */
  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
  }
}
