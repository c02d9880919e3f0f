import { Long, Timestamp, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { fixed, isNullish, type Operator, type Operators } from './operator.js';

function timestampPart(code: number, read: (value: Timestamp) => number): Operator {
  return fixed(1, ([value], _env, name) => {
    if (isNullish(value)) return null;
    if (!(value instanceof Timestamp)) fail(code, `${name} requires a timestamp argument, found: ${typeName(value)}`);
    return Long.fromNumber(read(value));
  });
}

/** The two halves of a timestamp, as longs. */
export const timestampOperators: Operators = {
  $tsIncrement: timestampPart(5687302, ({ i }) => i),
  $tsSecond: timestampPart(5687301, ({ t }) => t),
};
