import type { Calls } from './call.type.js';
import { type ClientOptions, createCalls } from './calls.js';

export type Client = Calls;

/**
 * A client of one Incipit server, for Node ≥ 20.19 and browsers: `client.prompts.get({ id })`.
 * Calls answer `{ status, data, etag }` and reject with IncipitError.
 */
export function createClient(options: ClientOptions): Client {
  return createCalls(options);
}
