import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';

export {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';

/** JavaScript code with a scope (BSON type 15). Kept apart from `Code` so that the scope stays a `Doc`. */
export class CodeWithScope {
  constructor(
    readonly code: string,
    readonly scope: Doc,
  ) {}
}

/** A document inside the engine: keeps the order of integer-like keys and knows absent from null. */
export type Doc = Map<string, Value>;

/** The four number kinds; never a JS number inside a value. */
export type Num = Int32 | Double | Long | Decimal128;

/** Every value a document can hold. A missing field is `undefined`, which is no Value. */
export type Value =
  | null
  | string
  | boolean
  | Date
  | Num
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | BSONSymbol
  | Code
  | CodeWithScope
  | MinKey
  | MaxKey
  | Doc
  | Value[];

/** The BSON type numbers (bsonspec.org), −1 and 127 for MinKey and MaxKey as `$type` has them. */
export type TypeCode = -1 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 127;

/** The aliases of the types as `$type` (query and expression) writes them. */
export const typeNames: Record<TypeCode, string> = {
  [-1]: 'minKey',
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
};

export function isDoc(value: Value | undefined): value is Doc {
  return value instanceof Map;
}

export function isArray(value: Value | undefined): value is Value[] {
  return Array.isArray(value);
}

/** Whether a value is one of the four number kinds. A Timestamp is a Long to `instanceof`, hence the names. */
export function isNum(value: Value | undefined): value is Num {
  if (typeof value !== 'object' || value === null || !('_bsontype' in value)) return false;
  const type = value._bsontype;
  return type === 'Int32' || type === 'Double' || type === 'Long' || type === 'Decimal128';
}

/** The BSON type of a value; 6 (undefined) for a missing one. */
export function typeOf(value: Value | undefined): TypeCode {
  switch (typeof value) {
    case 'string':
      return 2;
    case 'boolean':
      return 8;
    case 'undefined':
      return 6;
  }
  if (value === null) return 10;
  if (value instanceof Map) return 3;
  if (Array.isArray(value)) return 4;
  if (value instanceof Date) return 9;
  if (value instanceof CodeWithScope) return 15;
  return classTypes[value._bsontype];
}

const classTypes: Record<
  Exclude<Value, null | string | boolean | Date | Doc | Value[] | CodeWithScope>['_bsontype'],
  TypeCode
> = {
  Int32: 16,
  Double: 1,
  Long: 18,
  Decimal128: 19,
  ObjectId: 7,
  Binary: 5,
  Timestamp: 17,
  BSONRegExp: 11,
  BSONSymbol: 14,
  Code: 13,
  MinKey: -1,
  MaxKey: 127,
};

/** The name of a value's type; 'missing' for `undefined`, as the expression `$type` says it. */
export function typeName(value: Value | undefined): string {
  return value === undefined ? 'missing' : typeNames[typeOf(value)];
}

const ranks: Record<TypeCode, number> = {
  [-1]: 1,
  6: 2,
  10: 5,
  1: 10,
  16: 10,
  18: 10,
  19: 10,
  2: 15,
  14: 15,
  3: 20,
  4: 25,
  5: 30,
  7: 35,
  8: 40,
  9: 45,
  17: 47,
  11: 50,
  13: 60,
  15: 65,
  127: 127,
};

/**
 * The place of a value's type in the BSON comparison order (manual, "Comparison/Sort Order").
 * Missing comes after MinKey and before null, as in aggregation; a sort or an index passes null for a missing field.
 */
export function rankOf(value: Value | undefined): number {
  return ranks[typeOf(value)];
}
