import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EventLog } from '../data/event-log.js';
import type { Event } from '../data/schemas/event.schema.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { ReadyAnswer } from '../http/ready-answer.js';

/** An answer to the hot route, the same for every caller who may see the prompt. */
export interface Fetched {
  readonly prompt: Prompt;
  readonly answer: ReadyAnswer;
}

const maxBytes = 64 * 1024 * 1024;
/** The least that an entry costs besides its bytes. */
const entryOverhead = 1024;

/** Changes of these are told with the id of their prompt. */
const promptModels = new Set(['prompt', 'version', 'label', 'prompt_tag']);
/** What these change shows in many prompts. */
const sharedModels = new Set(['tag', 'profile', 'user', 'workspace', 'collection']);

/**
 * Ready bytes by workspace, name and selector. Dropped by the event log before the writer has its answer, in every
 * process; an answer that was read before a change is not kept after it.
 */
@Injectable()
export class FetchCache {
  readonly #keysOf = new Map<string, Set<string>>();
  readonly #entries = new LRUCache<string, Fetched>({
    maxSize: maxBytes,
    sizeCalculation: ({ answer }) => answer.body.length + entryOverhead,
    dispose: ({ prompt }, key) => {
      const keys = this.#keysOf.get(prompt.id);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysOf.delete(prompt.id);
    },
  });
  #generation = 0;

  constructor(private readonly events: EventLog) {
    events.onEvent((event) => this.#drop(event));
    events.onGap(() => this.#clear());
  }

  /** Undefined: not here, or not to be trusted now. */
  get(key: string): Fetched | undefined {
    return this.events.isLive ? this.#entries.get(key) : undefined;
  }

  /** What `load` finds, kept unless something changed meanwhile. */
  async fill(key: string, load: () => Promise<Fetched>): Promise<Fetched> {
    const generation = this.#generation;
    const fetched = await load();
    if (generation === this.#generation && this.events.isLive) {
      this.#entries.set(key, fetched);
      const keys = this.#keysOf.get(fetched.prompt.id) ?? new Set();
      this.#keysOf.set(fetched.prompt.id, keys.add(key));
    }
    return fetched;
  }

  #drop({ target }: Event): void {
    if (sharedModels.has(target.model)) this.#clear();
    if (!promptModels.has(target.model)) return;
    this.#generation += 1;
    for (const key of [...(this.#keysOf.get(target.id) ?? [])]) this.#entries.delete(key);
  }

  #clear(): void {
    this.#generation += 1;
    this.#entries.clear();
  }
}
