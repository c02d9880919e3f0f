import { fail } from '../error.js';
import { refuse } from '../refused.js';

/** Part of a translated pattern and the place after what it was made from. */
export type Translated = { source: string; next: number };

/** One character, escaped for a JS pattern with the flag `u`; with `bothCases` a class of its cases. */
export function literalSource(char: string, bothCases: boolean): string {
  const cases = bothCases ? casesOf(char) : [char];
  return cases.length === 1 ? escaped(char) : `[${cases.map(escaped).join('')}]`;
}

function escaped(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\u{${char.codePointAt(0)!.toString(16)}}` : char;
}

function casesOf(char: string): string[] {
  const cases = [char, char.toLowerCase(), char.toUpperCase()].filter((other) => [...other].length === 1);
  return [...new Set(cases)];
}

const horizontal = '\\t \\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const vertical = '\\n\\v\\f\\r\\x85\\u2028\\u2029';

/** Classes by letter. PCRE without UCP knows ASCII letters, digits and spaces only. */
const letters: Record<string, string> = {
  d: '0-9',
  w: 'A-Za-z0-9_',
  s: '\\t\\n\\v\\f\\r ',
  h: horizontal,
  v: vertical,
};

const complements: Record<string, string> = {
  D: '\\x00-/:-\\u{10ffff}',
  W: '\\x00-/:-@[-\\^`{-\\u{10ffff}',
  S: '\\x00-\\x08\\x0e-\\x1f!-\\u{10ffff}',
  H: '\\x00-\\x08\\x0a-\\x1f!-\\x9f\\xa1-\\u167f\\u1681-\\u180d\\u180f-\\u1fff\\u200b-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\u{10ffff}',
  V: '\\x00-\\x09\\x0e-\\x84\\x86-\\u2027\\u202a-\\u{10ffff}',
};

const controls: Record<string, number> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

const posix: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t\\n\\v\\f\\r ',
  blank: '\\t ',
  punct: '!-/:-@[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: 'A-Za-z0-9_',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
  ascii: '\\x00-\\x7f',
};

/** One escape sequence, alone or (without brackets of its own) inside a class. */
export function escapeClass(pattern: string, at: number, inClass: boolean, bothCases: boolean): Translated {
  const letter = pattern[at + 1];
  if (letter === undefined) return fail(51091, 'Regular expression is invalid: \\ at end of pattern');
  const set = letters[letter] ?? complements[letter];
  if (set !== undefined) return { source: inClass ? set : `[${set}]`, next: at + 2 };
  if (letter === 'p' || letter === 'P') return property(pattern, at);
  const { char, next } = escapedChar(pattern, at);
  return { source: inClass ? escaped(char) : literalSource(char, bothCases), next };
}

function property(pattern: string, at: number): Translated {
  const found = /^\\([pP])(?:\{(\^?)([\w ]+)\}|(\w))/.exec(pattern.slice(at));
  if (!found) return fail(51091, 'Regular expression is invalid: malformed \\P or \\p sequence');
  const name = found[3] ?? found[4]!;
  const positive = (found[1] === 'p') !== (found[2] === '^');
  const known = /^(C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/.test(name);
  if (!known && !/^[A-Z][a-z]{2,}(_[A-Z][a-z]+)*$/.test(name))
    refuse('this character property in a regular expression', `\\p{${name}}`);
  return { source: `\\${positive ? 'p' : 'P'}{${known ? name : `Script=${name}`}}`, next: at + found[0].length };
}

/** The character that an escape sequence stands for. */
function escapedChar(pattern: string, at: number): { char: string; next: number } {
  const rest = pattern.slice(at);
  const hex = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{0,2}))/.exec(rest);
  if (hex) return charOf(Number.parseInt(hex[1] || hex[2] || '0', 16), at + hex[0].length);
  const octal = /^\\(?:o\{([0-7]+)\}|(0[0-7]{0,2}|[0-7]{2,3}))/.exec(rest);
  if (octal) return charOf(Number.parseInt(octal[1] ?? octal[2]!, 8), at + octal[0].length);
  const control = /^\\c([ -~])/.exec(rest);
  if (control) return charOf(control[1]!.toUpperCase().charCodeAt(0) ^ 64, at + 3);
  const letter = String.fromCodePoint(pattern.codePointAt(at + 1)!);
  const code = controls[letter];
  if (code !== undefined) return charOf(code, at + 2);
  if (/[A-Za-z0-9]/.test(letter))
    return fail(51091, `Regular expression is invalid: unrecognized character follows \\: ${letter}`);
  return { char: letter, next: at + 1 + letter.length };
}

function charOf(code: number, next: number): { char: string; next: number } {
  if (code > 0x10ffff) fail(51091, 'Regular expression is invalid: character code point value is too large');
  return { char: String.fromCodePoint(code), next };
}

type Item = Translated & { char?: string };

/** A bracketed class beginning at `at`. */
export function classSource(pattern: string, at: number, bothCases: boolean): Translated {
  const negative = pattern[at + 1] === '^';
  let place = at + (negative ? 2 : 1);
  let source = '';
  let first = true;
  while (first || pattern[place] !== ']') {
    const item = classItem(pattern, place);
    first = false;
    place = item.next;
    const range = pattern[place] === '-' && pattern[place + 1] !== ']' && item.char !== undefined;
    const upper = range ? classItem(pattern, place + 1) : undefined;
    if (upper?.char !== undefined) {
      source += rangeSource(item.char!, upper.char, bothCases);
      place = upper.next;
    } else source += bothCases && item.char !== undefined ? casesOf(item.char).map(escaped).join('') : item.source;
  }
  return { source: `[${negative ? '^' : ''}${source}]`, next: place + 1 };
}

function classItem(pattern: string, at: number): Item {
  if (at >= pattern.length)
    return fail(51091, 'Regular expression is invalid: missing terminating ] for character class');
  const named = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(at));
  if (named) return posixClass(named, at);
  if (pattern[at] !== '\\') {
    const char = String.fromCodePoint(pattern.codePointAt(at)!);
    return { source: escaped(char), char, next: at + char.length };
  }
  const letter = pattern[at + 1] ?? '';
  if (letter === 'b') return { source: '\\x08', char: '\b', next: at + 2 };
  if (letter === 'Q' || letter === 'E') refuse('quoting inside a class of a regular expression');
  if (/[dDwWsShHvVpP]/.test(letter)) return escapeClass(pattern, at, true, false);
  const { char, next } = escapedChar(pattern, at);
  return { source: escaped(char), char, next };
}

function posixClass(named: RegExpExecArray, at: number): Item {
  const set = posix[named[2]!] ?? fail(51091, 'Regular expression is invalid: unknown POSIX class name');
  if (named[1] === '^') refuse('a negated POSIX class in a regular expression');
  return { source: set, next: at + named[0].length };
}

function rangeSource(low: string, high: string, bothCases: boolean): string {
  const [from, to] = [low.codePointAt(0)!, high.codePointAt(0)!];
  if (from > to) fail(51091, 'Regular expression is invalid: range out of order in character class');
  const source = `${escaped(low)}-${escaped(high)}`;
  if (!bothCases) return source;
  if (to - from > 1000) refuse('a wide range under partial case-insensitivity in a regular expression');
  let others = '';
  for (let code = from; code <= to; code++)
    others += casesOf(String.fromCodePoint(code)).slice(1).map(escaped).join('');
  return source + others;
}
