import { compare } from '../bson/compare.js';
import { addNumbers, integerOf, multiplyNumbers } from '../bson/numbers.js';
import { toEjson } from '../bson/plain.js';
import { Int32, isDoc, isNum, Long, type Num, Timestamp, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { type BuildModifier, creating } from './modifier.js';

function arithmetic(name: string, verb: string, operate: (a: Num, b: Num) => Num | undefined): BuildModifier {
  return (operand, _env, path) => {
    if (!isNum(operand)) return fail(14, `Cannot ${verb} with non-numeric argument: {${path}: ${toEjson(operand)}}`);
    return creating((current) => {
      if (current === undefined) return name === '$inc' ? operand : operate(new Int32(0), operand);
      if (!isNum(current)) return notNumeric(name, current, path);
      return operate(current, operand) ?? fail(2, `Failed to apply ${name} operations to current value (${current})`);
    });
  };
}

function notNumeric(name: string, current: Value, path: string): never {
  return fail(
    14,
    `Cannot apply ${name} to a value of non-numeric type. The field '${path}' is of non-numeric type ${typeName(current)}`,
  );
}

/** `$inc`: the sum, of the wider number kind. */
export const inc = arithmetic('$inc', 'increment', addNumbers);

/** `$mul`: the product; a missing field becomes a zero of the operand's kind. */
export const mul = arithmetic('$mul', 'multiply', multiplyNumbers);

/** `$min` (sign −1) and `$max` (sign 1): the operand where it comes before or after the value in the BSON order. */
export function extreme(sign: 1 | -1): BuildModifier {
  return (operand, env) =>
    creating((current) => {
      if (current === undefined) return operand;
      return compare(operand, current, env.collation) * sign > 0 ? operand : current;
    });
}

const bitOperations: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

function integer(value: Value): bigint | undefined {
  if (value instanceof Int32) return BigInt(value.value);
  return value instanceof Long && isNum(value) ? value.toBigInt() : undefined;
}

/** `$bit`: and, or, xor on integers, one after the other; a missing field counts as the int 0. */
export const bit: BuildModifier = (operand, _env, path) => {
  if (!isDoc(operand)) return fail(2, `The $bit modifier is not compatible with a ${typeName(operand)}`);
  if (operand.size === 0) fail(2, `You must pass in at least one bitwise operation for the field ${path}`);
  const steps = [...operand].map(([name, value]) => {
    const operate = Object.hasOwn(bitOperations, name) ? bitOperations[name]! : undefined;
    if (!operate) return fail(2, `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    if (integer(value) === undefined)
      fail(2, `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(value)}' is not`);
    return { operate, value };
  });
  return creating((current = new Int32(0)) => steps.reduce<Value>((value, step) => applyBits(value, step), current));
};

function applyBits(current: Value, step: { operate: (a: bigint, b: bigint) => bigint; value: Value }): Value {
  const bits = integer(current);
  if (bits === undefined) return fail(2, `Cannot apply $bit to a value of non-integral type ${typeName(current)}`);
  const result = step.operate(bits, integer(step.value)!);
  const isLong = current instanceof Long || step.value instanceof Long;
  return isLong ? Long.fromBigInt(result) : integerOf(result)!;
}

/** `$currentDate`: the command's time as a date or a timestamp. */
export const currentDate: BuildModifier = (operand, env, path) => {
  const kind = typeof operand === 'boolean' ? 'date' : isDoc(operand) ? operand.get('$type') : undefined;
  const extra = isDoc(operand) && operand.size !== 1;
  if (extra || (kind !== 'date' && kind !== 'timestamp')) {
    fail(
      2,
      `The '$type' string field of '${path}' is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
    );
  }
  const t = Math.floor(env.now.getTime() / 1000);
  return creating(() => (kind === 'date' ? env.now : new Timestamp({ t, i: 1 })));
};
