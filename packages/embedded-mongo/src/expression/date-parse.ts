import { fail } from '../error.js';
import { DAY, daysInMonth, HOUR, isoMilliseconds, MINUTE, millisecondsOf } from './calendar.js';
import { checkFormat } from './date-format.js';
import { fromLocal, type TimeZone } from './time-zone.js';

/** What was read: the parts, and the zone when the text names one. */
interface Fields {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  dayOfYear?: number;
  isoYear?: number;
  isoWeek?: number;
  isoDay?: number;
  /** Milliseconds east of UTC. */
  offset?: number;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function monthOf(text: string): number | undefined {
  const name = text.toLowerCase();
  const at = MONTHS.findIndex((month) => month === name || month.slice(0, 3) === name);
  return at < 0 ? undefined : at + 1;
}

function offsetOf(text: string): number | undefined {
  const match = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(text);
  if (!match) return undefined;
  const offset = Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE;
  return match[1] === '-' ? -offset : offset;
}

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?(?:\s*(?<half>[ap])\.?m\.?)?`;
const ZONE = String.raw`\s*(?<zone>Z|z|UTC|utc|GMT|gmt|(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?|[A-Z]{3,4})`;
const AFTER = String.raw`(?:(?:\s*[Tt]|,?\s+)${TIME}(?:${ZONE})?)?`;
const MONTH = String.raw`(?<name>[A-Za-z]{3,9})\.?`;

/** The forms that are understood: ISO 8601, its compact form, and the common English ones. */
const FORMS = [
  String.raw`(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})${AFTER}`,
  String.raw`(?<year>\d{4})-(?<month>\d{1,2})`,
  String.raw`(?<year>\d{4})/(?<month>\d{1,2})/(?<day>\d{1,2})${AFTER}`,
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:T(?<hour>\d\d):?(?<minute>\d\d):?(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?(?:${ZONE})?)?`,
  String.raw`(?<year>\d{4})-?W(?<week>\d\d)(?:-?(?<weekday>[1-7]))?${AFTER}`,
  String.raw`(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})${AFTER}`,
  String.raw`(?<day>\d{1,2})[.-](?<month>\d{1,2})[.-](?<year>\d{4})${AFTER}`,
  String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?${MONTH}\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})${AFTER}`,
  String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?<day>\d{1,2})(?:st|nd|rd|th)?[\s-]${MONTH}[\s-](?<year>\d{4})${AFTER}`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/**
 * Reads a date without a format: ISO 8601, its compact form, US and European numbers and English month names.
 * Error 241 for anything else, and when both the text and the argument name a time zone.
 */
export function parseDate(text: string, zone: TimeZone | undefined): number {
  for (const form of FORMS) {
    const groups = form.exec(text.trim())?.groups;
    if (groups) return resolve(fieldsOf(groups, text), zone, text);
  }
  return unreadable(text);
}

function unreadable(text: string, why = 'an unexpected character'): never {
  return fail(241, `Error parsing date string '${text}'; ${why}`);
}

function incomplete(text: string): never {
  return fail(241, `an incomplete date/time string has been found, with elements missing: "${text}"`);
}

function fieldsOf(groups: Record<string, string | undefined>, text: string): Fields {
  const number = (key: string) => (groups[key] === undefined ? undefined : Number(groups[key]));
  const fields: Fields = {
    year: number('year'),
    month: groups.name === undefined ? number('month') : (monthOf(groups.name) ?? unreadable(text)),
    // Of the forms without a format, only that of year and month lacks a day: it means the first.
    day: number('day') ?? 1,
    hour: halfDay(number('hour'), groups.half, text),
    minute: number('minute'),
    second: number('second'),
    millisecond: groups.fraction === undefined ? undefined : Number(groups.fraction.padEnd(3, '0').slice(0, 3)),
  };
  if (groups.week !== undefined) {
    return {
      ...fields,
      year: undefined,
      isoYear: fields.year,
      isoWeek: number('week'),
      isoDay: number('weekday') ?? 1,
      ...zoneFields(groups.zone, text),
    };
  }
  return { ...fields, ...zoneFields(groups.zone, text) };
}

function halfDay(hour: number | undefined, half: string | undefined, text: string): number | undefined {
  if (hour === undefined || half === undefined) return hour;
  if (hour < 1 || hour > 12) return unreadable(text);
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

const ABBREVIATIONS: Record<string, number> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
  BST: 1,
};

function zoneFields(text: string | undefined, whole: string): Pick<Fields, 'offset'> {
  if (text === undefined) return {};
  if (/^(z|utc|gmt)$/i.test(text)) return { offset: 0 };
  const offset = offsetOf(text.replace(/^(UTC|GMT)/i, ''));
  if (offset !== undefined) return { offset };
  const hours = ABBREVIATIONS[text.toUpperCase()];
  return hours === undefined ? unreadable(whole) : { offset: hours * HOUR };
}

/** Puts the fields together; what is out of range is an error, days that a month lacks among them. */
function resolve(fields: Fields, zone: TimeZone | undefined, text: string): number {
  if (zone && !zone.isUtc && fields.offset !== undefined) {
    fail(
      241,
      `you cannot pass in a date/time string with time zone information ('${text}') together with a timezone argument`,
    );
  }
  const { hour = 0, minute = 0, second = 0, millisecond = 0 } = fields;
  if (hour > 24 || minute > 59 || second > 59) unreadable(text);
  const local = dayOf(fields, text) + millisecondsOf({ hour, minute, second, millisecond });
  if (fields.offset !== undefined) return local - fields.offset;
  return zone ? fromLocal(local, zone) : local;
}

function dayOf(fields: Fields, text: string): number {
  if (fields.isoYear !== undefined || fields.isoWeek !== undefined) {
    const { isoYear, isoWeek = 1, isoDay = 1 } = fields;
    if (isoYear === undefined || isoWeek < 1 || isoWeek > 53 || isoDay < 1 || isoDay > 7) unreadable(text);
    return isoMilliseconds(isoYear, isoWeek, isoDay);
  }
  const { year, month, day, dayOfYear } = fields;
  if (year === undefined) return incomplete(text);
  if (dayOfYear !== undefined) {
    if (dayOfYear < 1 || dayOfYear > 366) unreadable(text);
    return millisecondsOf({ year }) + (dayOfYear - 1) * DAY;
  }
  if (month === undefined || day === undefined) return incomplete(text);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    unreadable(text, 'the parsed date was invalid');
  return millisecondsOf({ year, month, day });
}

/** What a specifier of `$dateFromString` matches, and where it goes. */
const SPECIFIERS: Record<string, [pattern: string, read: (text: string) => Fields]> = {
  b: ['[A-Za-z]{3}', (text) => ({ month: monthOf(text) })],
  B: ['[A-Za-z]{3,9}', (text) => ({ month: monthOf(text) })],
  d: [String.raw`\d{1,2}`, (text) => ({ day: Number(text) })],
  G: [String.raw`\d{4}`, (text) => ({ isoYear: Number(text) })],
  H: [String.raw`\d{1,2}`, (text) => ({ hour: Number(text) })],
  j: [String.raw`\d{1,3}`, (text) => ({ dayOfYear: Number(text) })],
  L: [String.raw`\d{1,3}`, (text) => ({ millisecond: Number(text.padEnd(3, '0')) })],
  m: [String.raw`\d{1,2}`, (text) => ({ month: Number(text) })],
  M: [String.raw`\d{1,2}`, (text) => ({ minute: Number(text) })],
  S: [String.raw`\d{1,2}`, (text) => ({ second: Number(text) })],
  u: ['[1-7]', (text) => ({ isoDay: Number(text) })],
  V: [String.raw`\d{1,2}`, (text) => ({ isoWeek: Number(text) })],
  Y: [String.raw`\d{4}`, (text) => ({ year: Number(text) })],
  z: [String.raw`Z|[+-]\d\d:?(?:\d\d)?|[A-Za-z]{3,5}`, (text) => zoneFields(text, text)],
  Z: [String.raw`[+-]\d{1,4}`, (text) => ({ offset: Number(text) * MINUTE })],
};

const INPUT: ReadonlySet<string> = new Set(['%', ...Object.keys(SPECIFIERS)]);

/** Checks a format of `$dateFromString`. Errors: 18535 a lone `%` at the end, 18536 an unknown specifier. */
export function checkInputFormat(format: string): void {
  checkFormat(format, INPUT);
}

/** Reads a date by a checked format. Error 241 when the text does not fit it. */
export function parseDateBy(text: string, format: string, zone: TimeZone | undefined): number {
  const readers: ((text: string) => Fields)[] = [];
  const pattern = format.replace(/%(.)|[^%]/gs, (token, specifier: string | undefined) => {
    const known = specifier === undefined ? undefined : SPECIFIERS[specifier];
    if (!known) return (specifier ?? token).replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
    readers.push(known[1]);
    return `(${known[0]})`;
  });
  const match = new RegExp(`^${pattern}$`, 's').exec(text);
  if (!match) return unreadable(text, 'it does not match the format');
  const fields = readers.map((read, at) => read(match[at + 1]!));
  return resolve(Object.assign({}, ...fields), zone, text);
}
