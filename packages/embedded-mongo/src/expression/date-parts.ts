import { type Doc, Int32, Long, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import * as calendar from './calendar.js';
import { checkFormat, formatDate } from './date-format.js';
import { moment } from './date-value.js';
import { dateOf, whole64 } from './number.js';
import {
  type Argument,
  fold,
  isNullish,
  isOperatorDoc,
  type Named,
  type Node,
  named,
  type Operator,
  type Operators,
  type Scope,
} from './operator.js';
import { fromLocal, type TimeZone, toLocal, UTC, zoneOf } from './time-zone.js';

interface DateOperands {
  readonly date: Node;
  readonly timezone?: Node;
}

function dateOperands(argument: Value, scope: Scope, name: string): DateOperands {
  if (argument instanceof Map && !isOperatorDoc(argument)) return zonedOperands(argument, scope, name);
  if (Array.isArray(argument) && argument.length !== 1) {
    const given = `but was given ${argument.length}`;
    fail(40536, `${name} accepts exactly one argument if given an array, ${given}`);
  }
  return { date: scope.compile(Array.isArray(argument) ? argument[0]! : argument) };
}

function zonedOperands(argument: Doc, scope: Scope, name: string): DateOperands {
  for (const key of argument.keys()) {
    if (key !== 'date' && key !== 'timezone') fail(40535, `unrecognized option to ${name}: "${key}"`);
  }
  if (!argument.has('date')) fail(40539, `missing 'date' argument to ${name}`);
  const date = scope.compile(argument.get('date')!);
  return argument.has('timezone') ? { date, timezone: scope.compile(argument.get('timezone')!) } : { date };
}

/** An operator that reads one part of a date, in a time zone. `local` is the wall clock as if it were UTC. */
function part(read: (local: number) => Value): Operator {
  return (argument, scope, name) => {
    const { date, timezone } = dateOperands(argument, scope, name);
    return fold(timezone ? [date, timezone] : [date], (root) => {
      const value = date.run(root);
      if (isNullish(value)) return null;
      const zone = timezone ? zoneOf(timezone.run(root), true) : UTC;
      return zone && read(toLocal(moment(value), zone));
    });
  };
}

function intPart(read: (local: number) => number): Operator {
  return part((local) => new Int32(read(local)));
}

const dateToParts: Operator = named(
  { object: 40524, unknown: 40520, fields: { date: 40522, timezone: 0, iso8601: 0 } },
  (args) => {
    const iso = args.has('iso8601') ? args.get('iso8601') : false;
    const zone = zoneOf(args.get('timezone'), args.has('timezone'));
    if (zone === null || isNullish(iso)) return null;
    if (typeof iso !== 'boolean') fail(40521, `iso8601 must evaluate to a bool, found ${typeName(iso)}`);
    const date = args.get('date');
    return isNullish(date) ? null : partsDoc(toLocal(moment(date), zone), iso);
  },
);

function partsDoc(local: number, iso: boolean): Doc {
  const { year, month, day, hour, minute, second, millisecond } = calendar.partsOf(local);
  const weeks = { isoWeekYear: calendar.isoWeekYear(local), isoWeek: calendar.isoWeek(local) };
  const days = iso ? { ...weeks, isoDayOfWeek: calendar.isoDayOfWeek(local) } : { year, month, day };
  const all = Object.entries({ ...days, hour, minute, second, millisecond });
  return new Map(all.map(([key, value]) => [key, new Int32(value)]));
}

type PartName =
  | 'year'
  | 'month'
  | 'day'
  | 'isoWeekYear'
  | 'isoWeek'
  | 'isoDayOfWeek'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond';

/** The parts that may be any 64-bit number. */
const UNBOUNDED: ReadonlySet<PartName> = new Set<PartName>(['second', 'millisecond']);

/** One part as a number; `null` when it is nullish. Errors: 40515 not integral, 40523 bad year, 31034 out of range. */
function partOf(args: Named<PartName | 'timezone'>, name: PartName, standard: number): number | null {
  if (!args.has(name)) return standard;
  const value = args.get(name);
  if (isNullish(value)) return null;
  const whole = whole64(value);
  if (whole === undefined) fail(40515, `'${name}' must evaluate to an integer, found ${typeName(value)}`);
  const number = Number(whole);
  if (name === 'year' || name === 'isoWeekYear') {
    const code = name === 'year' ? 40523 : 31095;
    if (number < 1 || number > 9999) fail(code, `'${name}' must evaluate to an integer in the range 1 to 9999`);
  } else if (!UNBOUNDED.has(name) && (number < -32768 || number > 32767)) {
    fail(31034, `'${name}' must evaluate to a value in the range [-32768, 32767]`);
  }
  return number;
}

const dateFromParts: Operator = (argument, scope, name) => {
  if (argument instanceof Map) checkPartNames(argument, name);
  return fromParts(argument, scope, name);
};

function checkPartNames(argument: Doc, name: string): void {
  const year = argument.has('year');
  const isoYear = argument.has('isoWeekYear');
  if (!year && !isoYear) fail(40516, `${name} requires either 'year' or 'isoWeekYear' to be present`);
  if (year && (isoYear || argument.has('isoWeek') || argument.has('isoDayOfWeek'))) {
    fail(40489, `${name} does not allow mixing natural dates with ISO dates`);
  }
  if (isoYear && (argument.has('month') || argument.has('day'))) {
    fail(40525, `${name} does not allow mixing ISO dates with natural dates`);
  }
}

const fromParts: Operator = named(
  {
    object: 40519,
    unknown: 40518,
    fields: {
      year: 0,
      month: 0,
      day: 0,
      isoWeekYear: 0,
      isoWeek: 0,
      isoDayOfWeek: 0,
      hour: 0,
      minute: 0,
      second: 0,
      millisecond: 0,
      timezone: 0,
    },
  },
  (args) => {
    const zone = zoneOf(args.get('timezone'), args.has('timezone'));
    const day = args.has('isoWeekYear') ? isoDay(args) : plainDay(args);
    const clock = (['hour', 'minute', 'second', 'millisecond'] as const).map((name) => partOf(args, name, 0));
    if (zone === null || day === null || clock.includes(null)) return null;
    const [hour, minute, second, millisecond] = clock as number[];
    const local = day + calendar.millisecondsOf({ hour, minute, second, millisecond });
    return dateOf(fromLocal(local, zone));
  },
);

function plainDay(args: Named<PartName | 'timezone'>): number | null {
  const [year, month, day] = [partOf(args, 'year', 1970), partOf(args, 'month', 1), partOf(args, 'day', 1)];
  return year === null || month === null || day === null ? null : calendar.millisecondsOf({ year, month, day });
}

function isoDay(args: Named<PartName | 'timezone'>): number | null {
  const year = partOf(args, 'isoWeekYear', 1970);
  const [week, day] = [partOf(args, 'isoWeek', 1), partOf(args, 'isoDayOfWeek', 1)];
  return year === null || week === null || day === null ? null : calendar.isoMilliseconds(year, week, day);
}

const dateToString: Operator = named(
  { object: 18629, unknown: 18534, fields: { date: 18628, format: 0, timezone: 0, onNull: 0 } },
  (args, _env, name) => {
    const format = formatOf(args, name);
    const zone = zoneOf(args.get('timezone'), args.has('timezone'));
    const date = args.get('date');
    if (isNullish(date)) return args.has('onNull') ? args.get('onNull') : null;
    if (zone === null || format === null) return null;
    return formatDate(moment(date), format ?? standardFormat(zone), zone);
  },
  { format: textOrNull, timezone: (value) => zoneOf(value, true) },
);

function standardFormat(zone: TimeZone): string {
  return zone.isUtc ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L';
}

/** The checked format; `undefined` when none is given, `null` when it is nullish. Error 18533. */
function formatOf(args: Named<'format'>, name: string): string | null | undefined {
  return args.has('format') ? textOrNull(args.get('format'), name) : undefined;
}

function textOrNull(format: Argument, name: string): string | null {
  if (isNullish(format)) return null;
  if (typeof format !== 'string') fail(18533, `${name} requires that 'format' be a string, found: ${typeName(format)}`);
  checkFormat(format);
  return format;
}

/** Reading and making dates by their parts. */
export const datePartOperators: Operators = {
  $dateFromParts: dateFromParts,
  $dateToParts: dateToParts,
  $dateToString: dateToString,
  $dayOfMonth: intPart((local) => calendar.partsOf(local).day),
  $dayOfWeek: intPart(calendar.dayOfWeek),
  $dayOfYear: intPart(calendar.dayOfYear),
  $hour: intPart((local) => calendar.partsOf(local).hour),
  $isoDayOfWeek: intPart(calendar.isoDayOfWeek),
  $isoWeek: intPart(calendar.isoWeek),
  $isoWeekYear: part((local) => Long.fromNumber(calendar.isoWeekYear(local))),
  $millisecond: intPart((local) => calendar.partsOf(local).millisecond),
  $minute: intPart((local) => calendar.partsOf(local).minute),
  $month: intPart((local) => calendar.partsOf(local).month),
  $second: intPart((local) => calendar.partsOf(local).second),
  $week: intPart(calendar.weekOfYear),
  $year: intPart((local) => calendar.partsOf(local).year),
};
