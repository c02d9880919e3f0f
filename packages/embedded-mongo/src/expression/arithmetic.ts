import {
  addDec,
  decimalOf,
  decOf,
  divideDec,
  multiplyDec,
  negateDec,
  remainderDec,
  roundDec,
} from '../bson/decimal.js';
import { longOf, subtractNumbers, toArithmeticDec, toDouble, truncatedLong, wholeOf } from '../bson/numbers.js';
import { Decimal128, Double, isNum, Long, type Num, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { DECIMAL, DOUBLE, dateOf, INT, intOrLong, isZero, kindOf, running } from './number.js';
import { numeric } from './numeric.js';
import { type Argument, fixed, fold, isNullish, type Operator, type Operators } from './operator.js';

const SUM = {
  start: 0n,
  integers: (a: bigint, b: bigint) => a + b,
  doubles: (a: number, b: number) => a + b,
  decimals: addDec,
};

const PRODUCT = {
  start: 1n,
  integers: (a: bigint, b: bigint) => a * b,
  doubles: (a: number, b: number) => a * b,
  decimals: multiplyDec,
};

/** Milliseconds to add to a date; fractions are rounded. Error 15 beyond 64 bits. */
function milliseconds(value: Num): number {
  const long = truncatedLong(rounded(value));
  if (long === undefined) fail(15, 'date overflow');
  return Number(long);
}

/** A double half away from zero, a decimal half to even. */
function rounded(value: Num): Num {
  if (value instanceof Double) return new Double(roundHalfAway(value.value));
  const dec = value instanceof Decimal128 ? decOf(value) : undefined;
  return dec?.kind === 'finite' ? decimalOf(roundDec(dec, 0, 'even')) : value;
}

function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

const add: Operator = (argument, scope) => {
  const nodes = (Array.isArray(argument) ? argument : [argument]).map((operand) => scope.compile(operand));
  return fold(nodes, (root) => {
    let date: number | undefined;
    const sum = running(SUM);
    for (const node of nodes) {
      const value = node.run(root);
      if (isNullish(value)) return null;
      if (value instanceof Date) {
        if (date !== undefined) fail(16612, 'only one date allowed in an $add expression');
        date = milliseconds(sum.value()) + value.getTime();
      } else if (!isNum(value)) fail(14, `$add only supports numeric or date types, not ${typeName(value)}`);
      else if (date === undefined) sum.push(value);
      else date += milliseconds(value);
    }
    return date === undefined ? sum.value() : dateOf(date);
  });
};

const multiply: Operator = (argument, scope) => {
  const nodes = (Array.isArray(argument) ? argument : [argument]).map((operand) => scope.compile(operand));
  return fold(nodes, (root) => {
    const product = running(PRODUCT);
    for (const node of nodes) {
      const value = node.run(root);
      if (isNullish(value)) return null;
      if (!isNum(value)) fail(14, `$multiply only supports numeric types, not ${typeName(value)}`);
      product.push(value);
    }
    return product.value();
  });
};

function subtract([a, b]: Argument[]): Argument {
  if (isNum(a) && isNum(b)) return subtractNumbers(a, b) ?? new Double(toDouble(a) - toDouble(b));
  if (isNullish(a) || isNullish(b)) return null;
  if (!(a instanceof Date)) return fail(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  return isNum(b) ? dateOf(a.getTime() - milliseconds(b)) : fail(14, `can't $subtract ${typeName(b)} from Date`);
}

function divide([a, b]: Argument[]): Argument {
  if (isNum(a) && isNum(b)) {
    if (isZero(b)) fail(2, "can't $divide by zero");
    if (kindOf(a) === DECIMAL || kindOf(b) === DECIMAL) {
      return decimalOf(divideDec(toArithmeticDec(a), toArithmeticDec(b)));
    }
    return new Double(toDouble(a) / toDouble(b));
  }
  if (isNullish(a) || isNullish(b)) return null;
  return fail(14, `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
}

function modulo([a, b]: Argument[]): Argument {
  if (isNum(a) && isNum(b)) return remainder(a, b);
  if (isNullish(a) || isNullish(b)) return null;
  return fail(16611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
}

function remainder(a: Num, b: Num): Num {
  const kind = Math.max(kindOf(a), kindOf(b));
  if (isZero(b)) fail(kind === DECIMAL ? 5733415 : 16610, "can't $mod by zero");
  if (kind === DECIMAL) return decimalOf(remainderDec(toArithmeticDec(a), toArithmeticDec(b)));
  if (kind === DOUBLE) return new Double(toDouble(a) % toDouble(b));
  const rest = wholeOf(a)! % wholeOf(b)!;
  return kind === INT ? intOrLong(rest) : Long.fromBigInt(rest);
}

function abs(value: Num): Num {
  if (value instanceof Double) return new Double(Math.abs(value.value));
  if (value instanceof Decimal128) {
    const dec = toArithmeticDec(value);
    return dec.kind !== 'nan' && dec.negative ? decimalOf(negateDec(dec)) : value;
  }
  const whole = wholeOf(value)!;
  const magnitude = whole < 0n ? -whole : whole;
  if (value instanceof Long) return longOf(magnitude) ?? fail(28680, "can't take $abs of long long min");
  return intOrLong(magnitude);
}

/** Sums, products and their inverses over the four number kinds; `$add` and `$subtract` also over dates. */
export const arithmeticOperators: Operators = {
  $abs: numeric(abs),
  $add: add,
  $divide: fixed(2, divide),
  $mod: fixed(2, modulo),
  $multiply: multiply,
  $rand: (argument, _scope, name) => {
    const empty = argument instanceof Map ? argument.size === 0 : Array.isArray(argument) && argument.length === 0;
    if (!empty) fail(3040501, `${name} takes no arguments`);
    return { run: () => new Double(Math.random()), constant: false };
  },
  $subtract: fixed(2, subtract),
};
