import { BSONRegExp, type Doc, Int32, type Value } from '../bson/value.js';
import { fail, MongoError } from '../error.js';
import { translate } from '../query/pcre.js';
import { type Argument, isNullish, named, type Operator, type Operators } from './operator.js';
import { codePoints } from './text.js';

interface Search {
  readonly text: string;
  readonly pattern: RegExp;
}

/** The most bytes that `$regexFindAll` may gather. */
const MOST_BYTES = 64 * 1024 * 1024;

function search(input: Argument, regex: Argument, options: Argument, name: string): Search | null {
  if (!isNullish(input) && typeof input !== 'string') fail(51104, `${name} needs 'input' to be of type string`);
  const source = sourceOf(regex, options, name);
  if (source === null) return null;
  const pattern = patternOf(source.pattern, source.flags, name);
  return isNullish(input) ? null : { text: input, pattern };
}

function sourceOf(regex: Argument, options: Argument, name: string): { pattern: string; flags: string } | null {
  if (!isNullish(options) && typeof options !== 'string') fail(51106, `${name} needs 'options' to be of type string`);
  if (isNullish(regex)) return null;
  if (typeof regex !== 'string' && !(regex instanceof BSONRegExp)) {
    return fail(51105, `${name} needs 'regex' to be of type string or regex`);
  }
  const own = typeof regex === 'string' ? '' : regex.options;
  if (own !== '' && !isNullish(options)) {
    fail(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`);
  }
  const pattern = typeof regex === 'string' ? regex : regex.pattern;
  const flags = isNullish(options) ? own : options;
  if (pattern.includes('\0')) fail(51109, `${name}: regular expression cannot contain an embedded null byte`);
  if (flags.includes('\0')) fail(51110, `${name}: regular expression options cannot contain an embedded null byte`);
  return { pattern, flags };
}

/** Patterns mostly repeat from document to document. */
let last: { pattern: string; flags: string; compiled: RegExp } | undefined;

function patternOf(pattern: string, flags: string, name: string): RegExp {
  if (last?.pattern === pattern && last.flags === flags) return last.compiled;
  for (const flag of flags) if (!'imsxu'.includes(flag)) fail(51108, `${name} invalid flag in regex options: ${flag}`);
  const compiled = compileSearch(pattern, flags, name);
  last = { pattern, flags, compiled };
  return compiled;
}

/** Compiles for searching on from a position. Error 51111 for what is no pattern. */
function compileSearch(pattern: string, flags: string, name: string): RegExp {
  try {
    const { source, ignoreCase } = translate(pattern, flags);
    return new RegExp(source, ignoreCase ? 'giu' : 'gu');
  } catch (error) {
    const invalid = error instanceof SyntaxError || (error instanceof MongoError && error.code === 51091);
    if (!invalid) throw error;
    return fail(51111, `Invalid Regex in ${name}: ${error.message}`);
  }
}

function found(match: RegExpExecArray, at: number): Doc {
  const captures = match.slice(1).map((capture): Value => capture ?? null);
  return new Map<string, Value>([
    ['match', match[0]],
    ['idx', new Int32(at)],
    ['captures', captures],
  ]);
}

function regexOperator(apply: (search: Search | null, name: string) => Value): Operator {
  const fields = { input: 31022, regex: 31023, options: 0 };
  return named({ object: 51103, unknown: 31024, fields }, (args, _env, name) =>
    apply(search(args.get('input'), args.get('regex'), args.get('options'), name), name),
  );
}

function first({ text, pattern }: Search): RegExpExecArray | null {
  pattern.lastIndex = 0;
  return pattern.exec(text);
}

function all({ text, pattern }: Search, name: string): Doc[] {
  const matches: Doc[] = [];
  let bytes = 0;
  let before = 0;
  let points = 0;
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  while (match) {
    points += codePoints(text.slice(before, match.index));
    before = match.index;
    matches.push(found(match, points));
    bytes += match.reduce((sum, part) => sum + (part?.length ?? 0), 0);
    if (bytes > MOST_BYTES) fail(51151, `${name}: the size of buffer to store output exceeded the 64MB limit`);
    if (match[0] === '') pattern.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
    // The server does not search at the very end of a text.
    match = pattern.lastIndex < text.length ? pattern.exec(text) : null;
  }
  return matches;
}

/** Regular expressions; positions count code points. */
export const regexOperators: Operators = {
  $regexFind: regexOperator((search) => {
    const match = search && first(search);
    return match && found(match, codePoints(search.text.slice(0, match.index)));
  }),
  $regexFindAll: regexOperator((search, name) => (search ? all(search, name) : [])),
  $regexMatch: regexOperator((search) => search !== null && first(search) !== null),
};
