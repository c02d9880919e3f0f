import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/value.js';

/** The leaf operators that a planner can read. `exists` is only the positive one; the negative is a `not`. */
export type FieldOp = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'exists' | 'regex' | 'type' | 'size' | 'mod' | 'bits';

/** A filter as a tree. `$ne`, `$nin` and `$not` are `not`; `$all` is an `and`; `other` says nothing to a planner. */
export type FilterNode =
  | { kind: 'and' | 'or' | 'nor'; nodes: FilterNode[] }
  | { kind: 'not'; node: FilterNode }
  | { kind: 'field'; path: string; op: FieldOp; value: Value }
  | { kind: 'elemMatch'; path: string; form: 'value' | 'object'; node: FilterNode }
  | { kind: 'other' };

/** What a filter needs from outside. */
export type QueryEnv = {
  collation?: Collation;
  /** The variables of the command's `let`. */
  vars?: Map<string, Value>;
  /** The time that `$$NOW` means. */
  now: Date;
  /** `$expr` and `$jsonSchema` are not allowed, as in `arrayFilters` and `$pull`. */
  plainOnly?: boolean;
  /** Compiles the expression of `$expr`. */
  expression: (expression: Value) => (doc: Doc) => Value | undefined;
};

/** Where a match found its array element: the index for the positional `$`. */
export type Position = { index: number | undefined };

/** Tests a document; writes the array index that matched into `position`. */
export type Test = (doc: Doc, position?: Position) => boolean;

/** Tests undecoded bytes; `undefined` when only the decoded document can tell. */
export type RawTest = (bytes: Uint8Array) => boolean | undefined;

/** One compiled part of a filter. */
export type Matcher = {
  node: FilterNode;
  test: Test;
  raw?: RawTest;
  /** Tests one value without looking into it, as an `$elemMatch` of operators does; conditions on fields have it. */
  single?: ValueTest;
};

/** Tests one value that a path leads to; `undefined` is a missing one. */
export type ValueTest = (value: Value | undefined) => boolean;

/** A query environment that also compiles nested filters; `top` as `$expr` needs it. */
export type ParseEnv = QueryEnv & { parse(filter: Doc, top: boolean): Matcher };
