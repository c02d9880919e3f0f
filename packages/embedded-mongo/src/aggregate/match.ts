import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import { compileFilter } from '../query/filter.js';
import type { StageCompiler } from './stage.js';

/** The filter of a `$match`. Error 15959 when it is no object. */
export const matchSpec = (spec: Value): Doc =>
  spec instanceof Map ? spec : fail(15959, 'the match filter must be an expression in an object');

/** `$match`. Errors: those of {@link matchSpec}, and the filter's own. */
export const match: StageCompiler = (spec, { queryEnv }) => {
  const filter = compileFilter(matchSpec(spec), queryEnv);
  return {
    *run(input) {
      for (const doc of input) if (!doc || filter.matches(doc)) yield doc;
    },
  };
};
