import { truncatedLong } from '../bson/numbers.js';
import { Int32, isNum, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { whole32 } from './number.js';
import { type Argument, fixed, fold, isNullish, named, type Operator, type Operators, ranged } from './operator.js';
import { codePoints, lowerAscii, textOf, upperAscii } from './text.js';

const concat: Operator = (argument, scope) => {
  const nodes = (Array.isArray(argument) ? argument : [argument]).map((operand) => scope.compile(operand));
  return fold(nodes, (root) => {
    let text = '';
    for (const node of nodes) {
      const value = node.run(root);
      if (isNullish(value)) return null;
      if (typeof value !== 'string') fail(16702, `$concat only supports strings, not ${typeName(value)}`);
      text += value;
    }
    return text;
  });
};

/** Whether a byte goes on with a character that began before it. */
function continues(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function position(value: Argument, code: number, name: string, what: string): number {
  if (!isNum(value)) fail(code, `${name}: ${what} must be a numeric type (is BSON type ${typeName(value)})`);
  return Number(truncatedLong(value) ?? 0n);
}

const substrBytes: Operator = fixed(3, ([value, start, length], _env, name) => {
  const bytes = Buffer.from(textOf(value));
  const from = position(start, 16034, name, 'starting index');
  const count = position(length, 16035, name, 'length');
  if (from < 0) fail(50752, `${name}: starting index must be non-negative (got: ${from})`);
  const until = count < 0 ? bytes.length : Math.min(from + count, bytes.length);
  if (from >= bytes.length) return '';
  if (continues(bytes[from])) {
    fail(28656, `${name}: Invalid range, starting index is a UTF-8 continuation byte.`);
  }
  if (continues(bytes[until])) {
    fail(28656, `${name}: Invalid range, ending index is in the middle of a UTF-8 character.`);
  }
  return bytes.toString('utf8', from, until);
});

function position32(value: Argument, codes: [number, number, number], name: string, what: string): number {
  if (!isNum(value)) fail(codes[0], `${name}: ${what} must be a numeric type (is BSON type ${typeName(value)})`);
  const whole = whole32(value);
  if (whole === undefined) fail(codes[1], `${name}: ${what} cannot be represented as a 32-bit integral value`);
  if (whole < 0) fail(codes[2], `${name}: ${what} must be a nonnegative integer.`);
  return whole;
}

const substrCP: Operator = fixed(3, ([value, start, length], _env, name) => {
  const text = textOf(value);
  const from = position32(start, [34450, 34451, 34455], name, 'starting index');
  const count = position32(length, [34452, 34453, 34454], name, 'length');
  return [...text].slice(from, from + count).join('');
});

const split: Operator = fixed(2, ([text, separator]) => {
  if (isNullish(text) || isNullish(separator)) return null;
  const first = '$split requires an expression that evaluates to a string as a first argument';
  if (typeof text !== 'string') fail(40085, `${first}, found: ${typeName(text)}`);
  const second = '$split requires an expression that evaluates to a string as a second argument';
  if (typeof separator !== 'string') fail(40086, `${second}, found: ${typeName(separator)}`);
  if (separator === '') fail(40087, '$split requires a non-empty separator');
  return text.split(separator);
});

/** What `$trim` takes away when no characters are named (manual, "$trim", Whitespace Characters). */
const WHITESPACE = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trim(left: boolean, right: boolean): Operator {
  const shape = { object: 50696, unknown: 50694, fields: { input: 50695, chars: 0 } };
  return named(shape, (args, _env, name) => {
    const input = args.get('input');
    if (isNullish(input)) return null;
    if (typeof input !== 'string') fail(50699, `${name} requires its input to be a string, got ${typeName(input)}`);
    const chars = args.has('chars') ? args.get('chars') : WHITESPACE;
    if (isNullish(chars)) return null;
    if (typeof chars !== 'string') fail(50700, `${name} requires 'chars' to be a string, got ${typeName(chars)}`);
    return trimmed([...input], new Set(chars), left, right);
  });
}

function trimmed(points: string[], chars: Set<string>, left: boolean, right: boolean): string {
  let from = 0;
  let until = points.length;
  while (left && from < until && chars.has(points[from]!)) from++;
  while (right && until > from && chars.has(points[until - 1]!)) until--;
  return points.slice(from, until).join('');
}

function boundary(value: Argument, name: string, which: string): number {
  const whole = whole32(value);
  if (whole === undefined) {
    fail(40096, `${name} requires an integral ${which} index, found a value of type: ${typeName(value)}`);
  }
  if (whole < 0) fail(40097, `${name} requires a nonnegative ${which} index, found: ${whole}`);
  return whole;
}

interface Sought {
  readonly inputCode: number;
  readonly tokenCode: number;
  length(text: string): number;
  find(text: string, token: string, from: number, until: number): number;
}

function indexOf({ inputCode, tokenCode, length, find }: Sought): Operator {
  return ranged(2, 4, (args, _env, name) => {
    const [text, token, start, end] = args;
    if (isNullish(text)) return null;
    const must = `${name} requires a string as the`;
    if (typeof text !== 'string') fail(inputCode, `${must} first argument, found: ${typeName(text)}`);
    if (typeof token !== 'string') fail(tokenCode, `${must} second argument, found: ${typeName(token)}`);
    const from = args.length > 2 ? boundary(start, name, 'starting') : 0;
    const until = Math.min(args.length > 3 ? boundary(end, name, 'ending') : Infinity, length(text));
    return new Int32(from > until ? -1 : find(text, token, from, until));
  });
}

function findBytes(text: string, token: string, from: number, until: number): number {
  return Buffer.from(text).subarray(0, until).indexOf(token, from);
}

function findCodePoints(text: string, token: string, from: number, until: number): number {
  const points = [...text];
  const before = points.slice(0, from).join('');
  const found = points.slice(0, until).join('').indexOf(token, before.length);
  return found < 0 ? -1 : codePoints(text.slice(0, found));
}

function replace(all: boolean): Operator {
  const fields = { input: 51749, find: 51748, replacement: 51747 };
  return named({ object: 51751, unknown: 51750, fields }, (args, _env, name) => {
    const input = replaceText(args.get('input'), 51746, name, 'input');
    const find = replaceText(args.get('find'), 51745, name, 'find');
    const replacement = replaceText(args.get('replacement'), 51744, name, 'replacement');
    if (input === null || find === null || replacement === null) return null;
    if (!all) return input.replace(find, () => replacement);
    return find === '' ? ['', ...input, ''].join(replacement) : input.replaceAll(find, () => replacement);
  });
}

function replaceText(value: Argument, code: number, name: string, key: string): string | null {
  if (isNullish(value)) return null;
  return typeof value === 'string'
    ? value
    : fail(code, `${name} requires that '${key}' be a string, found: ${typeName(value)}`);
}

function length(code: number, measure: (text: string) => number): Operator {
  return fixed(1, ([value], _env, name) => {
    if (typeof value !== 'string') fail(code, `${name} requires a string argument, found: ${typeName(value)}`);
    return new Int32(measure(value));
  });
}

/** Strings: indexes count Unicode code points (…CP) or bytes of UTF-8 (…Bytes); case is that of ASCII. */
export const stringOperators: Operators = {
  $concat: concat,
  $indexOfBytes: indexOf({ inputCode: 40091, tokenCode: 40092, length: Buffer.byteLength, find: findBytes }),
  $indexOfCP: indexOf({ inputCode: 40093, tokenCode: 40094, length: codePoints, find: findCodePoints }),
  $ltrim: trim(true, false),
  $replaceAll: replace(true),
  $replaceOne: replace(false),
  $rtrim: trim(false, true),
  $split: split,
  $strcasecmp: fixed(2, ([a, b]) => {
    return new Int32(Math.sign(Buffer.compare(Buffer.from(upperAscii(textOf(a))), Buffer.from(upperAscii(textOf(b))))));
  }),
  $strLenBytes: length(34473, Buffer.byteLength),
  $strLenCP: length(34471, codePoints),
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: substrCP,
  $toLower: fixed(1, ([value]) => lowerAscii(textOf(value))),
  $toUpper: fixed(1, ([value]) => upperAscii(textOf(value))),
  $trim: trim(true, true),
};
