import { type Dec, decimalOf, decOf, divideDec } from '../bson/decimal.js';
import { longOf, toArithmeticDec, toDouble, wholeOf } from '../bson/numbers.js';
import { Decimal128, Double, isNum, Long, type Num, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { expDec, lnDec, log10Dec, powDec, sqrtDec } from './decimal-functions.js';
import { DECIMAL, DOUBLE, intOrLong, isZero, kindOf, LONG } from './number.js';
import { numeric } from './numeric.js';
import { type Argument, fixed, isNullish, type Operator, type Operators } from './operator.js';

function isPositive(value: Num): boolean {
  if (!(value instanceof Decimal128)) return toDouble(value) > 0;
  const dec = decOf(value);
  return dec.kind !== 'nan' && !dec.negative && !isZero(value);
}

function isNaNumber(value: Num): boolean {
  return value instanceof Decimal128 ? decOf(value).kind === 'nan' : Number.isNaN(toDouble(value));
}

function logarithm(code: number, decimals: (dec: Dec) => Dec, doubles: (value: number) => number): Operator {
  return numeric((value, name) => {
    if (!isPositive(value) && !isNaNumber(value)) {
      fail(code, `${name}'s argument must be a positive number, but is ${value}`);
    }
    return value instanceof Decimal128 ? decimalOf(decimals(decOf(value))) : new Double(doubles(toDouble(value)));
  });
}

function log([value, base]: Argument[]): Argument {
  if (isNullish(value) || isNullish(base)) return null;
  if (!isNum(value)) fail(28756, `$log's argument must be numeric, not ${typeName(value)}`);
  if (!isNum(base)) fail(28757, `$log's base must be numeric, not ${typeName(base)}`);
  const number = toDouble(value);
  const foot = toDouble(base);
  if (number <= 0) fail(28758, `$log's argument must be a positive number, but is ${number}`);
  if (foot <= 0 || foot === 1) fail(28759, `$log's base must be a positive number not equal to 1, but is ${foot}`);
  if (kindOf(value) !== DECIMAL && kindOf(base) !== DECIMAL) return new Double(Math.log(number) / Math.log(foot));
  return decimalOf(divideDec(lnDec(toArithmeticDec(value)), lnDec(toArithmeticDec(base))));
}

function pow([base, exponent]: Argument[]): Argument {
  if (isNullish(base) || isNullish(exponent)) return null;
  if (!isNum(base)) fail(28762, `$pow's base must be numeric, not ${typeName(base)}`);
  if (!isNum(exponent)) fail(28763, `$pow's exponent must be numeric, not ${typeName(exponent)}`);
  if (isZero(base) && toDouble(exponent) < 0) fail(28764, '$pow cannot take a base of 0 and a negative exponent');
  const kind = Math.max(kindOf(base), kindOf(exponent));
  if (kind === DECIMAL) return decimalOf(powDec(toArithmeticDec(base), toArithmeticDec(exponent)));
  if (kind === DOUBLE) return new Double(toDouble(base) ** toDouble(exponent));
  const whole = wholePower(wholeOf(base)!, wholeOf(exponent)!);
  if (whole === undefined) return new Double(toDouble(base) ** toDouble(exponent));
  return kind === LONG ? Long.fromBigInt(whole) : intOrLong(whole);
}

/** The power when it is a whole number of 64 bits. */
function wholePower(base: bigint, exponent: bigint): bigint | undefined {
  if (base === 1n) return 1n;
  if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
  if (base === 0n) return exponent === 0n ? 1n : 0n;
  if (exponent < 0n || exponent > 63n) return undefined;
  const power = base ** exponent;
  return longOf(power) && power;
}

/** Powers, roots and logarithms; a decimal among the arguments makes the result a decimal. */
export const powerOperators: Operators = {
  $exp: numeric((value) =>
    value instanceof Decimal128 ? decimalOf(expDec(decOf(value))) : new Double(Math.exp(toDouble(value))),
  ),
  $ln: logarithm(28766, lnDec, Math.log),
  $log: fixed(2, log),
  $log10: logarithm(28761, log10Dec, Math.log10),
  $pow: fixed(2, pow),
  $sqrt: numeric((value) => {
    if (!isPositive(value) && !isZero(value) && !isNaNumber(value)) {
      fail(28714, "$sqrt's argument must be greater than or equal to 0");
    }
    return value instanceof Decimal128 ? decimalOf(sqrtDec(decOf(value))) : new Double(Math.sqrt(toDouble(value)));
  }),
};
