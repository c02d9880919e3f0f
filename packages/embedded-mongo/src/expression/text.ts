import { BSONSymbol, Code, CodeWithScope, Double, isNum, Timestamp, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { formatDate } from './date-format.js';
import { type Argument, isNullish } from './operator.js';
import { UTC } from './time-zone.js';

/** A double in the fewest digits that read back as the same: an exponent below 1e-4 and from 1e16 on. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (Object.is(value, -0)) return '-0';
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  // JavaScript writes plain digits from 1e-6 to 1e21.
  if (value === 0 || (exponent >= -4 && exponent < 16)) return value.toString();
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** What the string operators make of a value: null and missing are empty. Error 16007 for what has no text. */
export function textOf(value: Argument): string {
  if (typeof value === 'string') return value;
  if (isNullish(value)) return '';
  if (value instanceof Double) return doubleText(value.value);
  if (isNum(value)) return value.toString();
  if (value instanceof Date) return isoText(value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Code || value instanceof CodeWithScope) return value.code.toString();
  if (value instanceof BSONSymbol) return value.value;
  return fail(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

/** `2024-02-29T13:45:30.123Z`. Error 18537 for a year that four digits do not hold. */
export function isoText(date: Date): string {
  return formatDate(date.getTime(), '%Y-%m-%dT%H:%M:%S.%LZ', UTC);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds in the form "Jan  1 00:00:00:1", as the server prints timestamps. */
function timestampText(value: Timestamp): string {
  const date = new Date(value.t * 1000);
  const clock = date.toISOString().slice(11, 19);
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock}:${value.i}`;
}

/** Only ASCII letters change, as in the server's C locale. */
export function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The number of Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) count++;
  return count;
}
