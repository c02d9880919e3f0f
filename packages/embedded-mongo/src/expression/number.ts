import { type Dec, decimalOf, decOf, decOfInteger } from '../bson/decimal.js';
import { integerOf, longOf, toArithmeticDec, toDouble, wholeOf } from '../bson/numbers.js';
import { Decimal128, Double, Int32, isNum, Long, type Num, type Value } from '../bson/value.js';
import { refuse } from '../refused.js';

/** The kinds of numbers from narrow to wide; a result has the widest kind of its operands. */
export const INT = 0;
export const LONG = 1;
export const DOUBLE = 2;
export const DECIMAL = 3;

export function kindOf(value: Num): number {
  if (value instanceof Int32) return INT;
  if (value instanceof Double) return DOUBLE;
  return value instanceof Decimal128 ? DECIMAL : LONG;
}

export function isZero(value: Num): boolean {
  if (value instanceof Decimal128) {
    const dec = decOf(value);
    return dec.kind === 'finite' && dec.coefficient === 0n;
  }
  return value instanceof Long ? value.isZero() : value.value === 0;
}

/** An integer as the narrowest of int and long that holds it; a double beyond 64 bits. */
export function intOrLong(value: bigint): Num {
  return integerOf(value) ?? new Double(Number(value));
}

/** The number as a decimal, doubles with 15 digits. */
export function toDecimal(value: Num): Decimal128 {
  return value instanceof Decimal128 ? value : decimalOf(toArithmeticDec(value));
}

/** The integer of a whole number that fits in 32 bits, of any kind; else `undefined`. */
export function whole32(value: Value | undefined): number | undefined {
  if (!isNum(value)) return undefined;
  const whole = wholeOf(value);
  return whole === undefined || whole < -0x80000000n || whole > 0x7fffffffn ? undefined : Number(whole);
}

/** The integer of a whole number that fits in 64 bits, of any kind; else `undefined`. */
export function whole64(value: Value | undefined): bigint | undefined {
  if (!isNum(value)) return undefined;
  const whole = wholeOf(value);
  return whole === undefined || longOf(whole) === undefined ? undefined : whole;
}

/** A date of milliseconds. Dates that JavaScript cannot hold are refused, never bent. */
export function dateOf(milliseconds: number): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) refuse('a date outside the years -271821 to 275760');
  return date;
}

/** Adds or multiplies numbers one after the other, widening as MongoDB's operators do. */
export interface Running {
  push(value: Num): void;
  value(): Num;
}

interface Operation {
  readonly start: bigint;
  integers(a: bigint, b: bigint): bigint;
  doubles(a: number, b: number): number;
  decimals(a: Dec, b: Dec): Dec;
}

/** The running total or product; a long that overflows goes on as a double. */
export function running(operation: Operation): Running {
  let kind = INT;
  let integer = operation.start;
  let double = Number(operation.start);
  let decimal = decOfInteger(operation.start) as Dec;
  const widen = (next: number) => {
    if (next === DECIMAL && kind !== DECIMAL) {
      decimal = kind === DOUBLE ? toArithmeticDec(new Double(double)) : decOfInteger(integer);
    } else if (next === DOUBLE && kind < DOUBLE) double = Number(integer);
    kind = next;
  };
  return {
    push: (value) => {
      const next = kindOf(value);
      if (next > kind) widen(next);
      if (kind === DECIMAL) decimal = decOf(decimalOf(operation.decimals(decimal, toArithmeticDec(value))));
      else if (kind === DOUBLE) double = operation.doubles(double, toDouble(value));
      else {
        const result = operation.integers(integer, wholeOf(value)!);
        if (longOf(result)) integer = result;
        else {
          double = operation.doubles(Number(integer), toDouble(value));
          kind = DOUBLE;
        }
      }
    },
    value: () => {
      if (kind === DECIMAL) return decimalOf(decimal);
      if (kind === DOUBLE) return new Double(double);
      return kind === LONG ? Long.fromBigInt(integer) : intOrLong(integer);
    },
  };
}
