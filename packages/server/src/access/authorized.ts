import type { Call } from '../http/call.js';
import type { Actor } from './actor.js';

const stamp: unique symbol = Symbol('authorized');

/** JSON that an event keeps about a change. `unchanged: true`: nothing happened, so there is no event. */
export type EventDetails = { unchanged?: true } & Record<string, unknown>;

/** What an event is about. The model is the first word of the action unless given. */
export interface EventTarget {
  readonly model?: string;
  readonly id: string;
  readonly name: string;
  /** Where it happened, when that is not where the caller was asked (a workspace just made). */
  readonly workspaceId?: string;
}

/**
 * A thing together with the proof that the caller may do with it what was asked.
 * Functions that write accept only this; only {@link AccessService} makes one.
 */
export interface Authorized<T> {
  /** The call without If-Match and Idempotency-Key, which are spent: safe for a change inside the change. */
  readonly call: Call;
  readonly actor: Actor;
  readonly target: T;
  details: EventDetails;
  /** What the event is about, when it is not the target itself (a create: the thing just made). */
  about?: EventTarget;
  readonly [stamp]: true;
}

/** For {@link AccessService} alone. */
export function authorize<T>(call: Call, actor: Actor, target: T): Authorized<T> {
  const spent: Call = { ...call, ifMatch: undefined, ifMatchNeeded: false, idempotency: undefined };
  return { call: spent, actor, target, details: {}, [stamp]: true };
}
