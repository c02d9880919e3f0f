import { api, type Endpoint } from '@incipit/contract';
import type { CallOptions, Calls } from './call.type.js';
import { toRequest } from './request.js';
import { type SendOptions, send } from './send.js';

export interface CallsOptions {
  /** Where the server is, `https://prompts.example.org`; `''` for the page's own origin. */
  baseUrl: string;
  /** A secret for machines. Not in a browser. */
  apiKey?: string;
  /** Asked before every call; `undefined`: nobody is signed in. */
  accessToken?: () => string | undefined | Promise<string | undefined>;
  /** Another `fetch`. Default: the global one. */
  fetch?: typeof fetch;
  /** Milliseconds for one attempt. Default: 30,000. */
  timeoutMs?: number;
  /** Further attempts after a failure that may pass, where repeating is safe. Default: 2. */
  retries?: number;
}

type AnyCall = (input?: Record<string, unknown>, options?: CallOptions) => Promise<unknown>;

/** A call for every row of the contract. They reject with IncipitError, or with the reason of their signal. */
export function createCalls(options: CallsOptions): Calls {
  const sendOptions: SendOptions = {
    // Browsers refuse to run their fetch as a method of something else.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeoutMs: options.timeoutMs ?? 30_000,
    retries: options.retries ?? 2,
  };
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const callFor =
    (row: Endpoint): AnyCall =>
    async (input = {}, call = {}) => {
      const request = toRequest(baseUrl, row, input, call);
      const token = options.apiKey ?? (await options.accessToken?.());
      const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...request.headers };
      return send({ ...request, headers }, call, sendOptions);
    };
  const calls = Object.entries(api).map(([subject, rows]) => [
    subject,
    Object.fromEntries(Object.entries(rows as Record<string, Endpoint>).map(([verb, row]) => [verb, callFor(row)])),
  ]);
  // The rows are walked as data; their types come back here, in one place.
  return Object.fromEntries(calls) as Calls;
}
