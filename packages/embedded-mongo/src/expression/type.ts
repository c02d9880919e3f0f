import { encode } from '../bson/codec.js';
import { Binary, Int32, isNum, typeName } from '../bson/value.js';
import { fail } from '../error.js';
import { fixed, isNullish, type Operators } from './operator.js';

/** Questions about the type and the size of a value. */
export const typeOperators: Operators = {
  $binarySize: fixed(1, ([value], _env, name) => {
    if (isNullish(value)) return null;
    if (typeof value === 'string') return new Int32(Buffer.byteLength(value));
    if (value instanceof Binary) return new Int32(value.length());
    return fail(51276, `${name} requires a string or BinData argument, found: ${typeName(value)}`);
  }),
  $bsonSize: fixed(1, ([value], _env, name) => {
    if (isNullish(value)) return null;
    if (!(value instanceof Map)) fail(31393, `${name} requires a document input, found: ${typeName(value)}`);
    return new Int32(encode(value).length);
  }),
  $isNumber: fixed(1, ([value]) => isNum(value)),
  $type: fixed(1, ([value]) => typeName(value)),
};
