import { isNum, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { isTrue } from './boolean.js';
import { whole32 } from './number.js';
import { isNullish, type Operator, type Operators, operandsByName, type Scope, type Variable } from './operator.js';
import { checkUserName } from './variable.js';

/** The variable for each element: `this` unless `as` names another. */
function element(as: Value | undefined, name: string): string {
  if (as === undefined) return 'this';
  if (typeof as !== 'string') return fail(9, `${name}'s 'as' must be a string`);
  checkUserName(as);
  return as;
}

function compileBody(body: Value, scope: Scope, names: string[]) {
  const places = names.map((): Variable => ({ value: undefined }));
  const node = scope.with(Object.fromEntries(names.map((name, at) => [name, places[at]!]))).compile(body);
  return { places, node };
}

const filter: Operator = (argument, scope, name) => {
  const fields = { input: 28648, as: 0, cond: 28650, limit: 0 };
  const given = operandsByName(argument, name, { object: 28646, unknown: 28647, fields });
  const input = scope.compile(given.get('input')!);
  const limit = given.has('limit') ? scope.compile(given.get('limit')!) : undefined;
  const { places, node } = compileBody(given.get('cond')!, scope, [element(given.get('as'), name)]);
  const [place] = places as [Variable];
  return {
    constant: false,
    run: (root) => {
      const items = input.run(root);
      if (isNullish(items)) return null;
      if (!Array.isArray(items)) fail(28651, `input to ${name} must be an array not ${typeName(items)}`);
      const most = limit ? limitOf(limit.run(root), name) : Infinity;
      const kept: Value[] = [];
      for (const item of items) {
        if (kept.length >= most) break;
        place.value = item;
        if (isTrue(node.run(root))) kept.push(item);
      }
      return kept;
    },
  };
};

function limitOf(value: Value | undefined, name: string): number {
  if (isNullish(value)) return Infinity;
  const whole = isNum(value) ? whole32(value) : undefined;
  if (whole === undefined) fail(327391, `${name}: limit must be represented as a 32-bit integral value`);
  return whole > 0 ? whole : fail(327392, `${name}: limit must be greater than 0: ${whole}`);
}

const map: Operator = (argument, scope, name) => {
  const fields = { input: 16880, as: 0, in: 16882 };
  const given = operandsByName(argument, name, { object: 16878, unknown: 16879, fields });
  const input = scope.compile(given.get('input')!);
  const { places, node } = compileBody(given.get('in')!, scope, [element(given.get('as'), name)]);
  const [place] = places as [Variable];
  return {
    constant: false,
    run: (root) => {
      const items = input.run(root);
      if (isNullish(items)) return null;
      if (!Array.isArray(items)) fail(16883, `input to ${name} must be an array not ${typeName(items)}`);
      return items.map((item) => {
        place.value = item;
        return node.run(root) ?? null;
      });
    },
  };
};

const reduce: Operator = (argument, scope, name) => {
  const fields = { input: 40077, initialValue: 40078, in: 40079 };
  const given = operandsByName(argument, name, { object: 40075, unknown: 40076, fields });
  const input = scope.compile(given.get('input')!);
  const initial = scope.compile(given.get('initialValue')!);
  const { places, node } = compileBody(given.get('in')!, scope, ['this', 'value']);
  const [item, value] = places as [Variable, Variable];
  return {
    constant: false,
    run: (root) => {
      const items = input.run(root);
      if (isNullish(items)) return null;
      if (!Array.isArray(items)) fail(40080, `${name} requires that 'input' be an array, found: ${typeName(items)}`);
      let result = initial.run(root);
      for (const each of items) {
        item.value = each;
        value.value = result;
        result = node.run(root);
      }
      return result;
    },
  };
};

/** Operators that evaluate an expression for each element of an array. */
export const iterationOperators: Operators = { $filter: filter, $map: map, $reduce: reduce };
