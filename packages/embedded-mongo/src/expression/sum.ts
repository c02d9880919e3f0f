import { addDec, type Dec, decimalOf, decOf, decOfDouble, decOfInteger, divideDec } from '../bson/decimal.js';
import { longOf, toDouble, wholeOf } from '../bson/numbers.js';
import { Decimal128, Double, isNum, type Num } from '../bson/value.js';
import { DECIMAL, DOUBLE, INT, intOrLong, kindOf, LONG } from './number.js';
import type { Argument } from './operator.js';

/** The sum behind `$sum` and `$avg`: exact for integers, compensated for doubles; what is no number is left out. */
export interface Sum {
  push(value: Argument): void;
  total(): Num;
  /** Null without numbers; a double, or a decimal when one was among them. */
  average(): Double | Decimal128 | null;
}

/** Doubles are added with Knuth's two-sum, so that the rounding errors are kept and added at the end. */
export function newSum(): Sum {
  let kind = INT;
  let count = 0;
  let integer = 0n;
  let high = 0;
  let low = 0;
  let decimal: Dec = decOfInteger(0n);

  const addDouble = (value: number) => {
    const sum = high + value;
    const part = sum - high;
    low += high - (sum - part) + (value - part);
    high = sum;
  };
  const double = () => {
    // Infinities make the error term NaN; the plain sum is right then.
    if (!Number.isFinite(high)) return high + Number(integer);
    if (integer === 0n) return high + low;
    const near = Number(integer);
    const sum = high + near;
    const part = sum - high;
    const error = high - (sum - part) + (near - part) + Number(integer - BigInt(near));
    return sum + (low + error);
  };
  const exact = (): Dec => {
    const doubles = Number.isFinite(high) ? addDec(decOfDouble(high), decOfDouble(low)) : decOfDouble(high);
    return addDec(addDec(decimal, decOfInteger(integer)), doubles);
  };

  return {
    push: (value) => {
      if (!isNum(value)) return;
      count++;
      kind = Math.max(kind, kindOf(value));
      if (value instanceof Decimal128) decimal = decOf(decimalOf(addDec(decimal, decOf(value))));
      else if (value instanceof Double) addDouble(toDouble(value));
      else integer += wholeOf(value)!;
    },
    total: () => {
      if (kind === DECIMAL) return decimalOf(exact());
      if (kind === DOUBLE) return new Double(double());
      return kind === LONG ? (longOf(integer) ?? new Double(Number(integer))) : intOrLong(integer);
    },
    average: () => {
      if (count === 0) return null;
      if (kind === DECIMAL) return decimalOf(divideDec(decOf(decimalOf(exact())), decOfInteger(BigInt(count))));
      return new Double(double() / count);
    },
  };
}

/** The standard deviation by Welford's method, in doubles; what is no number is left out. */
export function newDeviation(sample: boolean): { push(value: Argument): void; value(): Double | null } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    push: (value) => {
      if (!isNum(value)) return;
      const number = toDouble(value);
      count++;
      const distance = number - mean;
      mean += distance / count;
      squares += distance * (number - mean);
    },
    value: () => {
      const divisor = sample ? count - 1 : count;
      return divisor <= 0 ? null : new Double(Math.sqrt(squares / divisor));
    },
  };
}
