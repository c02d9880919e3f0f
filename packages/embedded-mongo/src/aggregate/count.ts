import { type Doc, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { intOrLong } from '../expression/number.js';
import type { StageCompiler } from './stage.js';

/** `$count`: no document at all when there is nothing to count. Errors: 40156 to 40160 for what is no field name. */
export const count: StageCompiler = (spec) => {
  if (typeof spec !== 'string') fail(40156, `the count field must be a non-empty string, not ${typeName(spec)}`);
  if (spec === '') fail(40157, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) fail(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('\0')) fail(40159, 'the count field cannot contain a null byte');
  if (spec.includes('.')) fail(40160, "the count field cannot contain '.'");
  return {
    fields: 'end',
    *run(input) {
      let count = 0n;
      for (const doc of input) {
        if (doc) count++;
        else yield undefined;
      }
      if (count > 0n) yield new Map([[spec, intOrLong(count)]]) as Doc;
    },
  };
};
