import { typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { DAY, HOUR, MINUTE, millisecondsOf } from './calendar.js';
import { type Argument, isNullish } from './operator.js';

/** A time zone: its offset to UTC in milliseconds at a moment. */
export interface TimeZone {
  readonly isUtc: boolean;
  offsetAt(milliseconds: number): number;
}

export const UTC: TimeZone = { isUtc: true, offsetAt: () => 0 };

/** Offsets change at whole quarters of an hour at most, so one answer holds for the quarter. */
const QUARTER = 15 * MINUTE;
const MOST_REMEMBERED = 10_000;

const zones = new Map<string, TimeZone>();

/** A time zone by Olson name or by offset (`+hh`, `+hhmm`, `+hh:mm`). Error 40485 for an unknown one. */
export function timeZone(name: string): TimeZone {
  const known = zones.get(name);
  if (known) return known;
  const zone = offsetZone(name) ?? namedZone(name);
  if (zones.size < MOST_REMEMBERED) zones.set(name, zone);
  return zone;
}

function offsetZone(name: string): TimeZone | undefined {
  const match = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(name);
  if (!match) return undefined;
  const offset = Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE;
  const signed = match[1] === '-' ? -offset : offset;
  return { isUtc: false, offsetAt: () => signed };
}

const UTC_NAMES = new Set([
  'UTC',
  'GMT',
  'Etc/UTC',
  'Etc/GMT',
  'Zulu',
  'Etc/Zulu',
  'UCT',
  'Etc/UCT',
  'Universal',
  'Greenwich',
]);

function namedZone(name: string): TimeZone {
  if (UTC_NAMES.has(name)) return UTC;
  const format = formatOf(name);
  const days = remembered((day) => offsetOf(format, day * DAY));
  const quarters = remembered((quarter) => offsetOf(format, quarter * QUARTER));
  return {
    isUtc: false,
    offsetAt: (milliseconds) => {
      const day = Math.floor(milliseconds / DAY);
      const offset = days(day);
      // An offset never changes there and back within a day.
      return days(day + 1) === offset ? offset : quarters(Math.floor(milliseconds / QUARTER));
    },
  };
}

/** Keeps the answers, up to a bound: to ask Intl takes thousands of times longer. */
function remembered(answer: (key: number) => number): (key: number) => number {
  const answers = new Map<number, number>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    const found = answer(key);
    answers.set(key, found);
    return found;
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  // Intl takes names in any case; the server does not, and Olson names begin with a capital.
  if (!/^[A-Z][A-Za-z0-9_+/-]*$/.test(name)) return unknownZone(name);
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, ...NUMERIC });
    const resolved = format.resolvedOptions().timeZone;
    const otherCase = resolved !== name && resolved.toLowerCase() === name.toLowerCase();
    return otherCase ? unknownZone(name) : format;
  } catch (error) {
    return error instanceof RangeError ? unknownZone(name) : raise(error);
  }
}

const NUMERIC = {
  calendar: 'iso8601',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  era: 'short',
} as const;

function unknownZone(name: string): never {
  return fail(40485, `unrecognized time zone identifier: "${name}"`);
}

function raise(error: unknown): never {
  throw error;
}

function offsetOf(format: Intl.DateTimeFormat, milliseconds: number): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(milliseconds)) parts[type] = value;
  const number = (type: string) => Number(parts[type]);
  const beforeChrist = parts.era?.startsWith('B');
  const year = beforeChrist ? 1 - number('year') : number('year');
  const [month, day, hour] = [number('month'), number('day'), number('hour')];
  return millisecondsOf({ year, month, day, hour, minute: number('minute'), second: number('second') }) - milliseconds;
}

/** The wall clock of the zone, as if it were UTC. */
export function toLocal(milliseconds: number, zone: TimeZone): number {
  return milliseconds + zone.offsetAt(milliseconds);
}

/**
 * The moment of a wall-clock time. One that occurs twice is the first; one that is skipped moves on by the gap.
 */
export function fromLocal(local: number, zone: TimeZone): number {
  const before = zone.offsetAt(local - DAY);
  const after = zone.offsetAt(local + DAY);
  if (before === after || zone.offsetAt(local - before) === before) return local - before;
  return zone.offsetAt(local - after) === after ? local - after : local - before;
}

/** The zone of a `timezone` argument: UTC when it is not given, `null` when it is nullish. Error 40517. */
export function zoneOf(value: Argument, given: boolean): TimeZone | null {
  if (!given) return UTC;
  if (isNullish(value)) return null;
  if (typeof value !== 'string') fail(40517, `timezone must evaluate to a string, found ${typeName(value)}`);
  return timeZone(value);
}
