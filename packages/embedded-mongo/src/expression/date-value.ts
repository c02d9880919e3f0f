import { ObjectId, Timestamp, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import type { Argument } from './operator.js';

/** The moment of a date, a timestamp or an ObjectId, in milliseconds; `undefined` for anything else. */
export function momentOf(value: Argument): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Timestamp) return value.t * 1000;
  return value instanceof ObjectId ? value.getTimestamp().getTime() : undefined;
}

/** Like `momentOf`; error 16006 for what is no date. */
export function moment(value: Argument): number {
  return momentOf(value) ?? fail(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}
