import type { Value } from '../bson/value.js';
import { fail } from '../error.js';
import { whole64 } from '../expression/number.js';
import type { FlowStage, StageCompiler } from './stage.js';

/** The number of a `$limit`. Errors: 5107201 no whole number from 0 on, 15958 zero. */
export function limitOf(spec: Value): number {
  const count = whole64(spec);
  if (count === undefined || count < 0n)
    fail(5107201, 'invalid argument to $limit stage: Expected a non-negative number');
  if (count === 0n) fail(15958, 'the limit must be positive');
  return Number(count);
}

/** The number of a `$skip`. Error 5107200. */
export function skipOf(spec: Value): number {
  const count = whole64(spec);
  if (count === undefined || count < 0n)
    fail(5107200, 'invalid argument to $skip stage: Expected a non-negative number');
  return Number(count);
}

/** `$limit`: stops reading once it has enough. */
export const limit: StageCompiler = (spec) => limiting(limitOf(spec));

export function limiting(most: number): FlowStage {
  return {
    fields: 'pass',
    *run(input) {
      let left = most;
      for (const doc of input) {
        yield doc;
        if (doc && --left === 0) return;
      }
    },
  };
}

/** `$skip`. */
export const skip: StageCompiler = (spec) => {
  const count = skipOf(spec);
  return {
    fields: 'pass',
    *run(input) {
      let left = count;
      for (const doc of input) {
        if (doc && left > 0) left--;
        else yield doc;
      }
    },
  };
};
