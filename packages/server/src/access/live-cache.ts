import { LRUCache } from 'lru-cache';

/** What a cache must know of the event log: is it told of every change? */
export interface Liveness {
  /** `false`: events of other processes may be missed. */
  readonly isLive: boolean;
}

/**
 * Answers kept in memory that never bring back what is gone: a value read before a change is not stored after it,
 * and while the event log is not live nothing is served from here.
 */
export class LiveCache<V> {
  readonly #entries: LRUCache<string, { readonly value: V }>;
  #generation = 0;

  constructor(
    private readonly events: Liveness,
    max: number,
  ) {
    this.#entries = new LRUCache({ max });
  }

  /** The value of `key`, from memory or by `load`. */
  async get(key: string, load: () => Promise<V>): Promise<V> {
    if (!this.events.isLive) {
      this.clear();
      return load();
    }
    const known = this.#entries.get(key);
    if (known) return known.value;
    const generation = this.#generation;
    const value = await load();
    if (generation === this.#generation && this.events.isLive) this.#entries.set(key, { value });
    return value;
  }

  drop(key: string): void {
    this.#generation += 1;
    this.#entries.delete(key);
  }

  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
  }
}
