import { typeName } from '../bson/value.js';
import { fail, MongoError } from '../error.js';
import { checkInputFormat, parseDate, parseDateBy } from './date-parse.js';
import { dateOf } from './number.js';
import { type Argument, isNullish, named, type Operators } from './operator.js';
import { zoneOf } from './time-zone.js';

/** The code of values that cannot be read as what they should be. */
const CONVERSION_FAILURE = 241;

/** Runs a conversion; when it fails, `otherwise` gives the value instead. */
export function converted<T>(convert: () => T, otherwise: (() => T) | undefined): T {
  try {
    return convert();
  } catch (error) {
    if (otherwise && error instanceof MongoError && error.code === CONVERSION_FAILURE) return otherwise();
    throw error;
  }
}

/** The format, `null` when it is nullish. Error 40684 when it is no string. */
function checkedFormat(format: Argument, name: string): string | null {
  if (isNullish(format)) return null;
  if (typeof format !== 'string') fail(40684, `${name} requires that 'format' be a string, found: ${typeName(format)}`);
  checkInputFormat(format);
  return format;
}

/** `$dateFromString`. */
export const dateFromStringOperators: Operators = {
  $dateFromString: named(
    {
      object: 40540,
      unknown: 40541,
      fields: { dateString: 40542, format: 0, timezone: 0, onError: 0, onNull: 0 },
    },
    (args, _env, name) => {
      const format = checkedFormat(args.get('format'), name);
      const zone = zoneOf(args.get('timezone'), args.has('timezone'));
      const text = args.get('dateString');
      if (isNullish(text)) return args.has('onNull') ? args.get('onNull') : null;
      const otherwise = args.has('onError') ? () => args.get('onError') : undefined;
      return converted<Argument>(() => {
        if (typeof text !== 'string') {
          fail(CONVERSION_FAILURE, `${name} requires that 'dateString' be a string, found: ${typeName(text)}`);
        }
        if (zone === null || (args.has('format') && format === null)) return null;
        const given = args.has('timezone') ? zone : undefined;
        return dateOf(format === null ? parseDate(text, given) : parseDateBy(text, format, given));
      }, otherwise);
    },
    { format: checkedFormat, timezone: (value) => zoneOf(value, true) },
  ),
};
