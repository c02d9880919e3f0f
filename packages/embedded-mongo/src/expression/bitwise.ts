import { integerOf, wholeOf } from '../bson/numbers.js';
import { Int32, isNum, Long, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { numeric } from './numeric.js';
import { fold, isNullish, type Operator, type Operators } from './operator.js';

function bitwise(start: bigint, combine: (a: bigint, b: bigint) => bigint): Operator {
  return (argument, scope, name) => {
    const nodes = (Array.isArray(argument) ? argument : [argument]).map((operand) => scope.compile(operand));
    return fold(nodes, (root) => {
      let result = start;
      let long = false;
      for (const node of nodes) {
        const value = node.run(root);
        if (isNullish(value)) return null;
        if (!isNum(value) || !(value instanceof Int32 || value instanceof Long)) {
          fail(14, `${name} only supports int and long operands.`);
        }
        long ||= value instanceof Long;
        result = combine(result, wholeOf(value)!);
      }
      return long ? Long.fromBigInt(result) : integerOf(result)!;
    });
  };
}

/** Bit operations on ints and longs; the result is a long when an operand is. */
export const bitwiseOperators: Operators = {
  $bitAnd: bitwise(-1n, (a, b) => a & b),
  $bitOr: bitwise(0n, (a, b) => a | b),
  $bitXor: bitwise(0n, (a, b) => a ^ b),
  $bitNot: numeric((value, name) => {
    if (value instanceof Int32) return new Int32(~value.value);
    if (value instanceof Long) return Long.fromBigInt(~value.toBigInt());
    return fail(14, `${name} only supports int and long, not: ${typeName(value)}.`);
  }),
};
