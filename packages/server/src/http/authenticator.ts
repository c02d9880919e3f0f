import type { Endpoint as Row } from '@incipit/contract';
import type { FastifyRequest } from 'fastify';
import type { Caller, KnownCaller } from './call.js';

/**
 * Finds out who asks, from the credential of a request. The auth module provides it (`{ provide: Authenticator, … }`);
 * its guard uses it on routes, and the answers for unknown routes and wrong methods use it too, as 401 comes first.
 */
export abstract class Authenticator {
  /** The caller, `anonymous` without a credential. @throws ApiError `unauthorized` for a bad one. */
  abstract authenticate(request: FastifyRequest): Promise<Caller>;

  /** Takes note that a credential was used; {@link authenticate} does it by itself. */
  abstract noteUse(caller: KnownCaller): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Put there by the guard. */
    caller?: Caller;
    /** What the route answers; undefined outside the API. */
    row?: Row;
  }
}
