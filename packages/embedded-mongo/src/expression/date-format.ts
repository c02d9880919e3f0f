import { fail } from '../error.js';
import * as calendar from './calendar.js';
import { type TimeZone, toLocal } from './time-zone.js';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** What a specifier sees: the wall clock and the offset in whole minutes. */
interface Moment {
  readonly local: number;
  readonly parts: calendar.Parts;
  readonly offset: number;
}

const SPECIFIERS: Record<string, (moment: Moment) => string> = {
  '%': () => '%',
  b: ({ parts }) => MONTHS[parts.month - 1]!.slice(0, 3),
  B: ({ parts }) => MONTHS[parts.month - 1]!,
  d: ({ parts }) => padded(parts.day, 2),
  G: ({ local }) => year4(calendar.isoWeekYear(local)),
  H: ({ parts }) => padded(parts.hour, 2),
  j: ({ local }) => padded(calendar.dayOfYear(local), 3),
  L: ({ parts }) => padded(parts.millisecond, 3),
  m: ({ parts }) => padded(parts.month, 2),
  M: ({ parts }) => padded(parts.minute, 2),
  S: ({ parts }) => padded(parts.second, 2),
  u: ({ local }) => String(calendar.isoDayOfWeek(local)),
  U: ({ local }) => padded(calendar.weekOfYear(local), 2),
  V: ({ local }) => padded(calendar.isoWeek(local), 2),
  w: ({ local }) => String(calendar.dayOfWeek(local)),
  Y: ({ parts }) => year4(parts.year),
  z: ({ offset }) => {
    const minutes = Math.abs(offset);
    return `${offset < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}${padded(minutes % 60, 2)}`;
  },
  Z: ({ offset }) => String(offset),
};

function year4(year: number): string {
  if (year < 0 || year > 9999) fail(18537, `$dateToString is only defined on year 0-9999, tried to use year ${year}`);
  return padded(year, 4);
}

/** Checks a format of `$dateToString`. Errors: 18535 a lone `%` at the end, 18536 an unknown specifier. */
export function checkFormat(format: string, specifiers: ReadonlySet<string> = OUTPUT): void {
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at + 2)) {
    const specifier = format[at + 1];
    if (specifier === undefined) fail(18535, "Unmatched '%' at end of format string");
    if (!specifiers.has(specifier)) fail(18536, `Invalid format character '%${specifier}' in format string`);
  }
}

const OUTPUT: ReadonlySet<string> = new Set(Object.keys(SPECIFIERS));

/** Writes a moment. Error 18537 for a year that four digits do not hold. */
export function formatDate(milliseconds: number, format: string, zone: TimeZone): string {
  const local = toLocal(milliseconds, zone);
  const parts = calendar.partsOf(local);
  const moment = { local, parts, offset: Math.trunc((local - milliseconds) / calendar.MINUTE) };
  return format.replace(/%(.)/gs, (_, specifier: string) => SPECIFIERS[specifier]!(moment));
}
