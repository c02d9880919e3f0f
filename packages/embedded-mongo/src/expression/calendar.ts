/** Milliseconds of the fixed units. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Broken-down time in the proleptic Gregorian calendar; months count from 1. */
export interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/**
 * Milliseconds since 1970 of the parts, taken as UTC. Parts beyond their range carry over, as months 13 and days 0 do.
 */
export function millisecondsOf(parts: Partial<Parts>): number {
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0 } = parts;
  const months = year * 12 + (month - 1);
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(months / 12), mod(months, 12), 1);
  const clock = hour * HOUR + minute * MINUTE + second * SECOND + millisecond;
  return date.getTime() + (day - 1) * DAY + clock;
}

/** The parts of milliseconds since 1970, taken as UTC. */
export function partsOf(milliseconds: number): Parts {
  const date = new Date(milliseconds);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}

/** The remainder that has the divisor's sign. */
export function mod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** The number of days in a month. */
export function daysInMonth(year: number, month: number): number {
  return new Date(millisecondsOf({ year, month: month + 1, day: 0 })).getUTCDate();
}

/** The day of the year, from 1. */
export function dayOfYear(milliseconds: number): number {
  const { year } = partsOf(milliseconds);
  return Math.floor((milliseconds - millisecondsOf({ year })) / DAY) + 1;
}

/** The day of the week: 1 for Sunday to 7 for Saturday. */
export function dayOfWeek(milliseconds: number): number {
  return new Date(milliseconds).getUTCDay() + 1;
}

/** ISO 8601: 1 for Monday to 7 for Sunday. */
export function isoDayOfWeek(milliseconds: number): number {
  return new Date(milliseconds).getUTCDay() || 7;
}

/** The week of the year from 0; weeks begin on Sundays, and week 1 with the year's first. */
export function weekOfYear(milliseconds: number): number {
  return Math.floor((dayOfYear(milliseconds) + 7 - dayOfWeek(milliseconds)) / 7);
}

/** The Thursday of the ISO week, whose year and number are those of the week. */
function thursday(milliseconds: number): number {
  return milliseconds + (4 - isoDayOfWeek(milliseconds)) * DAY;
}

/** ISO 8601: the year that the week belongs to. */
export function isoWeekYear(milliseconds: number): number {
  return partsOf(thursday(milliseconds)).year;
}

/** ISO 8601: the week from 1 to 53. */
export function isoWeek(milliseconds: number): number {
  return Math.floor((dayOfYear(thursday(milliseconds)) - 1) / 7) + 1;
}

/** Midnight of a day given by ISO year, week and day of the week. Weeks and days may carry over. */
export function isoMilliseconds(year: number, week: number, day: number): number {
  const fourth = millisecondsOf({ year, month: 1, day: 4 });
  return fourth + (1 - isoDayOfWeek(fourth) + (week - 1) * 7 + (day - 1)) * DAY;
}
