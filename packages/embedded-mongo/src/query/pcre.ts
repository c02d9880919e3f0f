import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { classSource, escapeClass, literalSource } from './pcre-class.js';

type Flags = { i: boolean; m: boolean; s: boolean; x: boolean };

/** What the translation of a pattern works on. */
type State = {
  pattern: string;
  at: number;
  flags: Flags;
  saved: Flags[];
  /** How many capturing groups the pattern has. */
  groups: number;
  /** Whether the JS flag `i` holds for the whole pattern; else letters are written out in both cases. */
  wholeIgnoreCase: boolean;
};

/** Without the JS flag `m` these are the ends of the text. */
const end = '$';
const start = '^';

/**
 * Translates a PCRE2 pattern (UTF mode, as MongoDB compiles it) to the source of a JS RegExp with the flag `u`.
 * Anchors, dots and classes are written out, since JS has other line ends and other spaces.
 */
export function translate(pattern: string, options: string): { source: string; ignoreCase: boolean } {
  const leading = /^\(\?([imsx]+)\)/.exec(pattern);
  const flags = { i: false, m: false, s: false, x: false };
  for (const flag of options + (leading?.[1] ?? '')) if (flag in flags) flags[flag as keyof Flags] = true;
  const rest = leading ? pattern.slice(leading[0].length) : pattern;
  const changes = /\(\?[a-z]*-?[a-z]*i[a-z]*[:)]/.test(rest);
  const state: State = {
    pattern: rest,
    at: 0,
    flags,
    saved: [],
    groups: countGroups(rest),
    wholeIgnoreCase: flags.i && !changes,
  };
  checkBackreferences(rest);
  let source = '';
  while (state.at < rest.length) source += token(state);
  if (state.saved.length > 0) fail(51091, 'Regular expression is invalid: missing closing parenthesis');
  return { source, ignoreCase: state.wholeIgnoreCase };
}

function countGroups(pattern: string): number {
  return pattern.replace(/\\./gs, '').match(/\((?!\?)|\(\?P?<(?![=!])/g)?.length ?? 0;
}

/** A group that took no part fails a later reference in PCRE and matches nothing in JS, so that is refused. */
function checkBackreferences(pattern: string): void {
  const refers = /(^|[^\\])(\\\\)*\\([1-9]|k|g)|\(\?P=/.test(pattern);
  if (refers && /\||\)(\?|\*|\{0)/.test(pattern))
    refuse('a back reference to an optional group in a regular expression');
}

function token(state: State): string {
  const char = String.fromCodePoint(state.pattern.codePointAt(state.at)!);
  switch (char) {
    case '\\':
      return escapeSequence(state);
    case '[':
      return bracket(state);
    case '(':
      return open(state);
    case ')':
      return close(state);
  }
  state.at += char.length;
  return plain(state, char);
}

function plain(state: State, char: string): string {
  const { flags } = state;
  if (flags.x && /[\t\n\v\f\r ]/.test(char)) return '';
  if (flags.x && char === '#') return skipComment(state);
  switch (char) {
    case '.':
      return flags.s ? '[\\s\\S]' : '[^\\n]';
    case '^':
      return flags.m ? `(?:${start}|(?<=\\n)(?=[\\s\\S]))` : start;
    case '$':
      return flags.m ? `(?=\\n|${end})` : `(?=\\n?${end})`;
    case '*':
    case '+':
    case '?':
      return quantifier(state, char);
    case '{':
      return braces(state);
    case '|':
      return '|';
  }
  return literal(state, char);
}

function literal(state: State, char: string): string {
  return literalSource(char, state.flags.i && !state.wholeIgnoreCase);
}

function skipComment(state: State): string {
  const newline = state.pattern.indexOf('\n', state.at);
  state.at = newline < 0 ? state.pattern.length : newline + 1;
  return '';
}

function quantifier(state: State, text: string): string {
  const next = state.pattern[state.at];
  if (next === '+') refuse('a possessive quantifier in a regular expression');
  if (next !== '?') return text;
  state.at++;
  return `${text}?`;
}

function braces(state: State): string {
  const counts = /^(\d+)(,\d*)?\}/.exec(state.pattern.slice(state.at));
  if (!counts) return '\\{';
  state.at += counts[0].length;
  return quantifier(state, `{${counts[0]}`);
}

function bracket(state: State): string {
  const { source, next } = classSource(state.pattern, state.at, state.flags.i && !state.wholeIgnoreCase);
  state.at = next;
  return source;
}

function close(state: State): string {
  const saved = state.saved.pop();
  if (!saved) return fail(51091, 'Regular expression is invalid: unmatched closing parenthesis');
  state.flags = saved;
  state.at++;
  return ')';
}

function open(state: State): string {
  const rest = state.pattern.slice(state.at);
  if (rest.startsWith('(*')) refuse('a verb in a regular expression');
  if (rest.startsWith('(?#')) return skipGroupComment(state);
  const inline = /^\(\?([imsx]*)(?:-([imsx]+))?([:)])/.exec(rest);
  if (inline) return inlineFlags(state, inline);
  const opening = /^\((?:\?(?:=|!|<=|<!|P?<\w+>|'\w+'))?/.exec(rest)![0];
  if (opening === '(' && rest.startsWith('(?')) refuse('this kind of group in a regular expression', rest.slice(0, 4));
  state.at += opening.length;
  state.saved.push({ ...state.flags });
  return opening.replace("(?'", '(?<').replace("'", '>').replace('(?P<', '(?<');
}

function skipGroupComment(state: State): string {
  const closing = state.pattern.indexOf(')', state.at);
  if (closing < 0) fail(51091, 'Regular expression is invalid: missing ) after (?# comment');
  state.at = closing + 1;
  return '';
}

function inlineFlags(state: State, [text, on = '', off = '', ending]: RegExpExecArray): string {
  state.at += text.length;
  const flags = { ...state.flags };
  for (const flag of on) flags[flag as keyof Flags] = true;
  for (const flag of off) flags[flag as keyof Flags] = false;
  if (ending === ':') state.saved.push(state.flags);
  state.flags = flags;
  return ending === ':' ? '(?:' : '';
}

const fixed: Record<string, string> = {
  A: start,
  z: end,
  Z: `(?=\\n?${end})`,
  R: '(?:\\r\\n|[\\n\\v\\f\\r\\x85\\u2028\\u2029])',
  N: '[^\\n]',
  b: '\\b',
  B: '\\B',
};

function escapeSequence(state: State): string {
  const next = state.pattern[state.at + 1];
  if (next === undefined) return fail(51091, 'Regular expression is invalid: \\ at end of pattern');
  if (next === 'Q') return quoted(state);
  if (next === 'E') return skip(state, 2, '');
  if (Object.hasOwn(fixed, next)) return skip(state, 2, fixed[next]!);
  if (/[kg]/.test(next) || isReference(state)) return reference(state);
  const { source, next: after } = escapeClass(state.pattern, state.at, false, state.flags.i && !state.wholeIgnoreCase);
  state.at = after;
  return source;
}

function skip(state: State, count: number, source: string): string {
  state.at += count;
  return source;
}

function quoted(state: State): string {
  const closing = state.pattern.indexOf('\\E', state.at + 2);
  const text = state.pattern.slice(state.at + 2, closing < 0 ? undefined : closing);
  state.at = closing < 0 ? state.pattern.length : closing + 2;
  return [...text].map((char) => literal(state, char)).join('');
}

/** A number is a back reference when it is below 10 or there are as many groups; else it is an octal code. */
function isReference({ pattern, at, groups }: State): boolean {
  const number = /^\\([1-9]\d*)/.exec(pattern.slice(at));
  return number !== null && (Number(number[1]) < 10 || Number(number[1]) <= groups);
}

function reference(state: State): string {
  const found = /^\\(?:([1-9]\d*)|g\{?([1-9]\d*)\}?|k[<{'](\w+)[>}'])/.exec(state.pattern.slice(state.at));
  if (!found) return refuse('this kind of back reference in a regular expression');
  if (state.flags.i && !state.wholeIgnoreCase)
    refuse('a back reference under partial case-insensitivity in a regular expression');
  state.at += found[0].length;
  const number = found[1] ?? found[2];
  return number ? `(?:\\${number})` : `\\k<${found[3]}>`;
}
