import type { Collation } from '../bson/collation.js';
import { compare, hashKey } from '../bson/compare.js';
import { toDouble, truncatedLong, wholeOf } from '../bson/numbers.js';
import {
  BSONRegExp,
  isArray,
  isDoc,
  isNum,
  MaxKey,
  MinKey,
  rankOf,
  type TypeCode,
  typeNames,
  typeOf,
  type Value,
} from '../bson/value.js';
import { fail } from '../error.js';
import type { ValueTest } from './node.js';
import { regexTest } from './regex.js';

export type Comparison = 'eq' | 'gt' | 'gte' | 'lt' | 'lte';

const outcomes: Record<Comparison, (order: number) => boolean> = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

const minKey = new MinKey();
const maxKey = new MaxKey();

export function isNaNValue(value: Value | undefined): boolean {
  return isNum(value) && Number.isNaN(toDouble(value));
}

/**
 * A comparison with a constant: only values of the same type class compare, except with MinKey and MaxKey; a missing
 * field is null; NaN equals only NaN and is neither above nor below anything.
 */
export function comparisonTest(op: Comparison, constant: Value, collation?: Collation): ValueTest {
  const outcome = outcomes[op];
  const rank = rankOf(constant);
  if (constant === null) return (value) => (value === undefined || value === null) && outcome(0);
  if (rank === rankOf(minKey) || rank === rankOf(maxKey)) return boundTest(op, constant);
  if (isNaNValue(constant)) return (value) => isNaNValue(value) && outcome(0);
  return (value) => rankOf(value) === rank && !isNaNValue(value) && outcome(compare(value, constant, collation));
}

function boundTest(op: Comparison, constant: Value): ValueTest {
  const outcome = outcomes[op];
  return (value) => outcome(compare(value === undefined ? null : value, constant));
}

/** `$in`: equal to one of the values, or matched by one of the regular expressions among them. */
export function inTest(values: Value[], collation?: Collation): ValueTest {
  const patterns = values.filter((value) => value instanceof BSONRegExp).map((pattern) => regexTest(pattern));
  const others = values.filter((value) => !(value instanceof BSONRegExp));
  const isIn = setTest(others, collation);
  return (value) => isIn(value) || patterns.some((pattern) => pattern(value));
}

function setTest(values: Value[], collation: Collation | undefined): ValueTest {
  if (collation) {
    return (value) => values.some((other) => compare(value === undefined ? null : value, other, collation) === 0);
  }
  const keys = new Set(values.map((value) => hashKey(value)));
  return (value) => keys.has(hashKey(value === undefined ? null : value));
}

/** What MongoDB takes as true: not false, null, missing or a zero. */
export function isTrue(value: Value | undefined): boolean {
  if (isNum(value)) return toDouble(value) !== 0;
  return value !== undefined && value !== null && value !== false;
}

const numberTypes: TypeCode[] = [1, 16, 18, 19];
const codesByName = new Map<string, TypeCode>(
  Object.entries(typeNames).map(([code, name]) => [name, Number(code) as TypeCode]),
);

/** Reads the alias of a type: "int", "number" (all four kinds) … Error 2 for an unknown one. */
export function typesByName(name: string): TypeCode[] {
  if (name === 'number') return numberTypes;
  if (name === 'dbPointer') return [];
  const code = codesByName.get(name);
  return code === undefined ? fail(2, `Unknown type name alias: ${name}`) : [code];
}

function typesOf(spec: Value): TypeCode[] {
  if (typeof spec === 'string') return typesByName(spec);
  if (!isNum(spec)) return fail(14, 'type must be represented as a number or a string');
  const code = Number(wholeOf(spec));
  if (code === 12) return [];
  if (!(code in typeNames)) return fail(2, `Invalid numerical type code: ${spec}`);
  return [code as TypeCode];
}

/** `$type`: one of the given types, by number or alias. */
export function typeTest(spec: Value): ValueTest {
  if (isArray(spec) && spec.length === 0) fail(9, '$type must match at least one type');
  const codes = new Set((isArray(spec) ? spec : [spec]).flatMap(typesOf));
  return (value) => value !== undefined && codes.has(typeOf(value));
}

/** `$size`: an array of exactly that length. */
export function sizeTest(spec: Value): ValueTest {
  if (!isNum(spec)) return fail(2, 'Failed to parse $size. Expected a number');
  const size = wholeOf(spec);
  if (size === undefined) return fail(2, `Failed to parse $size. Expected an integer: ${spec}`);
  if (size < 0n) return fail(2, `Failed to parse $size. Expected a non-negative number in: ${spec}`);
  return (value) => isArray(value) && BigInt(value.length) === size;
}

function modPart(value: Value | undefined, name: string): bigint {
  if (!isNum(value)) return fail(2, `malformed mod, ${name} not a number`);
  return truncatedLong(value) ?? fail(2, `malformed mod, ${name} value is invalid`);
}

/** `$mod`: [divisor, remainder], both cut to integers; the remainder has the sign of the value. */
export function modTest(spec: Value): ValueTest {
  if (!isArray(spec)) return fail(2, 'malformed mod, needs to be an array');
  if (spec.length < 2) fail(2, 'malformed mod, not enough elements');
  if (spec.length > 2) fail(2, 'malformed mod, too many elements');
  const divisor = modPart(spec[0], 'divisor');
  const remainder = modPart(spec[1], 'remainder');
  if (divisor === 0n) fail(2, 'divisor cannot be 0');
  return (value) => {
    const whole = isNum(value) ? truncatedLong(value) : undefined;
    return whole !== undefined && whole % divisor === remainder;
  };
}

/**
 * Whether a document is an operator expression such as `{ $gt: 1 }`: its first field begins with `$`, and it is no DBRef.
 * Within `$elemMatch` a part of a DBRef counts as one.
 */
export function isOperators(value: Value, partOfDbRef = false): value is Map<string, Value> {
  if (!isDoc(value)) return false;
  const first = value.keys().next().value;
  if (!first?.startsWith('$')) return false;
  if (partOfDbRef) return !['$ref', '$id', '$db'].includes(first);
  return !(value.has('$ref') && value.has('$id'));
}

export function isRegex(value: Value): value is BSONRegExp {
  return value instanceof BSONRegExp;
}
