import type { Timestamp } from 'bson';
import type { Collation } from '../bson/collation.js';
import { toDouble } from '../bson/numbers.js';
import { type Doc, isNum, type Value } from '../bson/value.js';
import { compileExpression } from '../expression/expression.js';
import { compileFilter, type Filter, type QueryEnv } from '../query/filter.js';

/** A BSON number of any kind as a JavaScript number; NaN for anything else. */
export function numberOf(value: Value | undefined): number {
  return isNum(value) ? toDouble(value) : Number.NaN;
}

/** What a command fixes for all filters and expressions inside it. */
export interface Surroundings {
  collation?: Collation;
  /** Evaluated `let` variables. */
  vars?: Map<string, Value>;
  now?: Date;
  clusterTime?: Timestamp;
}

/** The environment in which a command's filters are compiled. */
export function queryEnv(given: Surroundings = {}): QueryEnv {
  const now = given.now ?? new Date();
  const { collation, vars, clusterTime } = given;
  return {
    now,
    collation,
    vars,
    expression: (expression) => compileExpression(expression, { now, collation, vars, clusterTime }),
  };
}

/** Compiles a filter. @throws MongoError for what is no filter */
export function filterOf(filter: Doc, given: Surroundings = {}): Filter {
  return compileFilter(filter, queryEnv(given));
}
