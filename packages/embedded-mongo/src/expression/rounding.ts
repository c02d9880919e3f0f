import {
  type Dec,
  decimalOf,
  decOf,
  decOfDouble,
  decOfInteger,
  decToDouble,
  decToInteger,
  finite,
  type Rounding,
  roundDec,
} from '../bson/decimal.js';
import { integerOf, longOf, wholeOf } from '../bson/numbers.js';
import { Decimal128, Double, Int32, isNum, type Num, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { whole32 } from './number.js';
import { numeric } from './numeric.js';
import { type Argument, isNullish, type Operator, type Operators, ranged } from './operator.js';

/** IEEE 754 quantize: exactly `places` digits after the point, or NaN when 34 digits do not hold that. */
function quantize(dec: Dec, places: number, mode: Rounding): Dec {
  if (dec.kind !== 'finite') return dec;
  const cut = roundDec(dec, places, mode);
  const pad = cut.exponent + places;
  const coefficient = cut.coefficient * 10n ** BigInt(Math.max(pad, 0));
  return coefficient >= 10n ** 34n ? { kind: 'nan' } : finite(cut.negative, coefficient, -places);
}

function roundNumber(value: Num, places: number, mode: Rounding, name: string): Num {
  if (value instanceof Decimal128) return decimalOf(quantize(decOf(value), places, mode));
  if (value instanceof Double) return new Double(decToDouble(quantize(decOfDouble(value.value), places, mode)));
  if (places >= 0) return value;
  const whole = decToInteger(roundDec(decOfInteger(wholeOf(value)!), places, mode));
  const long = longOf(whole) ?? fail(51080, `invalid conversion from Decimal128 result in ${name}`);
  return value instanceof Int32 ? (integerOf(whole) ?? long) : long;
}

function rounding(mode: Rounding): Operator {
  return ranged(1, 2, (args, _env, name) => {
    const [value, precision] = args;
    if (isNullish(value)) return null;
    if (!isNum(value)) fail(51081, `${name} only supports numeric types, not ${typeName(value)}`);
    const places = args.length > 1 ? precisionOf(precision, name) : 0;
    return places === null ? null : roundNumber(value, places, mode, name);
  });
}

function precisionOf(precision: Argument, name: string): number | null {
  if (isNullish(precision)) return null;
  if (!isNum(precision)) fail(16004, `can't convert from BSON type ${typeName(precision)} to long`);
  const places = whole32(precision);
  if (places === undefined) fail(51082, `precision argument to  ${name} must be a integral value`);
  if (places < -20 || places > 100) {
    fail(51083, `cannot apply ${name} with precision value ${places} value must be in [-20, 100]`);
  }
  return places;
}

function towards(mode: 'floor' | 'ceiling', apply: (value: number) => number): Operator {
  return numeric((value) => {
    if (value instanceof Double) return new Double(apply(value.value));
    if (!(value instanceof Decimal128)) return value;
    const dec = decOf(value);
    return dec.kind === 'finite' ? decimalOf(roundDec(dec, 0, mode)) : value;
  });
}

/** Rounding: `$round` half to even, `$trunc` towards zero, to a number of decimal places from -20 to 100. */
export const roundingOperators: Operators = {
  $ceil: towards('ceiling', Math.ceil),
  $floor: towards('floor', Math.floor),
  $round: rounding('even'),
  $trunc: rounding('down'),
};
