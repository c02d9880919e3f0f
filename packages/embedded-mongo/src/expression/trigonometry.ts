import { toDouble } from '../bson/numbers.js';
import { Decimal128, Double, isNum, type Num, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { numeric } from './numeric.js';
import { fixed, isNullish, type Operator, type Operators } from './operator.js';

interface Domain {
  readonly least: number;
  readonly most: number;
  /** Whether the ends belong to it. */
  readonly closed: boolean;
}

const EVERYWHERE: Domain = { least: -Infinity, most: Infinity, closed: true };
const FINITE: Domain = { least: -Infinity, most: Infinity, closed: false };
const UNIT: Domain = { least: -1, most: 1, closed: true };

function doubleOf(value: Num, name: string): number {
  return value instanceof Decimal128 ? refuse('trigonometry of decimals', name) : toDouble(value);
}

function trigonometric(apply: (value: number) => number, domain: Domain = EVERYWHERE): Operator {
  return numeric((value, name) => {
    const number = doubleOf(value, name);
    const { least, most, closed } = domain;
    const inside = closed ? number >= least && number <= most : number > least && number < most;
    if (!inside && !Number.isNaN(number)) {
      const range = closed ? `[${least},${most}]` : `(${least},${most})`;
      fail(50989, `cannot apply ${name} to ${number}, value must be in ${range}`);
    }
    return new Double(apply(number));
  });
}

function scaled(factor: number): Operator {
  return numeric((value, name) => new Double(doubleOf(value, name) * factor));
}

/** Angles in radians. The results are doubles; of decimals they are refused. */
export const trigonometryOperators: Operators = {
  $acos: trigonometric(Math.acos, UNIT),
  $acosh: trigonometric(Math.acosh, { least: 1, most: Infinity, closed: true }),
  $asin: trigonometric(Math.asin, UNIT),
  $asinh: trigonometric(Math.asinh),
  $atan: trigonometric(Math.atan),
  $atan2: fixed(2, ([y, x], _env, name) => {
    if (isNullish(y) || isNullish(x)) return null;
    if (!isNum(y)) fail(51044, `${name} only supports numeric types, not ${typeName(y)}`);
    if (!isNum(x)) fail(51045, `${name} only supports numeric types, not ${typeName(x)}`);
    return new Double(Math.atan2(doubleOf(y, name), doubleOf(x, name)));
  }),
  $atanh: trigonometric(Math.atanh, UNIT),
  $cos: trigonometric(Math.cos, FINITE),
  $cosh: trigonometric(Math.cosh),
  $degreesToRadians: scaled(Math.PI / 180),
  $radiansToDegrees: scaled(180 / Math.PI),
  $sin: trigonometric(Math.sin, FINITE),
  $sinh: trigonometric(Math.sinh),
  $tan: trigonometric(Math.tan, FINITE),
  $tanh: trigonometric(Math.tanh),
};
