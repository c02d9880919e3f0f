import { isNum, type Num, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { fixed, isNullish, type Operator } from './operator.js';

/** An operator on one number: null stays null. Error 28765 for what is no number. */
export function numeric(apply: (value: Num, name: string) => Value): Operator {
  return fixed(1, ([value], _env, name) => {
    if (isNullish(value)) return null;
    if (!isNum(value)) fail(28765, `${name} only supports numeric types, not ${typeName(value)}`);
    return apply(value, name);
  });
}
