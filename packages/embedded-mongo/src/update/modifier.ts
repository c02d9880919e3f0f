import type { Doc, Value } from '../bson/value.js';
import type { QueryEnv } from '../query/node.js';

/** What an operator does to the value at its path: `undefined` in or out is no value. */
export type Modifier = {
  /** Whether the path is made where it is missing. */
  creates: boolean;
  /** For one that does not create: whether a path that cannot be made is an error (else there is nothing to do). */
  strict: boolean;
  /** Only when an upsert inserts. */
  insertOnly?: boolean;
  apply(current: Value | undefined, path: string): Value | undefined;
};

/** What an operator is built from besides its operand. */
export type UpdateEnv = QueryEnv & { arrayFilters?: Doc[] };

/** Builds the modifier of one operator for one field. */
export type BuildModifier = (operand: Value, env: UpdateEnv, path: string) => Modifier;

/** A modifier that makes its path. */
export function creating(apply: Modifier['apply']): Modifier {
  return { creates: true, strict: true, apply };
}

/** A modifier that leaves a missing path alone. */
export function existing(apply: (current: Value, path: string) => Value | undefined): Modifier {
  return {
    creates: false,
    strict: true,
    apply: (current, path) => (current === undefined ? undefined : apply(current, path)),
  };
}
