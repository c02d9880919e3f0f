import { truncatedLong } from '../bson/numbers.js';
import { type Doc, isArray, isDoc, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';

/** The part of an array to keep: `skip` may count from the end. */
export type Slice = { skip: number; limit: number };

/** Whether `$slice` has its find form (a number, or two); else it is the expression of that name. */
export function isFindSlice(operand: Value): boolean {
  return isNum(operand) || (isArray(operand) && operand.length === 2 && operand.every(isNum));
}

function whole(value: Value | undefined): number {
  const integer = isNum(value) ? truncatedLong(value) : undefined;
  return integer === undefined ? fail(28724, '$slice: arguments must be numbers') : Number(integer);
}

/** Reads the find form: `n` first or `-n` last elements, or [skip, limit]. Error 28724 for a limit that is not positive. */
export function sliceOf(operand: Value): Slice {
  if (!isArray(operand)) {
    const count = whole(operand);
    return count < 0 ? { skip: count, limit: Infinity } : { skip: 0, limit: count };
  }
  const limit = whole(operand[1]);
  if (limit <= 0) fail(28724, `First argument to $slice must be a positive limit, but found: ${limit}`);
  return { skip: whole(operand[0]), limit };
}

/** Cuts the arrays at a path; documents in arrays on the way are treated one by one. */
export function applySlice(doc: Doc, path: string[], slice: Slice): Doc {
  const [name, ...rest] = path;
  const value = doc.get(name!);
  if (value === undefined) return doc;
  return new Map(doc).set(name!, rest.length === 0 ? cut(value, slice) : below(value, rest, slice));
}

function below(value: Value, path: string[], slice: Slice): Value {
  if (isDoc(value)) return applySlice(value, path, slice);
  return isArray(value) ? value.map((element) => (isDoc(element) ? applySlice(element, path, slice) : element)) : value;
}

function cut(value: Value, { skip, limit }: Slice): Value {
  if (!isArray(value)) return value;
  const start = skip < 0 ? Math.max(0, value.length + skip) : skip;
  return value.slice(start, start + limit);
}
