import { isNum, type Value } from '../bson/value.js';
import { isZero } from './number.js';
import { type Argument, fixed, fold, type Node, type Operators, type Scope } from './operator.js';

/** What counts as true: everything but false, zero of any number kind, null and missing. NaN is true. */
export function isTrue(value: Argument): boolean {
  if (value === null || value === undefined || value === false) return false;
  return isNum(value) ? !isZero(value) : true;
}

function operandNodes(argument: Value, scope: Scope): Node[] {
  return (Array.isArray(argument) ? argument : [argument]).map((operand) => scope.compile(operand));
}

/** The logical operators; `$and` and `$or` stop at the first value that decides. */
export const booleanOperators: Operators = {
  $and: (argument, scope) => {
    const nodes = operandNodes(argument, scope);
    return fold(nodes, (root) => nodes.every((node) => isTrue(node.run(root))));
  },
  $or: (argument, scope) => {
    const nodes = operandNodes(argument, scope);
    return fold(nodes, (root) => nodes.some((node) => isTrue(node.run(root))));
  },
  $not: fixed(1, ([value]) => !isTrue(value)),
};
