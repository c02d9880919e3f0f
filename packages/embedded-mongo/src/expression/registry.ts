import { fail } from '../error.js';
import { isRefused, refuseName } from '../refused.js';
import { accumulatedOperators } from './accumulated.js';
import { arithmeticOperators } from './arithmetic.js';
import { arrayOperators } from './array.js';
import { bitwiseOperators } from './bitwise.js';
import { booleanOperators } from './boolean.js';
import { comparisonOperators } from './comparison.js';
import { conditionalOperators } from './conditional.js';
import { convertOperators } from './convert.js';
import { dateArithmeticOperators } from './date-arithmetic.js';
import { dateFromStringOperators } from './date-from-string.js';
import { datePartOperators } from './date-parts.js';
import { iterationOperators } from './iteration.js';
import { nOperators } from './n-elements.js';
import { objectOperators } from './object.js';
import type { Operator, Operators } from './operator.js';
import { percentileOperators } from './percentile.js';
import { powerOperators } from './power.js';
import { regexOperators } from './regex.js';
import { roundingOperators } from './rounding.js';
import { setOperators } from './set.js';
import { sortArrayOperators } from './sort-array.js';
import { stringOperators } from './string.js';
import { timestampOperators } from './timestamp.js';
import { trigonometryOperators } from './trigonometry.js';
import { typeOperators } from './type.js';
import { variableOperators } from './variable.js';

const OPERATORS: Operators = {
  ...accumulatedOperators,
  ...arithmeticOperators,
  ...arrayOperators,
  ...bitwiseOperators,
  ...booleanOperators,
  ...comparisonOperators,
  ...conditionalOperators,
  ...convertOperators,
  ...dateArithmeticOperators,
  ...dateFromStringOperators,
  ...datePartOperators,
  ...iterationOperators,
  ...nOperators,
  ...objectOperators,
  ...percentileOperators,
  ...powerOperators,
  ...regexOperators,
  ...roundingOperators,
  ...setOperators,
  ...sortArrayOperators,
  ...stringOperators,
  ...timestampOperators,
  ...trigonometryOperators,
  ...typeOperators,
  ...variableOperators,
};

/** The names of all supported expression operators. */
export const supportedExpressions: readonly string[] = Object.keys(OPERATORS).sort();

export function isOperator(name: string): boolean {
  return Object.hasOwn(OPERATORS, name) || isRefused('expression', name);
}

/** The operator of that name. Errors: 238 a refused one, 168 an unknown one. */
export function operatorNamed(name: string): Operator {
  if (Object.hasOwn(OPERATORS, name)) return OPERATORS[name]!;
  refuseName('expression', name);
  return fail(168, `Unrecognized expression '${name}'`);
}
