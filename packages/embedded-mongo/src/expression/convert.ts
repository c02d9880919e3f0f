import { decOf } from '../bson/decimal.js';
import { integerOf, longOf, toDouble, truncatedLong, wholeOf } from '../bson/numbers.js';
import {
  Binary,
  Decimal128,
  Double,
  Int32,
  isNum,
  Long,
  type Num,
  ObjectId,
  type TypeCode,
  typeName,
  typeNames,
  typeOf,
  type Value,
} from '../bson/value.js';
import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { isTrue } from './boolean.js';
import { converted } from './date-from-string.js';
import { parseDate } from './date-parse.js';
import { momentOf } from './date-value.js';
import { dateOf, toDecimal } from './number.js';
import { type Argument, fold, isNullish, type Named, named, type Operator, type Operators } from './operator.js';
import { doubleText, isoText } from './text.js';

const SUFFIX = 'in $convert with no onError value';

function failed(message: string): never {
  return fail(241, `${message} ${SUFFIX}`);
}

/** Conversions by target type; `undefined` says that there is none from this type. */
const TARGETS: Partial<Record<TypeCode, (value: Value) => Value | undefined>> = {
  1: toDoubleValue,
  2: toText,
  5: (value) =>
    value instanceof Binary
      ? value
      : typeof value === 'string' || isNum(value)
        ? refuse('$convert between binary data and text or numbers')
        : undefined,
  7: (value) => (value instanceof ObjectId ? value : typeof value === 'string' ? parseObjectId(value) : undefined),
  8: toBoolean,
  9: toDate,
  16: (value) =>
    toInteger(value, (whole) => {
      const int = integerOf(whole);
      return int instanceof Int32 ? int : undefined;
    }),
  18: (value) => (value instanceof Date ? Long.fromNumber(value.getTime()) : toInteger(value, longOf)),
  19: toDecimalValue,
};

function toDoubleValue(value: Value): Value | undefined {
  if (typeof value === 'boolean') return new Double(value ? 1 : 0);
  if (value instanceof Date) return new Double(value.getTime());
  if (typeof value === 'string') return parseDouble(value);
  if (!isNum(value)) return undefined;
  const double = toDouble(value);
  const overflow = value instanceof Decimal128 && !Number.isFinite(double) && decOf(value).kind === 'finite';
  return overflow ? failed(`Conversion would overflow target type: ${value}`) : new Double(double);
}

const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

function unparsed(text: string): never {
  return failed(`Failed to parse number '${text}'`);
}

function parseDouble(text: string): Double {
  const special = SPECIAL.exec(text);
  if (special) return new Double(specialDouble(special[1] === '-', special[2]!));
  if (!FLOAT.test(text)) return unparsed(text);
  const double = Number(text);
  const vanished = double === 0 && /[1-9]/.test(text.replace(/e.*/i, ''));
  return Number.isFinite(double) && !vanished ? new Double(double) : unparsed(text);
}

function specialDouble(negative: boolean, name: string): number {
  if (name.toLowerCase() === 'nan') return Number.NaN;
  return negative ? -Infinity : Infinity;
}

function toInteger(value: Value, fit: (whole: bigint) => Num | undefined): Value | undefined {
  if (typeof value === 'boolean') return fit(value ? 1n : 0n);
  if (typeof value === 'string')
    return fit(/^[+-]?\d+$/.test(value) ? BigInt(value.replace('+', '')) : unparsed(value)) ?? unparsed(value);
  if (!isNum(value)) return undefined;
  const whole = truncatedLong(value);
  return (whole === undefined ? undefined : fit(whole)) ?? failed(`Conversion would overflow target type: ${value}`);
}

function toDecimalValue(value: Value): Value | undefined {
  if (typeof value === 'boolean') return new Decimal128(value ? '1' : '0');
  if (value instanceof Date) return new Decimal128(String(value.getTime()));
  if (typeof value === 'string') return parseDecimal(value);
  return isNum(value) ? toDecimal(value) : undefined;
}

function parseDecimal(text: string): Decimal128 {
  if (!FLOAT.test(text) && !SPECIAL.test(text)) return unparsed(text);
  return Decimal128.fromStringWithRounding(text);
}

function toText(value: Value): Value | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Double) return doubleText(value.value);
  if (isNum(value)) return value.toString();
  if (value instanceof Date) return isoText(value);
  if (value instanceof Binary) return refuse('$convert between binary data and text or numbers');
  return value instanceof ObjectId ? value.toHexString() : undefined;
}

function toBoolean(value: Value): boolean | undefined {
  const type = typeOf(value);
  return [1, 2, 7, 8, 9, 16, 18, 19].includes(type) ? isTrue(value) : undefined;
}

function toDate(value: Value): Value | undefined {
  if (typeof value === 'string') return dateOf(parseDate(value, undefined));
  if (value instanceof Int32) return undefined;
  if (isNum(value))
    return dateOf(Number(truncatedLong(value) ?? failed(`Conversion would overflow target type: ${value}`)));
  const moment = momentOf(value);
  return moment === undefined ? undefined : dateOf(moment);
}

function parseObjectId(text: string): ObjectId {
  return /^[0-9a-f]{24}$/i.test(text) ? new ObjectId(text) : failed(`Failed to parse objectId '${text}'`);
}

function convert(value: Value, type: TypeCode): Value {
  return TARGETS[type]?.(value) ?? failed(`Unsupported conversion from ${typeName(value)} to ${typeNames[type]}`);
}

const CODES = new Map<string, TypeCode>(
  Object.entries(typeNames).map(([code, name]) => [name, Number(code) as TypeCode]),
);

/** The target type; `null` when it is nullish. Errors: 2 an unknown name, 9 anything else that is no type. */
function targetOf(to: Argument): TypeCode | null {
  if (isNullish(to)) return null;
  if (typeof to === 'string') return CODES.get(to) ?? fail(2, `Unknown type name: ${to}`);
  if (to instanceof Map) return refuse('$convert to a type given as a document');
  if (!isNum(to)) return fail(9, `$convert's 'to' argument must be a string or number, but is ${typeName(to)}`);
  const whole = wholeOf(to);
  if (whole === undefined) return fail(9, "In $convert, numeric 'to' argument is not an integer");
  const code = Number(whole);
  const known = Object.hasOwn(typeNames, String(code)) || code === 0;
  if (!known) return fail(9, `In $convert, numeric value for 'to' does not correspond to a BSON type: ${whole}`);
  return code as TypeCode;
}

type ConvertName = 'input' | 'to' | 'onError' | 'onNull' | 'format' | 'byteOrder' | 'base';

const convertOperator: Operator = named<ConvertName>(
  { object: 9, unknown: 9, fields: { input: 9, to: 9, onError: 0, onNull: 0, format: 0, byteOrder: 0, base: 0 } },
  (args: Named<ConvertName>) => {
    for (const name of ['format', 'byteOrder', 'base'] as const)
      if (args.has(name)) refuse('format or byteOrder or base in $convert');
    const type = targetOf(args.get('to'));
    const input = args.get('input');
    if (isNullish(input)) return args.has('onNull') ? args.get('onNull') : null;
    if (type === null) return null;
    const otherwise = args.has('onError') ? () => args.get('onError') : undefined;
    return converted<Argument>(() => convert(input, type), otherwise);
  },
);

function shorthand(change: (value: Value) => Value): Operator {
  return (argument, scope, name) => {
    const list = Array.isArray(argument) ? argument : [argument];
    if (list.length !== 1) fail(50723, `${name} requires a single argument, got ${list.length}`);
    const node = scope.compile(list[0]!);
    return fold([node], (root) => {
      const value = node.run(root);
      return isNullish(value) ? null : change(value);
    });
  };
}

function to(type: TypeCode): Operator {
  return shorthand((value) => convert(value, type));
}

/** Conversions between types; what cannot be converted is error 241. */
export const convertOperators: Operators = {
  $convert: convertOperator,
  $toBool: to(8),
  $toDate: to(9),
  $toDecimal: to(19),
  $toDouble: to(1),
  $toInt: to(16),
  $toLong: to(18),
  $toObjectId: to(7),
  $toString: to(2),
};
