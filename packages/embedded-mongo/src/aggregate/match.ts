import { fail } from '../error.js';
import { compileFilter } from '../query/filter.js';
import type { StageCompiler } from './stage.js';

/** `$match`. Error 15959 when it is no object; the filter's own errors. */
export const match: StageCompiler = (spec, { queryEnv }) => {
  if (!(spec instanceof Map)) return fail(15959, 'the match filter must be an expression in an object');
  const filter = compileFilter(spec, queryEnv);
  return {
    *run(input) {
      for (const doc of input) if (!doc || filter.matches(doc)) yield doc;
    },
  };
};
