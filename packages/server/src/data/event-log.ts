import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { atMost } from './at-most.js';
import { DataService } from './data.service.js';
import { EventStream } from './event-stream.js';
import type { New } from './record-schema.js';
import type { Event } from './schemas/event.schema.js';

export type EventListener = (event: Event) => void;

/** More than can be on their way at one time. */
const remembered = 10_000;

/**
 * Everything that happened, in the order in which each process learns of it. Written in the transaction of the change;
 * the one source of audit, activity, live pages and the dropping of caches.
 */
export class EventLog {
  readonly #logger = new Logger(EventLog.name);
  readonly #listeners = new Set<EventListener>();
  readonly #gapListeners = new Set<() => void>();
  /** Own events come twice: from the transaction, and from the stream. */
  readonly #told = new LRUCache<string, true>(atMost(remembered));

  constructor(
    private readonly data: DataService,
    private readonly stream: EventStream,
  ) {
    stream.onEvent = (event) => this.#tell(event);
    stream.onGap = () => {
      for (const listener of this.#gapListeners) listener();
    };
  }

  /** `false`: changes by other processes may be unknown here for more than a second. Caches are then not to be used. */
  get isLive(): boolean {
    return this.stream.isLive;
  }

  /** Stores events as part of the running transaction. Listeners here hear of them right after the commit. */
  async record(...events: readonly New<Event>[]): Promise<void> {
    const stored = await this.data.events.createMany(events);
    this.data.afterCommit(() => {
      for (const event of stored) this.#tell(event);
    });
  }

  /** Calls `listener` once for each event of any process, from now on. The function that comes back ends it. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when events were missed for good: whatever is remembered is to be forgotten. */
  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  #tell(event: Event): void {
    if (this.#told.has(event.id)) return;
    this.#told.set(event.id, true);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // The change is made, and the other listeners must hear of it.
        this.#logger.error(`A listener failed at ${event.action}`, error instanceof Error ? error.stack : error);
      }
    }
  }
}
