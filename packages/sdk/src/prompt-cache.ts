import type { Prompt } from '@incipit/contract';
import type { Calls } from './call.type.js';
import { IncipitError } from './incipit-error.js';

export interface CacheOptions {
  /** Milliseconds for which an answer is used without asking again. Default: 10,000. */
  freshMs?: number;
  /** Milliseconds for which an older one is used while it is checked in the background. Default: 300,000. */
  staleMs?: number;
  /** Milliseconds after a failure in which the server is left alone, if there is something to use. Default: 5,000. */
  restMs?: number;
  /** Milliseconds to wait for the server. Default: 5,000. */
  timeoutMs?: number;
  /** The most prompts kept; the one that was used longest ago goes first. Default: 1,000. */
  maxEntries?: number;
  /** Hears of every failure that a cached prompt or a fallback covered up. */
  onError?: (error: unknown, name: string) => void;
}

/** Which version: by number, by label, or else `production` if it exists and the latest if not. */
export interface PromptSelector {
  version?: number;
  label?: string;
  /** Default: the workspace of the key, or the personal one of the user. */
  workspaceId?: string;
}

/** A prompt, where it comes from, and whether it is older than `freshMs`. It is frozen: all callers share it. */
interface CachedPrompt {
  prompt: Prompt;
  source: 'server' | 'cache';
  isStale: boolean;
}

interface Entry {
  prompt?: Prompt;
  etag?: string;
  checkedAt: number;
  failure?: { at: number; error: unknown };
  pending?: Promise<Prompt>;
}

export interface PromptCache {
  /**
   * A prompt with its includes put in. With `canRest` a failure is thrown again at once for as long as `restMs`.
   * @throws what the call throws, when there is nothing to use instead.
   */
  get(name: string, selector: PromptSelector, canRest: boolean): Promise<CachedPrompt>;
}

/** Keeps prompts in memory. One request per prompt at a time; checks carry the ETag. */
export function createPromptCache(calls: Calls, options: CacheOptions): PromptCache {
  const { freshMs = 10_000, staleMs = 300_000, restMs = 5_000, maxEntries = 1_000, onError } = options;
  const entries = new Map<string, Entry>();

  const load = (entry: Entry, name: string, selector: PromptSelector): Promise<Prompt> => {
    entry.pending ??= ask(calls, entry, name, selector);
    return entry.pending;
  };

  return {
    async get(name, { version, label, workspaceId }, canRest) {
      const selector = { version, label, workspaceId };
      const entry = entryFor(entries, JSON.stringify([name, version, label, workspaceId]), maxEntries);
      const age = Date.now() - entry.checkedAt;
      const isResting = entry.failure !== undefined && Date.now() - entry.failure.at < restMs;
      if (entry.prompt && (age < Math.max(freshMs, staleMs) || isResting)) {
        const isStale = age >= freshMs;
        if (isStale && !isResting) load(entry, name, selector).catch((error: unknown) => onError?.(error, name));
        return { prompt: entry.prompt, source: 'cache', isStale };
      }
      if (canRest && isResting) throw entry.failure?.error;
      try {
        return { prompt: await load(entry, name, selector), source: 'server', isStale: false };
      } catch (error) {
        if (!entry.prompt) throw error;
        onError?.(error, name);
        return { prompt: entry.prompt, source: 'cache', isStale: true };
      }
    },
  };
}

/** The entry of a key, now the youngest: a Map keeps the order of insertion. */
function entryFor(entries: Map<string, Entry>, key: string, maxEntries: number): Entry {
  const entry = entries.get(key) ?? { checkedAt: 0 };
  entries.delete(key);
  entries.set(key, entry);
  const [oldest] = entries.keys();
  if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  return entry;
}

async function ask(calls: Calls, entry: Entry, name: string, selector: PromptSelector): Promise<Prompt> {
  try {
    const input = { name, ...selector, resolve: true };
    const { prompt: known, etag } = entry;
    const answer =
      known && etag
        ? await calls.prompts.getByName(input, { ifNoneMatch: etag })
        : await calls.prompts.getByName(input);
    const prompt = answer.data ?? known;
    if (!prompt) throw new IncipitError({ status: 304, code: 'unexpected_answer', detail: 'Nothing was asked about.' });
    entry.prompt = freeze(prompt);
    entry.etag = answer.etag;
    entry.checkedAt = Date.now();
    entry.failure = undefined;
    return prompt;
  } catch (error) {
    entry.failure = { at: Date.now(), error };
    if (!isPassing(error)) {
      entry.prompt = undefined;
      entry.etag = undefined;
    }
    throw error;
  } finally {
    entry.pending = undefined;
  }
}

/** Whether a prompt may be used still: others say that it is gone or not ours. */
function isPassing(error: unknown): boolean {
  return error instanceof IncipitError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
