import type { Access, Endpoint, Scope } from '@incipit/contract';
import { ApiError } from './api-error.js';

interface Credential {
  readonly userId: string;
  /** Milliseconds since 1970 at which the credential ends by itself; `Infinity`: never. */
  readonly until: number;
}

/** Who asks. A key acts for its user, in one workspace. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | (Credential & { readonly kind: 'user'; readonly sessionId: string; readonly isAdmin: boolean })
  | (Credential & {
      readonly kind: 'key';
      readonly keyId: string;
      readonly workspaceId: string;
      readonly scopes: readonly Scope[];
      readonly limits: { readonly labels?: readonly string[]; readonly collectionId?: string };
    });
export type UserCaller = Extract<Caller, { kind: 'user' }>;
export type KnownCaller = Exclude<Caller, { kind: 'anonymous' }>;

/** The revisions that the caller has seen, or any. A weak tag names none, so that it never matches. */
export type IfMatch = '*' | readonly number[];

/** One request, without HTTP: who asks, from where, under which conditions. MCP and jobs make their own. */
export interface Call<C extends Caller = Caller> {
  readonly caller: C;
  readonly requestId: string;
  /** Address of the first untrusted hop. */
  readonly ip: string;
  /** What is asked for, the same for all calls of one kind: `GET /tags`. Page cursors are bound to it. */
  readonly route: string;
  /** Undefined where the route does not look at `If-Match`, or where it was not sent. */
  readonly ifMatch: IfMatch | undefined;
  /** The route needs `If-Match`. The check comes after 404 and 403: see {@link checkIfMatch}. */
  readonly ifMatchNeeded: boolean;
  /** `route` is method and address, `bodyHash` SHA-256 (hex) of the bytes sent. */
  readonly idempotency?: { readonly key: string; readonly route: string; readonly bodyHash: string };
}

type CallerFor<A extends Access> = A extends 'anyone' ? Caller : A extends 'user' ? UserCaller : KnownCaller;

/** The call that a handler of this row gets: the guard has kept everybody else out. */
export type CallFor<E extends Endpoint> = Call<CallerFor<E['access']>>;

/**
 * Compares what the caller has seen with what is there. To be called once the caller may see and change the thing.
 * @throws ApiError `precondition_required` (428) or `precondition_failed` (412)
 */
export function checkIfMatch(call: Call, revision: number): void {
  const { ifMatch } = call;
  if (ifMatch === '*') return;
  if (ifMatch === undefined) {
    if (!call.ifMatchNeeded) return;
    throw new ApiError('precondition_required', 'Send If-Match with the ETag of what you have seen, or *.');
  }
  if (!ifMatch.includes(revision)) {
    throw new ApiError('precondition_failed', 'It was changed meanwhile. Get it again, then repeat the change.');
  }
}
