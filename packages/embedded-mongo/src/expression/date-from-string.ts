import { typeName } from '../bson/value.js';
import { fail, MongoError } from '../error.js';
import { parseDate, parseDateBy } from './date-parse.js';
import { dateOf } from './number.js';
import { isNullish, named, type Operators } from './operator.js';
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

/** `$dateFromString`. */
export const dateFromStringOperators: Operators = {
  $dateFromString: named(
    {
      object: 40540,
      unknown: 40541,
      fields: { dateString: 40542, format: 0, timezone: 0, onError: 0, onNull: 0 },
    },
    (args, _env, name) => {
      const format = args.get('format');
      if (!isNullish(format) && typeof format !== 'string') {
        fail(40684, `${name} requires that 'format' be a string, found: ${typeName(format)}`);
      }
      const text = args.get('dateString');
      if (isNullish(text)) return args.has('onNull') ? args.get('onNull') : null;
      const zone = zoneOf(args.get('timezone'), args.has('timezone'));
      if (zone === null || (args.has('format') && isNullish(format))) return null;
      const given = args.has('timezone') ? zone : undefined;
      const otherwise = args.has('onError') ? () => args.get('onError') : undefined;
      return converted(() => {
        if (typeof text !== 'string')
          fail(241, `${name} requires that 'dateString' be a string, found: ${typeName(text)}`);
        return dateOf(isNullish(format) ? parseDate(text, given) : parseDateBy(text, format, given));
      }, otherwise);
    },
  ),
};
