import { compare } from '../bson/compare.js';
import { identities } from '../bson/identity.js';
import { typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { isTrue } from './boolean.js';
import {
  type Apply,
  type Argument,
  type ExpressionEnv,
  fixed,
  isNullish,
  type Operators,
  variadic,
} from './operator.js';

function arrayOr(value: Argument, code: number, message: string): Value[] {
  return Array.isArray(value) ? value : fail(code, `${message} ${typeName(value)}`);
}

type Identity = ReturnType<typeof identities>;

function keys(items: readonly Value[], identity: Identity): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const item of items) {
    const key = identity(item);
    if (!found.has(key)) found.set(key, item);
  }
  return found;
}

function sorted(values: Iterable<Value>, env: ExpressionEnv): Value[] {
  return [...values].sort((a, b) => compare(a, b, env.collation));
}

const union: Apply = (args, env, name) => {
  const identity = identities(env.collation);
  const all = new Map<string, Value>();
  for (const value of args) {
    if (isNullish(value)) return null;
    const message = `All operands of ${name} must be arrays. One argument is of type:`;
    for (const [key, item] of keys(arrayOr(value, 17043, message), identity)) if (!all.has(key)) all.set(key, item);
  }
  return sorted(all.values(), env);
};

const intersection: Apply = (args, env, name) => {
  const identity = identities(env.collation);
  let left: Map<string, Value> | undefined;
  for (const value of args) {
    if (isNullish(value)) return null;
    const message = `All operands of ${name} must be arrays. One argument is of type:`;
    const next = keys(arrayOr(value, 17047, message), identity);
    left = left ? new Map([...left].filter(([key]) => next.has(key))) : next;
  }
  return sorted((left ?? new Map<string, Value>()).values(), env);
};

const difference: Apply = ([a, b], env, name) => {
  if (isNullish(a) || isNullish(b)) return null;
  const identity = identities(env.collation);
  const both = `both operands of ${name} must be arrays.`;
  const left = keys(arrayOr(a, 17048, `${both} First argument is of type:`), identity);
  const right = keys(arrayOr(b, 17049, `${both} Second argument is of type:`), identity);
  return [...left].filter(([key]) => !right.has(key)).map(([, value]) => value);
};

const setEquals: Apply = (args, env, name) => {
  if (args.length < 2) fail(17045, `${name} needs at least two arguments had: ${args.length}`);
  const identity = identities(env.collation);
  const message = `All operands of ${name} must be arrays. One argument is of type:`;
  const [first, ...others] = args.map((value) => keys(arrayOr(value, 17044, message), identity));
  return others.every((other) => other.size === first!.size && [...other.keys()].every((key) => first!.has(key)));
};

const isSubset: Apply = ([a, b], env, name) => {
  const identity = identities(env.collation);
  const both = `both operands of ${name} must be arrays.`;
  const left = keys(arrayOr(a, 17046, `${both} First argument is of type:`), identity);
  const right = keys(arrayOr(b, 17042, `${both} Second argument is of type:`), identity);
  return [...left.keys()].every((key) => right.has(key));
};

/** Arrays as sets: order and repetition do not count. Unions and intersections come sorted. */
export const setOperators: Operators = {
  $allElementsTrue: fixed(1, ([items], _env, name) =>
    arrayOr(items, 17040, `${name}'s argument must be an array, but is`).every(isTrue),
  ),
  $anyElementTrue: fixed(1, ([items], _env, name) =>
    arrayOr(items, 17041, `${name}'s argument must be an array, but is`).some(isTrue),
  ),
  $setDifference: fixed(2, difference),
  $setEquals: variadic(setEquals),
  $setIntersection: variadic(intersection),
  $setIsSubset: fixed(2, isSubset),
  $setUnion: variadic(union),
};
