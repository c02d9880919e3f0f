import type { ErrorCode } from '@incipit/contract';
import type { Actor } from './actor.js';

/**
 * One sentence of the permission table: who may do what with a thing of one model.
 * Policies are made of these and of nothing else, so that the permission matrix can be made from them.
 */
export interface Rule<T> {
  /** `prompt`, so that what is not seen answers `prompt_not_found`. */
  readonly model: string;
  /** `false`: to this actor the thing does not exist. */
  see(actor: Actor, target: T): boolean;
  /** Of those who see it: `true`, or the error code of the refusal. */
  may(actor: Actor, target: T): true | ErrorCode;
  /** The event that {@link AccessService.change} records, `prompt.updated` say; left out: none. */
  readonly event?: string;
}

/** What the access layer itself reads of a target. */
export interface Target {
  readonly id?: string;
  /** Whose it is, where things belong to a user. */
  readonly userId?: string;
  /** `null` or left out: a thing outside all workspaces. */
  readonly workspaceId?: string | null;
  /** Compared with `If-Match`. */
  readonly revision?: number;
}

/** Nothing more is asked of those who see it. */
export const allowed = (): true => true;

/** Those of whom `condition` holds; the others get `forbidden`, or the code given. */
export const only =
  <T>(condition: (actor: Actor, target: T) => boolean, otherwise: ErrorCode = 'forbidden') =>
  (actor: Actor, target: T): true | ErrorCode =>
    condition(actor, target) || otherwise;

/** The first refusal of several, else `true`. */
export const every =
  <T>(...checks: readonly ((actor: Actor, target: T) => true | ErrorCode)[]) =>
  (actor: Actor, target: T): true | ErrorCode => {
    for (const check of checks) {
      const answer = check(actor, target);
      if (answer !== true) return answer;
    }
    return true;
  };
