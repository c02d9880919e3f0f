import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { refuseName } from '../refused.js';
import { allOf, anyOf, noneOf } from './combine.js';
import { fieldMatchers, refusedAtTop } from './field.js';
import { schemaTest } from './json-schema.js';
import { isTrue } from './leaf.js';
import type { Matcher, ParseEnv, QueryEnv } from './node.js';

/** The parts of a filter that only its top level may have. */
const topOnly = new Set(['$expr', ...refusedAtTop]);

/** Compiles a filter document to one matcher. */
export function parseFilter(filter: Doc, env: QueryEnv): Matcher {
  const parseEnv: ParseEnv = { ...env, parse: (nested, top) => parse(nested, parseEnv, top) };
  return parse(filter, parseEnv, true);
}

/** `top`: whether `$expr` and its like may stand here. */
function parse(filter: Doc, env: ParseEnv, top: boolean): Matcher {
  const matchers: Matcher[] = [];
  for (const [name, value] of filter) {
    if (!name.startsWith('$')) matchers.push(...fieldMatchers(name, value, env));
    else matchers.push(...topMatchers(name, value, env, top));
  }
  return matchers.length === 1 ? matchers[0]! : allOf(matchers);
}

function topMatchers(name: string, value: Value, env: ParseEnv, top: boolean): Matcher[] {
  if (topOnly.has(name) && !top) fail(2, `${name} can only be applied to the top-level document`);
  if (env.plainOnly && (name === '$expr' || name === '$jsonSchema'))
    fail(224, `${name} is not allowed in this context`);
  switch (name) {
    case '$and':
      return [allOf(clauses(name, value, env, top))];
    case '$or':
      return [anyOf(clauses(name, value, env, top))];
    case '$nor':
      return [noneOf(clauses(name, value, env, top))];
    case '$comment':
      return [];
    case '$expr':
      return [exprMatcher(value, env)];
    case '$jsonSchema':
      return [schemaMatcher(value)];
    case '$ref':
    case '$id':
    case '$db':
      return fieldMatchers(name, value, env);
    case '$alwaysTrue':
    case '$alwaysFalse':
      return [constantMatcher(name, value)];
  }
  if (refusedAtTop.has(name)) refuseName('query operator', name);
  return fail(
    2,
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
}

function clauses(name: string, value: Value, env: ParseEnv, top: boolean): Matcher[] {
  if (!isArray(value)) return fail(2, `${name} must be an array`);
  if (value.length === 0) fail(2, '$and/$or/$nor must be a nonempty array');
  return value.map((clause) => {
    if (!isDoc(clause)) return fail(2, '$or/$and/$nor entries need to be full objects');
    return parse(clause, env, top);
  });
}

function exprMatcher(value: Value, env: ParseEnv): Matcher {
  const expression = env.expression(value);
  return { node: { kind: 'other' }, test: (doc) => isTrue(expression(doc)) };
}

function schemaMatcher(value: Value): Matcher {
  if (!isDoc(value)) return fail(14, '$jsonSchema must be an object');
  const test = schemaTest(value);
  return { node: { kind: 'other' }, test: (doc) => test(doc) };
}

function constantMatcher(name: string, value: Value): Matcher {
  if (String(value) !== '1') fail(9, `${name} must be an integer value of 1`);
  const answer = name === '$alwaysTrue';
  return { node: { kind: answer ? 'and' : 'or', nodes: [] }, test: () => answer, raw: () => answer };
}
