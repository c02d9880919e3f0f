import { toDouble } from '../bson/numbers.js';
import { Double, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { fold, type Node, type Operator, type Operators, operandsByName, type Scope } from './operator.js';

/** What `$percentile` and `$median` are asked for. */
export interface PercentileSpec {
  readonly input: Node;
  /** The ranks from 0 to 1. */
  readonly ranks: readonly number[];
}

/**
 * Reads the arguments of `$percentile`, or of `$median`, which has no ranks.
 * Errors: 7429703 and 7436100 no object, 40414 something missing, 40415 unknown, 2 another method, 7750301 to 7750303 for `p`.
 */
export function percentileSpec(argument: Value, scope: Scope, name: string, withRanks: boolean): PercentileSpec {
  const common = { input: 40414, method: 40414 };
  const fields: Record<string, number> = withRanks ? { ...common, p: 40414 } : common;
  const object = withRanks ? 7429703 : 7436100;
  const given = operandsByName<string>(argument, name, { object, unknown: 40415, fields });
  const method = given.get('method');
  if (method === 'discrete' || method === 'continuous')
    refuse('a method of percentiles other than "approximate"', `${name} by ${method}`);
  if (method !== 'approximate') fail(2, `Currently only 'approximate' can be used as percentile 'method'.`);
  const ranks = withRanks ? ranksOf(scope.compile(given.get('p')!).run(new Map())) : [0.5];
  return { input: scope.compile(given.get('input')!), ranks };
}

function ranksOf(value: Value | undefined): number[] {
  const must = "The $percentile 'p' field must be an array of numbers from [0.0, 1.0]";
  if (!Array.isArray(value) || value.length === 0) return fail(7750301, must);
  return value.map((item) => {
    if (!isNum(item)) return fail(7750302, must);
    const rank = toDouble(item);
    return rank >= 0 && rank <= 1 ? rank : fail(7750303, must);
  });
}

/** The values at the ranks: always one that occurs, as a double; null without numbers. Exact where MongoDB approximates. */
export function percentiles(numbers: readonly number[], ranks: readonly number[]): Value[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  return ranks.map((rank) => {
    if (sorted.length === 0) return null;
    return new Double(sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)]!);
  });
}

/** Over the numbers of an array; a number alone is an array of one. */
function percentile(withRanks: boolean): Operator {
  return (argument, scope, name) => {
    const { input, ranks } = percentileSpec(argument, scope, name, withRanks);
    return fold([input], (root) => {
      const value = input.run(root);
      const numbers = (Array.isArray(value) ? value : [value]).filter(isNum).map(toDouble);
      const found = percentiles(numbers, ranks);
      return withRanks ? found : found[0];
    });
  };
}

/** `$median` and `$percentile` of arrays. */
export const percentileOperators: Operators = { $median: percentile(false), $percentile: percentile(true) };
