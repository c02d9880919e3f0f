import { Decimal128, Double, Int32, Long } from 'bson';
import {
  addDec,
  compareDec,
  type Dec,
  decimalOf,
  decOf,
  decOfDouble,
  decOfDouble15,
  decOfInteger,
  decToDouble,
  decToInteger,
  isWhole,
  multiplyDec,
  negateDec,
} from './decimal.js';
import type { Num } from './value.js';

const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;

/** An Int32 when the integer fits, else a Long, else `undefined`. */
export function integerOf(value: bigint): Int32 | Long | undefined {
  if (value >= -2147483648n && value <= 2147483647n) return new Int32(Number(value));
  return value < minLong || value > maxLong ? undefined : Long.fromBigInt(value);
}

/** A Long, or `undefined` beyond 64 bits. */
export function longOf(value: bigint): Long | undefined {
  return value < minLong || value > maxLong ? undefined : Long.fromBigInt(value);
}

/** The number as a double: exact for Int32 and Double, else the nearest. */
export function toDouble(value: Num): number {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  return value instanceof Long ? value.toNumber() : decToDouble(decOf(value));
}

/** The number as a decimal for a comparison: a double with 34 digits. */
export function toDec(value: Num): Dec {
  if (value instanceof Decimal128) return decOf(value);
  if (value instanceof Long) return decOfInteger(value.toBigInt());
  return value instanceof Int32 ? decOfInteger(BigInt(value.value)) : decOfDouble(value.value);
}

/** The number as a decimal for arithmetic and conversion: a double with exactly 15 digits, as MongoDB does. */
export function toArithmeticDec(value: Num): Dec {
  return value instanceof Double ? decOfDouble15(value.value) : toDec(value);
}

/** Compares two numbers of any kinds by their exact values; NaN equals NaN and is the least. */
export function compareNumbers(a: Num, b: Num): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareDec(toDec(a), toDec(b));
  if (a instanceof Long && b instanceof Long) return a.compare(b);
  if (a instanceof Long) return compareLongToDouble(a, (b as Int32 | Double).value);
  if (b instanceof Long) return -compareLongToDouble(b, a.value) || 0;
  return compareDoubles(a.value, b.value);
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1;
}

function compareLongToDouble(long: Long, double: number): number {
  const near = long.toNumber();
  if (Number.isSafeInteger(near) || !Number.isFinite(double)) return compareDoubles(near, double);
  const integer = BigInt(Math.trunc(double));
  const exact = long.toBigInt();
  if (exact !== integer) return exact < integer ? -1 : 1;
  return compareDoubles(0, double - Math.trunc(double));
}

/** The exact integer of a number without a fraction; `undefined` for a fraction, NaN or infinity. */
export function wholeOf(value: Num): bigint | undefined {
  if (value instanceof Int32) return BigInt(value.value);
  if (value instanceof Long) return value.toBigInt();
  if (value instanceof Double) return Number.isInteger(value.value) ? BigInt(value.value) : undefined;
  const dec = decOf(value);
  return dec.kind === 'finite' && isWhole(dec) ? decToInteger(dec) : undefined;
}

/** The integer towards zero, when it fits in 64 bits; `undefined` for NaN, infinity or more. */
export function truncatedLong(value: Num): bigint | undefined {
  const whole = truncated(value);
  return whole === undefined || whole < minLong || whole > maxLong ? undefined : whole;
}

function truncated(value: Num): bigint | undefined {
  if (value instanceof Double) return Number.isFinite(value.value) ? BigInt(Math.trunc(value.value)) : undefined;
  if (!(value instanceof Decimal128)) return wholeOf(value);
  const dec = decOf(value);
  if (dec.kind !== 'finite') return undefined;
  return dec.coefficient !== 0n && dec.exponent > 20 ? undefined : decToInteger(dec);
}

function integer(value: Int32 | Long): bigint {
  return value instanceof Int32 ? BigInt(value.value) : value.toBigInt();
}

function arithmetic(
  a: Num,
  b: Num,
  doubles: (a: number, b: number) => number,
  integers: (a: bigint, b: bigint) => bigint,
  decimals: (a: Dec, b: Dec) => Dec,
): Num | undefined {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return decimalOf(decimals(toArithmeticDec(a), toArithmeticDec(b)));
  }
  if (a instanceof Double || b instanceof Double) return new Double(doubles(toDouble(a), toDouble(b)));
  if (a instanceof Int32 && b instanceof Int32) {
    const result = doubles(a.value, b.value);
    if (Number.isSafeInteger(result)) return result === (result | 0) ? new Int32(result | 0) : Long.fromNumber(result);
  }
  const result = integers(integer(a), integer(b));
  return longOf(result);
}

/**
 * The sum by MongoDB's rules: decimal over double over long over int; int over int grows to long.
 * `undefined` when a long overflows: an update fails then, an expression goes on with a double.
 */
export function addNumbers(a: Num, b: Num): Num | undefined {
  return arithmetic(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
    addDec,
  );
}

/** The difference; see `addNumbers`. */
export function subtractNumbers(a: Num, b: Num): Num | undefined {
  return arithmetic(
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
    (x, y) => addDec(x, negateDec(y)),
  );
}

/** The product; see `addNumbers`. */
export function multiplyNumbers(a: Num, b: Num): Num | undefined {
  return arithmetic(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
    multiplyDec,
  );
}
