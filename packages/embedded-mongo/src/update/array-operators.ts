import type { Collation } from '../bson/collation.js';
import { compare, equals } from '../bson/compare.js';
import { wholeOf } from '../bson/numbers.js';
import { valueAt } from '../bson/path.js';
import { BSONRegExp, type Doc, isArray, isDoc, isNum, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { isCondition } from '../query/field.js';
import { compileFilter } from '../query/filter.js';
import { type BuildModifier, creating, existing, type UpdateEnv } from './modifier.js';

function arrayAt(current: Value | undefined, path: string): Value[] {
  if (current === undefined) return [];
  return isArray(current)
    ? current
    : fail(2, `The field '${path}' must be an array but is of type ${typeName(current)}`);
}

function wholeNumber(value: Value, clause: string): number {
  const whole = isNum(value) ? wholeOf(value) : undefined;
  return whole === undefined ? fail(2, `The value for ${clause} must be an integer value`) : Number(whole);
}

/** `$push`: one value, or `$each` with `$position`, `$sort` and `$slice`, which work in that order. */
export const push: BuildModifier = (operand, env) => {
  if (!isDoc(operand) || !operand.has('$each'))
    return creating((current, path) => [...arrayAt(current, path), operand]);
  const each = operand.get('$each')!;
  if (!isArray(each))
    return fail(2, `The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  const steps = pushSteps(operand, env.collation);
  return creating((current, path) => steps.slice(steps.sort(steps.insert(arrayAt(current, path), each))));
};

type PushSteps = {
  insert(array: Value[], each: Value[]): Value[];
  sort(array: Value[]): Value[];
  slice(array: Value[]): Value[];
};

function pushSteps(operand: Doc, collation: Collation | undefined): PushSteps {
  const steps: PushSteps = {
    insert: (array, each) => [...array, ...each],
    sort: (array) => array,
    slice: (array) => array,
  };
  for (const [clause, value] of operand) {
    if (clause === '$position') steps.insert = insertAt(wholeNumber(value, '$position'));
    else if (clause === '$sort') steps.sort = sorted(value, collation);
    else if (clause === '$slice') steps.slice = sliced(wholeNumber(value, '$slice'));
    else if (clause !== '$each') fail(2, `Unrecognized clause in $push: ${clause}`);
  }
  return steps;
}

function insertAt(position: number): PushSteps['insert'] {
  return (array, each) => {
    const at = position < 0 ? Math.max(0, array.length + position) : Math.min(position, array.length);
    return [...array.slice(0, at), ...each, ...array.slice(at)];
  };
}

function sliced(count: number): PushSteps['slice'] {
  return (array) => (count < 0 ? array.slice(count) : array.slice(0, count));
}

function direction(value: Value): 1 | -1 {
  const whole = isNum(value) ? wholeOf(value) : undefined;
  if (whole === 1n) return 1;
  return whole === -1n ? -1 : fail(2, 'The $sort element value must be either 1 or -1');
}

function sorted(spec: Value, collation: Collation | undefined): PushSteps['sort'] {
  if (isNum(spec)) {
    const sign = direction(spec);
    return (array) => [...array].sort((a, b) => compare(a, b, collation) * sign);
  }
  if (!isDoc(spec))
    return fail(2, 'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  if (spec.size === 0) fail(2, 'The $sort pattern is empty when it should be a set of fields.');
  const keys = [...spec].map(([path, value]) => ({ path: checkedSortPath(path), sign: direction(value) }));
  return (array) => [...array].sort((a, b) => compareBy(a, b, keys, collation));
}

function checkedSortPath(path: string): string {
  if (path.split('.').includes('')) fail(2, `The $sort field is a dotted field but has an empty part: ${path}`);
  return path;
}

function compareBy(
  a: Value,
  b: Value,
  keys: { path: string; sign: 1 | -1 }[],
  collation: Collation | undefined,
): number {
  for (const { path, sign } of keys) {
    const order = compare(sortField(a, path), sortField(b, path), collation);
    if (order !== 0) return order * sign;
  }
  return 0;
}

function sortField(element: Value, path: string): Value {
  return (isDoc(element) ? valueAt(element, path) : undefined) ?? null;
}

/** `$addToSet`: one value or `$each`; those that the array lacks are put at its end. */
export const addToSet: BuildModifier = (operand, env) => {
  const values = setValues(operand);
  return creating((current, path) => {
    const array = [...arrayAt(current, path)];
    for (const value of values) {
      if (!array.some((element) => equals(element, value, env.collation))) array.push(value);
    }
    return array;
  });
};

function setValues(operand: Value): Value[] {
  if (!isDoc(operand) || operand.keys().next().value !== '$each') return [operand];
  const each = operand.get('$each')!;
  if (!isArray(each))
    return fail(14, `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`);
  if (operand.size > 1) fail(2, 'Found unexpected fields after $each in $addToSet');
  return each;
}

/** `$pop`: the last (1) or the first (−1) element goes. */
export const pop: BuildModifier = (operand, _env, path) => {
  const whole = isNum(operand) ? wholeOf(operand) : undefined;
  if (whole !== 1n && whole !== -1n) fail(9, `$pop expects 1 or -1, found: ${String(operand)}`);
  return existing((current) => {
    if (!isArray(current))
      return fail(14, `Path '${path}' contains an element of non-array type '${typeName(current)}'`);
    return whole === 1n ? current.slice(0, -1) : current.slice(1);
  });
};

function culling(name: string, isGone: (element: Value) => boolean) {
  return existing((current) => {
    if (!isArray(current)) return fail(2, `Cannot apply ${name} to a non-array value`);
    return current.filter((element) => !isGone(element));
  });
}

/** `$pull`: the elements that equal a value or match a condition; a document is a filter for document elements. */
export const pull: BuildModifier = (operand, env) => culling('$pull', pullTest(operand, env));

function pullTest(operand: Value, env: UpdateEnv): (element: Value) => boolean {
  const filterEnv = { ...env, plainOnly: true };
  if (operand instanceof BSONRegExp || isCondition(operand)) {
    const filter = compileFilter(new Map([['element', operand]]), filterEnv);
    return (element) => filter.matches(new Map([['element', element]]));
  }
  if (isDoc(operand)) {
    const filter = compileFilter(operand, filterEnv);
    return (element) => isDoc(element) && filter.matches(element);
  }
  return (element) => equals(element, operand, env.collation);
}

/** `$pullAll`: the elements that equal one of the values. */
export const pullAll: BuildModifier = (operand, env) => {
  if (!isArray(operand)) return fail(2, `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  return culling('$pullAll', (element) => operand.some((value) => equals(element, value, env.collation)));
};
