import { decodeValue, getRaw, rawPath } from '../bson/codec.js';
import type { RawValue } from '../bson/raw.js';
import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { isRefused, refuseName } from '../refused.js';
import { type BitOp, bitsTest } from './bits.js';
import { allOf, negate } from './combine.js';
import { comparisonTest, inTest, isOperators, isRegex, isTrue, modTest, sizeTest, typeTest } from './leaf.js';
import type { FieldOp, Matcher, ParseEnv, RawTest, ValueTest } from './node.js';
import { hasText, isText, textBound, textBounds } from './raw-text.js';
import { regexOf, regexTest } from './regex.js';
import { walkPath } from './walk.js';

/** The matchers of one field: of an operator document one each, else equality (or a regular expression). */
export function fieldMatchers(path: string, value: Value, env: ParseEnv): Matcher[] {
  if (isRegex(value)) return [regexMatcher(path, value)];
  if (!isOperators(value)) return [comparison(path, 'eq', value, env)];
  return [...value].flatMap(([name, operand]) => operatorMatchers(path, name, operand, value, env));
}

function operatorMatchers(path: string, name: string, operand: Value, all: Doc, env: ParseEnv): Matcher[] {
  const build = Object.hasOwn(operators, name) ? operators[name]! : undefined;
  if (build) return [build(path, operand, env)];
  if (name === '$regex') return [regexMatcher(path, regexOf(operand, all.get('$options')))];
  if (name === '$options') return all.has('$regex') ? [] : fail(2, '$options needs a $regex');
  if (isRefusedHere(name)) refuseName('query operator', name);
  return fail(2, `unknown operator: ${name}`);
}

/** Operators that MongoDB has only at the top of a filter, and this package has not. */
export const refusedAtTop: ReadonlySet<string> = new Set(['$sampleRate', '$text', '$where']);

function isRefusedHere(name: string): boolean {
  return isRefused('query operator', name) && !refusedAtTop.has(name);
}

/** Whether a document begins with an operator of fields; `$not` does not count, nor does a name that is no operator. */
export function isCondition(value: Value): value is Doc {
  const name = isDoc(value) ? value.keys().next().value : undefined;
  if (name === undefined || name === '$not') return false;
  return Object.hasOwn(operators, name) || isRefusedHere(name) || name === '$regex' || name === '$options';
}

type Build = (path: string, operand: Value, env: ParseEnv) => Matcher;

const operators: Record<string, Build> = {
  $eq: (path, operand, env) => comparison(path, 'eq', operand, env),
  $ne: (path, operand, env) => {
    if (isRegex(operand)) fail(2, "Can't have regex as arg to $ne.");
    return negate(comparison(path, 'eq', operand, env));
  },
  $gt: (path, operand, env) => comparison(path, 'gt', noRegex('$gt', operand), env),
  $gte: (path, operand, env) => comparison(path, 'gte', noRegex('$gte', operand), env),
  $lt: (path, operand, env) => comparison(path, 'lt', noRegex('$lt', operand), env),
  $lte: (path, operand, env) => comparison(path, 'lte', noRegex('$lte', operand), env),
  $in: (path, operand, env) => inMatcher(path, '$in', operand, env),
  $nin: (path, operand, env) => negate(inMatcher(path, '$nin', operand, env)),
  $exists: (path, operand) => {
    const exists = leafMatcher(path, 'exists', true, (value) => value !== undefined);
    return isTrue(operand) ? exists : negate(exists);
  },
  $type: (path, operand) => leafMatcher(path, 'type', operand, typeTest(operand)),
  $size: (path, operand) => leafMatcher(path, 'size', operand, sizeTest(operand), false),
  $mod: (path, operand) => leafMatcher(path, 'mod', operand, modTest(operand)),
  $not: notMatcher,
  $all: allMatcher,
  $elemMatch: elemMatcher,
  $bitsAllSet: bits('$bitsAllSet'),
  $bitsAllClear: bits('$bitsAllClear'),
  $bitsAnySet: bits('$bitsAnySet'),
  $bitsAnyClear: bits('$bitsAnyClear'),
};

/** The names of all supported operators on a field. */
export const queryOperators: readonly string[] = [...Object.keys(operators), '$regex', '$options'].sort();

function bits(op: BitOp): Build {
  return (path, operand) => leafMatcher(path, 'bits', operand, bitsTest(op, operand));
}

function noRegex(name: string, operand: Value): Value {
  return isRegex(operand) ? fail(2, `Can't have RegEx as arg to predicate over field '${name}'.`) : operand;
}

function leafMatcher(path: string, op: FieldOp, value: Value, matches: ValueTest, intoLeaf = true): Matcher {
  const parts = path.split('.');
  return {
    node: { kind: 'field', path, op, value },
    single: matches,
    test: (doc, position) => {
      const visit = (found: Value | undefined, index: number | undefined): boolean => {
        if (!matches(found)) return false;
        if (position && index !== undefined) position.index = index;
        return true;
      };
      return walkPath(doc, parts, intoLeaf, visit);
    },
    raw: rawLeaf(path, matches, intoLeaf),
  };
}

/** Answers without decoding more than the value, where no array lies on the path to it. */
function rawLeaf(path: string, matches: ValueTest, intoLeaf: boolean): RawTest {
  const parts = rawPath(path);
  return (bytes) => {
    const found = getRaw(bytes, parts);
    if (found === undefined) return matches(undefined);
    if (found === 'array') return undefined;
    const value = decodeValue(bytes, found.start, found.type);
    return (intoLeaf && isArray(value) && value.some(matches)) || matches(value);
  };
}

function comparison(path: string, op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte', operand: Value, env: ParseEnv): Matcher {
  const matcher = leafMatcher(path, op, operand, comparisonTest(op, operand, env.collation));
  const bound = env.collation ? undefined : textBound(op, operand);
  return bound
    ? { ...matcher, raw: rawText(path, (bytes, found) => isText(bytes, found, [bound]), matcher.raw) }
    : matcher;
}

type RawTextTest = (bytes: Uint8Array, found: RawValue) => boolean | undefined;

/** Looks at the bytes of texts where they lie; what they do not tell is left to the other test. */
function rawText(path: string, test: RawTextTest, otherwise: RawTest | undefined): RawTest {
  const parts = rawPath(path);
  return (bytes) => {
    const found = getRaw(bytes, parts);
    if (found === undefined) return false;
    return (found === 'array' ? undefined : test(bytes, found)) ?? otherwise?.(bytes);
  };
}

function regexMatcher(path: string, pattern: Parameters<typeof regexTest>[0]): Matcher {
  return leafMatcher(path, 'regex', pattern, regexTest(pattern));
}

function inMatcher(path: string, name: string, operand: Value, env: ParseEnv): Matcher {
  if (!isArray(operand)) return fail(2, `${name} needs an array`);
  for (const value of operand) if (isOperators(value)) fail(2, `cannot nest $ under ${name}`);
  return leafMatcher(path, 'in', operand, inTest(operand, env.collation));
}

function notMatcher(path: string, operand: Value, env: ParseEnv): Matcher {
  if (isRegex(operand)) return negate(regexMatcher(path, operand));
  if (!isDoc(operand)) return fail(2, '$not needs a regex or a document');
  if (operand.size === 0) fail(2, '$not cannot be empty');
  return negate(allOf([...operand].flatMap(([name, value]) => operatorMatchers(path, name, value, operand, env))));
}

function allMatcher(path: string, operand: Value, env: ParseEnv): Matcher {
  if (!isArray(operand)) return fail(2, '$all needs an array');
  if (operand.length === 0)
    return { node: { kind: 'or', nodes: [] }, test: () => false, raw: () => false, single: () => false };
  const first = operand[0]!;
  const elements = isDoc(first) && first.keys().next().value === '$elemMatch';
  return allOf(operand.map((value) => (elements ? elementOfAll(path, value, env) : valueOfAll(path, value, env))));
}

function elementOfAll(path: string, value: Value, env: ParseEnv): Matcher {
  if (!isDoc(value) || value.keys().next().value !== '$elemMatch')
    return fail(2, '$all/$elemMatch has to be consistent');
  return elemMatcher(path, value.get('$elemMatch')!, env);
}

function valueOfAll(path: string, value: Value, env: ParseEnv): Matcher {
  if (isRegex(value)) return regexMatcher(path, value);
  return isCondition(value) ? fail(2, 'no $ expressions in $all') : comparison(path, 'eq', value, env);
}

/** Operators of filters, not of fields: an `$elemMatch` that begins with one is a filter for documents. */
const pathless = new Set('$and $or $nor $where $expr $jsonSchema $comment $alwaysTrue $alwaysFalse $text'.split(' '));

function elemMatcher(path: string, operand: Value, env: ParseEnv): Matcher {
  if (!isDoc(operand)) return fail(2, '$elemMatch needs an Object');
  const [first] = operand.keys();
  const isValueForm = isOperators(operand, true) && !pathless.has(first!);
  const element = isValueForm ? valueElement(operand, env) : objectElement(operand, env);
  const parts = path.split('.');
  const raw = rawPath(path);
  const rawElement: RawTest = (bytes) => {
    const found = getRaw(bytes, raw);
    if (found === 'array') return undefined;
    const value = found && decodeValue(bytes, found.start, found.type);
    return isArray(value) && value.some(element.matches);
  };
  const bounds = isValueForm && !env.collation ? textBounds(operand) : undefined;
  return {
    node: { kind: 'elemMatch', path, form: isValueForm ? 'value' : 'object', node: element.node },
    single: (array) => isArray(array) && array.some(element.matches),
    test: (doc, position) =>
      walkPath(doc, parts, false, (array, outer) => {
        const index = isArray(array) ? array.findIndex(element.matches) : -1;
        if (index < 0) return false;
        if (position) position.index = outer ?? index;
        return true;
      }),
    raw: bounds ? rawText(path, (bytes, found) => hasText(bytes, found, bounds), rawElement) : rawElement,
  };
}

type Element = { node: Matcher['node']; matches: (element: Value) => boolean };

/** Operators on the elements themselves, which are not looked into. */
function valueElement(operand: Doc, env: ParseEnv): Element {
  const matcher = allOf([...operand].flatMap(([name, value]) => operatorMatchers('', name, value, operand, env)));
  return { node: matcher.node, matches: (element) => matcher.single?.(element) ?? false };
}

/** A filter on elements that are documents, or arrays, which count as documents with their indexes as names. */
function objectElement(operand: Doc, env: ParseEnv): Element {
  const matcher = env.parse(operand, false);
  return {
    node: matcher.node,
    matches: (element) => {
      if (isDoc(element)) return matcher.test(element);
      return isArray(element) && matcher.test(new Map(element.map((value, index) => [String(index), value])));
    },
  };
}
