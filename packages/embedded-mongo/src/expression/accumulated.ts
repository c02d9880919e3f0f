import { compare } from '../bson/compare.js';
import { type Argument, type ExpressionEnv, isNullish, type Operator, type Operators, variadic } from './operator.js';
import { newDeviation, newSum } from './sum.js';

/** An operator over all its arguments, or over the elements of a single array. */
function over(apply: (values: readonly Argument[], env: ExpressionEnv) => Argument): Operator {
  return variadic((args, env) => {
    const [only] = args;
    return apply(args.length === 1 && Array.isArray(only) ? only : args, env);
  });
}

function extreme(sign: 1 | -1): Operator {
  return over((values, env) => {
    let best: Argument;
    for (const value of values) {
      if (isNullish(value)) continue;
      if (best === undefined || sign * compare(value, best, env.collation) > 0) best = value;
    }
    return best ?? null;
  });
}

function deviation(sample: boolean): Operator {
  return over((values) => {
    const state = newDeviation(sample);
    for (const value of values) state.push(value);
    return state.value();
  });
}

/** The accumulators of `$group` that are also expressions. */
export const accumulatedOperators: Operators = {
  $avg: over((values) => {
    const sum = newSum();
    for (const value of values) sum.push(value);
    return sum.average();
  }),
  $max: extreme(1),
  $min: extreme(-1),
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $sum: over((values) => {
    const sum = newSum();
    for (const value of values) sum.push(value);
    return sum.total();
  }),
};
