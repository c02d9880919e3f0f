import { compare } from '../bson/compare.js';
import { rankOf, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { type Expression, isOperatorDoc, type Scope } from '../expression/operator.js';
import { compileField, countField, type GroupField } from './accumulator.js';
import { grouped } from './group.js';
import type { StageCompiler } from './stage.js';

/** The key of a bucket stage: a path or an operator. */
export function groupBy(spec: Value, scope: Scope, code: number, name: string): Expression {
  const fits = typeof spec === 'string' ? spec.startsWith('$') : spec instanceof Map && isOperatorDoc(spec);
  if (!fits) fail(code, `The ${name} 'groupBy' field must be defined as a $-prefixed path or an expression`);
  return scope.compile(spec).run;
}

/** The fields of the buckets: a count unless `output` names others. */
export function outputFields(spec: Value | undefined, scope: Scope, code: number, name: string): GroupField[] {
  if (spec === undefined) return [countField(scope)];
  if (!(spec instanceof Map))
    return fail(code, `The ${name} 'output' field must be an object, but found type: ${typeName(spec)}`);
  return Array.from(spec, ([field, value]) => compileField(field, value, scope));
}

function constant(spec: Value, scope: Scope, code: number, what: string): Value {
  const node = scope.compile(spec);
  if (!node.constant) fail(code, `The $bucket ${what} must be constant values`);
  return node.run(null) ?? null;
}

function boundariesOf(spec: Value, scope: Scope): Value[] {
  if (!Array.isArray(spec))
    return fail(40200, `The $bucket 'boundaries' field must be an array, but found type: ${typeName(spec)}`);
  const boundaries = spec.map((item) => constant(item, scope, 40191, "'boundaries' field"));
  if (boundaries.length < 2)
    fail(40192, `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length}`);
  for (let at = 1; at < boundaries.length; at++) {
    const [low, high] = [boundaries[at - 1]!, boundaries[at]!];
    if (rankOf(low) !== rankOf(high))
      fail(40193, "All values in the the 'boundaries' option to $bucket must have the same type");
    if (compare(low, high, scope.env.collation) >= 0) {
      fail(40194, "The 'boundaries' option to $bucket must be sorted in ascending order");
    }
  }
  return boundaries;
}

const OPTIONS = new Set(['groupBy', 'boundaries', 'default', 'output']);

/** `$bucket`: documents by ranges of a key. The buckets come in order; error 40066 for a key in none of them. */
export const bucket: StageCompiler = (spec, { scope }) => {
  if (!(spec instanceof Map))
    fail(40201, `Argument to $bucket stage must be an object, but found type: ${typeName(spec)}`);
  for (const key of spec.keys()) if (!OPTIONS.has(key)) fail(40197, `Unrecognized option to $bucket: ${key}`);
  if (!spec.has('groupBy') || !spec.has('boundaries')) {
    fail(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  }
  const key = groupBy(spec.get('groupBy')!, scope, 40202, '$bucket');
  const boundaries = boundariesOf(spec.get('boundaries')!, scope);
  const otherwise = defaultOf(spec.get('default'), boundaries, scope);
  const fields = outputFields(spec.get('output'), scope, 40196, '$bucket');
  const order = (a: Value | undefined, b: Value | undefined) => compare(a, b, scope.env.collation);
  const bucketOf: Expression = (root) => {
    const value = key(root);
    const above = boundaries.findIndex((boundary) => order(value, boundary) < 0);
    if (above > 0) return boundaries[above - 1];
    return otherwise === undefined
      ? fail(40066, '$switch could not find a matching branch for an input, and no default was specified.')
      : otherwise;
  };
  return {
    fields: 'end',
    *run(input) {
      const buckets = [];
      for (const doc of grouped(input, bucketOf, fields, scope)) {
        if (doc) buckets.push(doc);
        else yield undefined;
      }
      yield* buckets.sort((a, b) => order(a.get('_id'), b.get('_id')));
    },
  };
};

function defaultOf(spec: Value | undefined, boundaries: readonly Value[], scope: Scope): Value | undefined {
  if (spec === undefined) return undefined;
  const value = constant(spec, scope, 40195, "'default' field");
  const collation = scope.env.collation;
  const inside = compare(value, boundaries[0], collation) >= 0 && compare(value, boundaries.at(-1), collation) < 0;
  if (inside) {
    fail(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary",
    );
  }
  return value;
}
