import { equals } from '../bson/compare.js';
import { Int32, isNum, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { whole32 } from './number.js';
import {
  type Apply,
  type Argument,
  fixed,
  fold,
  isNullish,
  type Operator,
  type Operators,
  ranged,
} from './operator.js';

const arrayElemAt: Apply = ([items, at], _env, name) => {
  if (isNullish(items) || isNullish(at)) return null;
  if (!Array.isArray(items)) fail(28689, `${name}'s first argument must be an array, but is ${typeName(items)}`);
  if (!isNum(at)) fail(28690, `${name}'s second argument must be a numeric value, but is ${typeName(at)}`);
  const index = whole32(at);
  if (index === undefined) fail(28691, `${name}'s second argument must be representable as a 32-bit integer: ${at}`);
  return items.at(index);
};

function end(at: 0 | -1): Operator {
  return fixed(1, ([items], _env, name) => {
    if (isNullish(items)) return null;
    if (!Array.isArray(items)) fail(28689, `${name}'s argument must be an array, but is ${typeName(items)}`);
    return items.at(at);
  });
}

const concatArrays: Operator = (argument, scope, name) => {
  const nodes = (Array.isArray(argument) ? argument : [argument]).map((operand) => scope.compile(operand));
  return fold(nodes, (root) => {
    const all: Value[] = [];
    for (const node of nodes) {
      const value = node.run(root);
      if (isNullish(value)) return null;
      if (!Array.isArray(value)) fail(28664, `${name} only supports arrays, not ${typeName(value)}`);
      for (const item of value) all.push(item);
    }
    return all;
  });
};

function sliceNumber(value: Value, name: string, which: string, code: number): number {
  if (!isNum(value)) fail(code, `${which} argument to ${name} must be numeric, but is of type: ${typeName(value)}`);
  return (
    whole32(value) ?? fail(code + 1, `${which} argument to ${name} can't be represented as a 32-bit integer: ${value}`)
  );
}

const slice: Apply = (args, _env, name) => {
  const [items, first, count] = args;
  if (isNullish(items) || isNullish(first)) return null;
  if (!Array.isArray(items))
    fail(28724, `First argument to ${name} must be an array, but is of type: ${typeName(items)}`);
  const number = sliceNumber(first, name, 'Second', 28725);
  if (args.length === 2) return number >= 0 ? items.slice(0, number) : items.slice(number);
  if (isNullish(count)) return null;
  const size = sliceNumber(count, name, 'Third', 28727);
  if (size <= 0) fail(28729, `Third argument to ${name} must be positive: ${size}`);
  const from = number < 0 ? Math.max(items.length + number, 0) : number;
  return items.slice(from, from + size);
};

function bound(value: Argument, name: string, which: string): number {
  const whole = whole32(value);
  if (whole === undefined) {
    fail(40096, `${name} requires an integral ${which} index, found a value of type: ${typeName(value)}`);
  }
  if (whole < 0) fail(40097, `${name} requires a nonnegative ${which} index, found: ${whole}`);
  return whole;
}

const indexOfArray: Apply = (args, env, name) => {
  const [items, sought, start, stop] = args;
  if (isNullish(items)) return null;
  if (!Array.isArray(items)) fail(40090, `${name} requires an array as a first argument, found: ${typeName(items)}`);
  const from = args.length > 2 ? bound(start, name, 'starting') : 0;
  const until = Math.min(args.length > 3 ? bound(stop, name, 'ending') : items.length, items.length);
  for (let at = from; at < until; at++) {
    if (sought !== undefined && equals(items[at], sought, env.collation)) return new Int32(at);
  }
  return new Int32(-1);
};

/** The most bytes that `$range` may make, as the server's default. */
const MOST_RANGE_BYTES = 100 * 1024 * 1024;
const BYTES_PER_INT = 16;

function rangeNumber(value: Argument, code: number, what: string): number {
  if (!isNum(value)) fail(code, `$range requires a numeric ${what} value, found value of type: ${typeName(value)}`);
  const must = `$range requires a ${what} value that can be represented as a 32-bit integer`;
  return whole32(value) ?? fail(code + 1, `${must}, found value: ${value}`);
}

const range: Apply = (args) => {
  const from = rangeNumber(args[0], 34443, 'starting');
  const until = rangeNumber(args[1], 34445, 'ending');
  const step = args.length > 2 ? rangeNumber(args[2], 34447, 'step') : 1;
  if (step === 0) fail(34449, '$range requires a non-zero step value');
  const count = Math.max(Math.ceil((until - from) / step), 0);
  if (count * BYTES_PER_INT >= MOST_RANGE_BYTES) fail(146, '$range would use too much memory');
  return Array.from({ length: count }, (_, at) => new Int32(from + at * step));
};

const reverseArray: Apply = ([items], _env, name) => {
  if (isNullish(items)) return null;
  if (!Array.isArray(items))
    fail(34435, `The argument to ${name} must be an array, but was of type: ${typeName(items)}`);
  return items.toReversed();
};

const ZIP_FIELDS = new Set(['inputs', 'defaults', 'useLongestLength']);

const zip: Operator = (argument, scope) => {
  if (!(argument instanceof Map))
    fail(34460, `$zip only supports an object as an argument, found ${typeName(argument)}`);
  for (const key of argument.keys()) if (!ZIP_FIELDS.has(key)) fail(34464, `$zip found an unknown argument: ${key}`);
  const inputs = argument.get('inputs') ?? [];
  const defaults = argument.get('defaults') ?? [];
  const longest = argument.get('useLongestLength') ?? false;
  if (!Array.isArray(inputs)) fail(34461, `inputs must be an array of expressions, found ${typeName(inputs)}`);
  if (!Array.isArray(defaults)) fail(34462, `defaults must be an array of expressions, found ${typeName(defaults)}`);
  if (typeof longest !== 'boolean') fail(34463, `useLongestLength must be a bool, found ${typeName(longest)}`);
  if (inputs.length === 0) fail(34465, '$zip requires at least one input array');
  if (defaults.length > 0 && !longest) fail(34466, 'cannot specify defaults unless useLongestLength is true');
  if (defaults.length > 0 && defaults.length !== inputs.length) {
    fail(34467, 'defaults and inputs must have the same length');
  }
  const arrays = inputs.map((operand) => scope.compile(operand));
  const fillers = defaults.map((operand) => scope.compile(operand));
  return fold([...arrays, ...fillers], (root) => {
    const values = arrays.map((node) => node.run(root));
    const nullish = values.some(isNullish);
    const bad = values.find((value) => !isNullish(value) && !Array.isArray(value));
    if (bad !== undefined) fail(34468, `$zip found a non-array expression in input: ${typeName(bad)}`);
    if (nullish) return null;
    return zipped(values as Value[][], longest, () => fillers.map((node) => node.run(root) ?? null));
  });
};

function zipped(arrays: Value[][], longest: boolean, fill: () => Value[]): Value[][] {
  const lengths = arrays.map((items) => items.length);
  const length = longest ? Math.max(...lengths) : Math.min(...lengths);
  const fillers = longest ? fill() : [];
  return Array.from({ length }, (_, row) =>
    arrays.map((items, column) => (row < items.length ? items[row]! : (fillers[column] ?? null))),
  );
}

/** Access to arrays and making new ones of them. */
export const arrayOperators: Operators = {
  $arrayElemAt: fixed(2, arrayElemAt),
  $concatArrays: concatArrays,
  $first: end(0),
  $in: fixed(2, ([value, items], env, name) => {
    if (!Array.isArray(items)) fail(40081, `${name} requires an array as a second argument, found: ${typeName(items)}`);
    return value !== undefined && items.some((item) => equals(item, value, env.collation));
  }),
  $indexOfArray: ranged(2, 4, indexOfArray),
  $isArray: fixed(1, ([value]) => Array.isArray(value)),
  $last: end(-1),
  $range: ranged(2, 3, range),
  $reverseArray: fixed(1, reverseArray),
  $size: fixed(1, ([items], _env, name) => {
    if (!Array.isArray(items))
      fail(17124, `The argument to ${name} must be an array, but was of type: ${typeName(items)}`);
    return new Int32(items.length);
  }),
  $slice: ranged(2, 3, slice),
  $zip: zip,
};
