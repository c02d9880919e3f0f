export type { Answer, CallOptions, Calls, Unchanged } from './call.type.js';
export type { ClientOptions } from './calls.js';
export { type Client, createClient } from './create-client.js';
export { type ClientCode, IncipitError } from './incipit-error.js';
