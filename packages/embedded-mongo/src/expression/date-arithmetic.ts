import { Long, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { addUnits, startOfWeekOf, truncate, unitOf, unitsBetween } from './date-unit.js';
import { momentOf } from './date-value.js';
import { dateOf, whole64 } from './number.js';
import { type Argument, isNullish, type Named, named, type Operator, type Operators } from './operator.js';
import { zoneOf } from './time-zone.js';

const SUNDAY = 7;

function dateArgument(value: Argument, code: number, name: string, key: string): number {
  return momentOf(value) ?? fail(code, `${name} requires '${key}' to be a date, but got ${typeName(value)}`);
}

const checkZone = (value: Argument) => zoneOf(value, true);

function addition(sign: 1 | -1): Operator {
  const fields = { startDate: 5166402, unit: 5166402, amount: 5166402, timezone: 0 };
  return named(
    { object: 5166400, unknown: 5166401, fields },
    (args, _env, name) => {
      const start = args.get('startDate');
      if (isNullish(start)) return null;
      const unit = unitOf(args.get('unit'), 5166404, name);
      const amount = args.get('amount');
      if (unit === null || isNullish(amount)) return null;
      const zone = zoneOf(args.get('timezone'), args.has('timezone'));
      if (zone === null) return null;
      const moment = dateArgument(start, 5166403, name, 'startDate');
      const whole = whole64(amount);
      if (whole === undefined) fail(5166405, `${name} expects integer amount of time units`);
      return dateOf(addUnits(moment, unit, sign * Number(whole), zone));
    },
    { unit: (value, name) => unitOf(value, 5166404, name), timezone: checkZone },
  );
}

/** The day a week begins with: Sunday when it is not given or plays no part; `null` when nullish. */
function weekStart(args: Named<'startOfWeek'>, unit: string, name: string): number | null {
  if (unit !== 'week' || !args.has('startOfWeek')) return SUNDAY;
  return startOfWeekOf(args.get('startOfWeek'), 5439015, name);
}

const dateDiff: Operator = named(
  {
    object: 5166301,
    unknown: 5166302,
    fields: { startDate: 5166303, endDate: 5166304, unit: 5166305, timezone: 0, startOfWeek: 0 },
  },
  (args, _env, name) => {
    const start = args.get('startDate');
    const end = args.get('endDate');
    if (isNullish(start) || isNullish(end)) return null;
    const unit = unitOf(args.get('unit'), 5439013, name);
    if (unit === null) return null;
    const week = weekStart(args, unit, name);
    if (week === null) return null;
    const zone = zoneOf(args.get('timezone'), args.has('timezone'));
    if (zone === null) return null;
    const from = dateArgument(start, 5166307, name, 'startDate');
    const until = dateArgument(end, 5166307, name, 'endDate');
    return Long.fromNumber(unitsBetween(from, until, unit, zone, week));
  },
  { unit: (value, name) => unitOf(value, 5439013, name), timezone: checkZone },
);

const dateTrunc: Operator = named(
  {
    object: 5439007,
    unknown: 5439008,
    fields: { date: 5439009, unit: 5439010, binSize: 0, timezone: 0, startOfWeek: 0 },
  },
  (args, _env, name) => {
    const date = args.get('date');
    if (isNullish(date)) return null;
    const size = args.has('binSize') ? binSize(args.get('binSize'), name) : 1;
    if (size === null) return null;
    const unit = unitOf(args.get('unit'), 5439013, name);
    if (unit === null) return null;
    const week = weekStart(args, unit, name);
    if (week === null) return null;
    const zone = zoneOf(args.get('timezone'), args.has('timezone'));
    if (zone === null) return null;
    return dateOf(truncate(dateArgument(date, 5439012, name, 'date'), unit, size, zone, week));
  },
  { binSize, unit: (value, name) => unitOf(value, 5439013, name), timezone: checkZone },
);

function binSize(value: Argument, name: string): number | null {
  if (isNullish(value)) return null;
  const whole = whole64(value);
  if (whole === undefined) fail(5439017, `${name} requires 'binSize' to be a 64-bit integer`);
  if (whole <= 0n) fail(5439018, `${name} requires 'binSize' to be greater than 0, but got value ${whole}`);
  return Number(whole);
}

/** Date arithmetic; days and longer units follow the wall clock of the time zone. */
export const dateArithmeticOperators: Operators = {
  $dateAdd: addition(1),
  $dateDiff: dateDiff,
  $dateSubtract: addition(-1),
  $dateTrunc: dateTrunc,
};
