import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import { isTrue } from './boolean.js';
import { fold, isNullish, isOperatorDoc, type Node, type Operator, type Operators, type Scope } from './operator.js';

const COND_FIELDS = new Map([
  ['if', 17080],
  ['then', 17081],
  ['else', 17082],
]);

function condOperands(argument: Value, name: string): Value[] {
  if (!(argument instanceof Map) || isOperatorDoc(argument)) {
    const list = Array.isArray(argument) ? argument : [argument];
    if (list.length !== 3) {
      fail(16020, `Expression ${name} takes exactly 3 arguments. ${list.length} were passed in.`);
    }
    return list;
  }
  for (const key of argument.keys()) {
    if (!COND_FIELDS.has(key)) fail(17083, `Unrecognized parameter to ${name}: ${key}`);
  }
  return Array.from(COND_FIELDS, ([key, code]) => {
    if (!argument.has(key)) fail(code, `Missing '${key}' parameter to ${name}`);
    return argument.get(key)!;
  });
}

const cond: Operator = (argument, scope, name) => {
  const nodes = condOperands(argument, name).map((operand) => scope.compile(operand));
  const [condition, whenTrue, whenFalse] = nodes as [Node, Node, Node];
  if (condition.constant && !scope.env.lazy) return isTrue(condition.run(null)) ? whenTrue : whenFalse;
  return {
    constant: false,
    run: (root) => (isTrue(condition.run(root)) ? whenTrue.run(root) : whenFalse.run(root)),
  };
};

interface Branch {
  readonly test: Node;
  readonly result: Node;
}

function branch(item: Value, scope: Scope): Branch {
  if (!(item instanceof Map)) fail(40062, '$switch requires each branch to be an object');
  for (const key of item.keys()) {
    if (key !== 'case' && key !== 'then') fail(40063, `$switch found an unknown argument to a branch: ${key}`);
  }
  if (!item.has('case')) fail(40064, "$switch requires each branch have a 'case' expression");
  if (!item.has('then')) fail(40065, "$switch requires each branch have a 'then' expression");
  return { test: scope.compile(item.get('case')!), result: scope.compile(item.get('then')!) };
}

function switchParts(argument: Doc, scope: Scope): { branches: Branch[]; otherwise?: Node } {
  const parts: { branches: Branch[]; otherwise?: Node } = { branches: [] };
  for (const [key, value] of argument) {
    if (key === 'default') parts.otherwise = scope.compile(value);
    else if (key !== 'branches') fail(40067, `$switch found an unknown argument: ${key}`);
    else if (!Array.isArray(value)) fail(40061, "$switch expected an array for 'branches'");
    else parts.branches = value.map((item) => branch(item, scope));
  }
  if (parts.branches.length === 0) fail(40068, '$switch requires at least one branch.');
  return parts;
}

const switchOperator: Operator = (argument, scope) => {
  if (!(argument instanceof Map)) fail(40060, '$switch requires an object as an argument');
  const { branches, otherwise } = switchParts(argument, scope);
  const nodes = branches.flatMap(({ test, result }) => [test, result]);
  return fold(otherwise ? [...nodes, otherwise] : nodes, (root) => {
    const taken = branches.find(({ test }) => isTrue(test.run(root)));
    if (taken) return taken.result.run(root);
    if (otherwise) return otherwise.run(root);
    return fail(40066, '$switch could not find a matching branch for an input, and no default was specified.');
  });
};

const ifNull: Operator = (argument, scope) => {
  const list = Array.isArray(argument) ? argument : [argument];
  if (list.length < 2) fail(1257300, `$ifNull needs at least two arguments, had: ${list.length}`);
  const nodes = list.map((operand) => scope.compile(operand));
  const last = nodes.pop()!;
  return fold([...nodes, last], (root) => {
    for (const node of nodes) {
      const value = node.run(root);
      if (!isNullish(value)) return value;
    }
    return last.run(root);
  });
};

/** `$cond`, `$ifNull` and `$switch`: only the chosen branch is evaluated. */
export const conditionalOperators: Operators = { $cond: cond, $ifNull: ifNull, $switch: switchOperator };
