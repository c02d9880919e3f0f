import { Int32 } from '../bson/value.js';
import { fail } from '../error.js';
import { isOperatorDoc } from '../expression/operator.js';
import { countField } from './accumulator.js';
import { grouped } from './group.js';
import { sorting } from './sort.js';
import type { StageCompiler } from './stage.js';

/** `$sortByCount`: groups with their counts, the largest first. Errors: 40147 to 40149 for what is no expression. */
export const sortByCount: StageCompiler = (spec, { scope, env }) => {
  if (spec instanceof Map) {
    if (!isOperatorDoc(spec)) fail(40147, 'the sortByCount field must be an expression');
  } else if (typeof spec !== 'string') {
    fail(40149, 'the sortByCount field must be specified as a string or as an object');
  } else if (!spec.startsWith('$'))
    fail(40148, 'the sortByCount field must be defined as a $-prefixed path or an expression inside an object');
  const { run } = scope.compile(spec);
  const fields = [countField(scope)];
  const sort = sorting(new Map([['count', new Int32(-1)]]), env.collation, Infinity);
  return { fields: 'end', run: (input) => sort.run(grouped(input, run, fields, scope)) };
};
