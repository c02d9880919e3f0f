import { compareUtf8 } from '../bson/compare.js';
import { BSONRegExp, BSONSymbol, type Value } from '../bson/value.js';
import { fail, MongoError } from '../error.js';
import type { ValueTest } from './node.js';
import { translate } from './pcre.js';

const compiled = new Map<string, RegExp>();

/**
 * Compiles a PCRE pattern with MongoDB's options (i, m, s, x, u) to a JS RegExp that matches the same texts.
 * Errors: 51108 for another option, 51091 for an invalid pattern; constructs without a JS counterpart are refused.
 */
export function compileRegex(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`;
  let regex = compiled.get(key);
  if (!regex) {
    regex = build(pattern, options);
    if (compiled.size > 1000) compiled.clear();
    compiled.set(key, regex);
  }
  return regex;
}

function build(pattern: string, options: string): RegExp {
  for (const flag of options) if (!'imsxu'.includes(flag)) fail(51108, `invalid flag in regex options: ${flag}`);
  if (pattern.includes('\0')) fail(2, 'Regular expression cannot contain an embedded null byte');
  const { source, ignoreCase } = translate(pattern, options);
  try {
    return new RegExp(source, ignoreCase ? 'iu' : 'u');
  } catch (error) {
    throw new MongoError(51091, `Regular expression is invalid: ${(error as Error).message}`);
  }
}

/** `$regex`: a text that the pattern matches, or a regular expression equal to it. */
export function regexTest(pattern: BSONRegExp): ValueTest {
  const regex = compileRegex(pattern.pattern, pattern.options);
  return (value) => {
    if (typeof value === 'string') return regex.test(value);
    if (value instanceof BSONSymbol) return regex.test(value.value);
    return value instanceof BSONRegExp && sameRegex(value, pattern);
  };
}

function sameRegex(a: BSONRegExp, b: BSONRegExp): boolean {
  return compareUtf8(a.pattern, b.pattern) === 0 && a.options === b.options;
}

/** Reads `$regex` with its `$options` (errors 2, 51074, 51075 as the server has them). */
export function regexOf(pattern: Value | undefined, options: Value | undefined): BSONRegExp {
  if (pattern === undefined) return fail(2, '$options needs a $regex');
  if (options !== undefined && typeof options !== 'string') fail(2, '$options has to be a string');
  if (pattern instanceof BSONRegExp) {
    if (options === undefined) return pattern;
    if (pattern.options !== '') fail(51074, 'options set in both $regex and $options');
    return checkedRegex(pattern.pattern, options as string);
  }
  if (typeof pattern !== 'string') return fail(2, '$regex has to be a string');
  return checkedRegex(pattern, (options as string | undefined) ?? '');
}

function checkedRegex(pattern: string, options: string): BSONRegExp {
  compileRegex(pattern, options);
  return new BSONRegExp(pattern, options);
}
