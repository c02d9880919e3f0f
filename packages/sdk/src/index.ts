export type { Answer, CallOptions, Calls, Unchanged } from './call.type.js';
export { type Client, type ClientOptions, createClient } from './create-client.js';
export { type ClientCode, IncipitError } from './incipit-error.js';
export type { CacheOptions, PromptSelector } from './prompt-cache.js';
export type { FetchedPrompt, FetchOptions, PromptReader, RenderedPrompt } from './prompts.fetch.js';
