import type { Calls } from './call.type.js';
import { type CallsOptions, createCalls } from './calls.js';
import { type CacheOptions, createPromptCache } from './prompt-cache.js';
import { createPromptReader, type PromptReader } from './prompts.fetch.js';

export interface ClientOptions extends CallsOptions {
  /** How `fetchPrompt` and `renderPrompt` keep prompts. */
  cache?: CacheOptions;
}

export type Client = Calls & PromptReader;

/**
 * A client of one Incipit server, for Node ≥ 20.19 and browsers. `client.prompts.get({ id })` and all other rows of the
 * contract answer `{ status, data, etag }` and reject with IncipitError; `client.fetchPrompt(name)` and
 * `client.renderPrompt(name, values)` are what an app needs, with a cache and a fallback.
 */
export function createClient(options: ClientOptions): Client {
  const cacheOptions = options.cache ?? {};
  // An app that has something else to use does not wait long, nor twice.
  const patience = { timeoutMs: cacheOptions.timeoutMs ?? 5_000, retries: Math.min(options.retries ?? 1, 1) };
  const cache = createPromptCache(createCalls({ ...options, ...patience }), cacheOptions);
  return { ...createCalls(options), ...createPromptReader(cache, cacheOptions.onError) };
}
