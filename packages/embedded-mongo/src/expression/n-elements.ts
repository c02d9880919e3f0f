import { compare } from '../bson/compare.js';
import { isNum, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { whole64 } from './number.js';
import { type Argument, type ExpressionEnv, isNullish, named, type Operator, type Operators } from './operator.js';

/** The `n` of `$firstN` and its like. Errors: 5787902 no number, 5787903 not integral, 5787908 below 1. */
export function countOf(value: Argument): number {
  if (!isNum(value)) fail(5787902, `Value for 'n' must be of integral type, but found ${typeName(value)}`);
  const whole = whole64(value);
  if (whole === undefined) fail(5787903, `Value for 'n' must be of integral type, but found ${value}`);
  if (whole <= 0n) fail(5787908, `'n' must be greater than 0, found ${whole}`);
  return Number(whole);
}

type Pick = (items: Value[], count: number, env: ExpressionEnv) => Value[];

function some(object: number, pick: Pick): Operator {
  return named({ object, unknown: 5787901, fields: { n: 5787906, input: 5787907 } }, (args, env) => {
    const input = args.get('input');
    const count = countOf(args.get('n'));
    if (!Array.isArray(input)) fail(5788200, `Input must be an array, found ${typeName(input)}`);
    return pick(input, count, env);
  });
}

function ordered(sign: 1 | -1): Pick {
  return (items, count, env) =>
    items
      .filter((item) => !isNullish(item))
      .sort((a, b) => sign * compare(a, b, env.collation))
      .slice(0, count);
}

/** A few elements of an array: from its ends, or its least or greatest. */
export const nOperators: Operators = {
  $firstN: some(5787801, (items, count) => items.slice(0, count)),
  $lastN: some(5787801, (items, count) => items.slice(-count)),
  $maxN: some(5787900, ordered(-1)),
  $minN: some(5787900, ordered(1)),
};
