import { typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { DAY, daysInMonth, HOUR, isoDayOfWeek, MINUTE, millisecondsOf, partsOf, SECOND } from './calendar.js';
import { type Argument, isNullish } from './operator.js';
import { fromLocal, type TimeZone, toLocal } from './time-zone.js';

/** A unit of time: either a fixed number of milliseconds, or months, or days on the wall clock. */
export type Unit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';

const MONTHS: Partial<Record<Unit, number>> = { year: 12, quarter: 3, month: 1 };
const DAYS: Partial<Record<Unit, number>> = { week: 7, day: 1 };
const FIXED: Partial<Record<Unit, number>> = { hour: HOUR, minute: MINUTE, second: SECOND, millisecond: 1 };
const UNITS: ReadonlySet<string> = new Set([...Object.keys(MONTHS), ...Object.keys(DAYS), ...Object.keys(FIXED)]);

/** A unit by name; `null` when nullish. Errors: `code` for what is no string, 9 for an unknown unit. */
export function unitOf(value: Argument, code: number, name: string): Unit | null {
  if (isNullish(value)) return null;
  if (typeof value !== 'string') fail(code, `${name} requires 'unit' to be a string, but got ${typeName(value)}`);
  return isUnit(value) ? value : fail(9, `unknown time unit value: ${value}`);
}

function isUnit(text: string): text is Unit {
  return UNITS.has(text);
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** The ISO number of the day a week begins with; `null` when nullish. Errors: `code`, 9 for an unknown day. */
export function startOfWeekOf(value: Argument, code: number, name: string): number | null {
  if (isNullish(value)) return null;
  if (typeof value !== 'string')
    fail(code, `${name} requires 'startOfWeek' to be a string, but got ${typeName(value)}`);
  const day = value.toLowerCase();
  const at = WEEKDAYS.findIndex((weekday) => weekday === day || weekday.slice(0, 3) === day);
  return at < 0 ? fail(9, `unknown day of week value: ${value}`) : at + 1;
}

/** A moment later by so many units; months keep the day where the month has it, else take its last. */
export function addUnits(milliseconds: number, unit: Unit, amount: number, zone: TimeZone): number {
  const fixed = FIXED[unit];
  if (fixed !== undefined) return milliseconds + amount * fixed;
  const local = toLocal(milliseconds, zone);
  const days = DAYS[unit];
  return fromLocal(days === undefined ? addMonths(local, amount * MONTHS[unit]!) : local + amount * days * DAY, zone);
}

function addMonths(local: number, months: number): number {
  const parts = partsOf(local);
  const { year, month } = partsOf(millisecondsOf({ year: parts.year, month: parts.month + months }));
  return millisecondsOf({ ...parts, year, month, day: Math.min(parts.day, daysInMonth(year, month)) });
}

/** How many borders of the unit lie between two moments on the zone's wall clock. */
export function unitsBetween(start: number, end: number, unit: Unit, zone: TimeZone, startOfWeek: number): number {
  if (unit === 'millisecond') return end - start;
  const borders = indexOf(end, unit, zone, startOfWeek) - indexOf(start, unit, zone, startOfWeek);
  const fixed = FIXED[unit];
  // Hours and shorter are real time: a day of 23 hours has 23.
  const shift = fixed === undefined ? 0 : Math.trunc((zone.offsetAt(start) - zone.offsetAt(end)) / fixed);
  return borders + shift;
}

/** The number of the unit that a moment lies in, counted from a fixed one. */
function indexOf(milliseconds: number, unit: Unit, zone: TimeZone, startOfWeek: number): number {
  const local = toLocal(milliseconds, zone);
  const fixed = FIXED[unit];
  if (fixed !== undefined) return Math.floor(local / fixed);
  const months = MONTHS[unit];
  if (months !== undefined) {
    const { year, month } = partsOf(local);
    return Math.floor((year * 12 + month - 1) / months);
  }
  const day = Math.floor(local / DAY);
  // Day 0, the first of 1970, was a Thursday.
  return unit === 'day' ? day : Math.floor((day + 4 - startOfWeek) / 7);
}

/** Bins are counted from here in the zone. */
const REFERENCE = millisecondsOf({ year: 2000 });

/** The start of the bin of `size` units that a moment lies in; bins are counted from the year 2000 in the zone. */
export function truncate(milliseconds: number, unit: Unit, size: number, zone: TimeZone, startOfWeek: number): number {
  const fixed = FIXED[unit];
  if (fixed !== undefined) {
    const reference = fromLocal(REFERENCE, zone);
    return reference + floorTo(milliseconds - reference, fixed * size);
  }
  const local = toLocal(milliseconds, zone);
  const months = MONTHS[unit];
  if (months !== undefined) {
    const { year, month } = partsOf(local);
    const since = (year - 2000) * 12 + month - 1;
    return fromLocal(millisecondsOf({ year: 2000, month: 1 + floorTo(since, months * size) }), zone);
  }
  const reference = unit === 'week' ? firstWeek(startOfWeek) : REFERENCE;
  return fromLocal(reference + floorTo(local - reference, DAYS[unit]! * DAY * size), zone);
}

function firstWeek(startOfWeek: number): number {
  return REFERENCE + ((startOfWeek - isoDayOfWeek(REFERENCE) + 7) % 7) * DAY;
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
