import { Int32 } from 'bson';
import { compare } from '../bson/compare.js';
import { fixed, type Operator, type Operators } from './operator.js';

function comparison(test: (order: number) => boolean): Operator {
  return fixed(2, ([a, b], env) => test(compare(a, b, env.collation)));
}

/** Comparisons of any two values, over all types. */
export const comparisonOperators: Operators = {
  $cmp: fixed(2, ([a, b], env) => new Int32(Math.sign(compare(a, b, env.collation)))),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
};
