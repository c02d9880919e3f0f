import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, isoDayOfWeek, isoMilliseconds, isoWeek, isoWeekYear, millisecondsOf, partsOf } from './calendar.js';
import { formatDate } from './date-format.js';
import { parseDate, parseDateBy } from './date-parse.js';
import { addUnits, truncate, type Unit, unitsBetween } from './date-unit.js';
import { fromLocal, timeZone, toLocal, UTC } from './time-zone.js';

const names = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  '-03:30',
];
const zone = fc.constantFrom(...names).map(timeZone);
/** From 1950 to 2100. */
const moment = fc.integer({ min: -20 * 365 * DAY, max: 130 * 365 * DAY });
const unit = fc.constantFrom<Unit>('year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second');

describe('time zones', () => {
  test('offsets are those of Intl at every moment', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names.slice(0, 6)), moment, (name, at) => {
        const format = new Intl.DateTimeFormat('en-US', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
        const asUtc = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' });
        expect(asUtc.format(toLocal(at, timeZone(name)))).toBe(format.format(at));
      }),
    );
  });

  test('a moment that the wall clock names once comes back', () => {
    fc.assert(
      fc.property(zone, moment, (place, at) => {
        const local = toLocal(at, place);
        const back = fromLocal(local, place);
        // A repeated wall clock gives its first moment, which is at most two hours earlier but a day in Apia.
        expect(toLocal(back, place)).toBe(local);
        expect(back).toBeLessThanOrEqual(at);
        expect(at - back).toBeLessThanOrEqual(DAY);
      }),
    );
  });
});

describe('the calendar', () => {
  test('parts and ISO weeks come back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62135596800000, max: 253402300799999 }), (at) => {
        expect(millisecondsOf(partsOf(at))).toBe(at);
        const day = Math.floor(at / DAY) * DAY;
        expect(isoMilliseconds(isoWeekYear(at), isoWeek(at), isoDayOfWeek(at))).toBe(day);
      }),
    );
  });

  test('what is written is read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4102444800000 }), zone, (at, place) => {
        expect(parseDate(new Date(at).toISOString(), undefined)).toBe(at);
        const minute = Math.floor(at / 60000) * 60000;
        const format = '%Y-%m-%d %H:%M %z';
        const text = formatDate(minute, format, place);
        expect(parseDateBy(text, format, undefined)).toBe(minute);
        expect(parseDateBy(formatDate(at, '%G/%V/%u %H:%M:%S.%L', UTC), '%G/%V/%u %H:%M:%S.%L', UTC)).toBe(at);
      }),
    );
  });
});

/** Milliseconds of the units that are real time and not wall clock. */
const fixedLength: Partial<Record<Unit, number>> = { hour: HOUR, minute: 60_000, second: 1000 };

describe('units', () => {
  test('a bin holds its moment and is a bin', () => {
    fc.assert(
      fc.property(moment, unit, zone, fc.integer({ min: 1, max: 7 }), (at, of, place, startOfWeek) => {
        const start = truncate(at, of, 1, place, startOfWeek);
        // The first moment of a day that begins twice may come before the bin of its second hour.
        expect(start).toBeLessThanOrEqual(at + HOUR);
        expect(truncate(start, of, 1, place, startOfWeek)).toBe(start);
        // Bins of hours are counted from the year 2000. Where a zone has moved by part of an hour since, as Lord Howe does
        // every half year, they do not begin with an hour of the clock, and a border of the clock may lie within.
        const moved = place.offsetAt(Date.UTC(2000, 0, 1)) - place.offsetAt(at);
        const isOnClock = moved % (fixedLength[of] ?? 1) === 0;
        if (isOnClock) expect(unitsBetween(start, at, of, place, startOfWeek)).toBe(0);
        else expect(Math.abs(unitsBetween(start, at, of, place, startOfWeek))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000, examples: [[575_782_200_000, 'hour', timeZone('Australia/Lord_Howe'), 1]] },
    );
  });

  test('units that are added are counted', () => {
    fc.assert(
      fc.property(moment, unit, fc.integer({ min: -500, max: 500 }), (at, of, amount) => {
        const later = addUnits(at, of, amount, UTC);
        expect(unitsBetween(at, later, of, UTC, 7)).toBe(amount === 0 ? 0 : amount);
      }),
    );
  });

  test('days are added on the wall clock', () => {
    const place = timeZone('America/New_York');
    fc.assert(
      fc.property(moment, fc.integer({ min: -500, max: 500 }), (at, amount) => {
        const clock = (value: number) => ((toLocal(value, place) % DAY) + DAY) % DAY;
        const shift = Math.abs(clock(addUnits(at, 'day', amount, place)) - clock(at));
        // A time that the day skips moves on by the hour.
        expect([0, HOUR]).toContain(shift);
      }),
    );
  });
});
