import type { Row } from './row.js';
import { absent, date, dec, double, fails, finds, long, values } from './table-rows.js';

const any = [
  1, // 1
  double(1.5), // 2
  long(3), // 3
  dec('4.0'), // 4
  'abc', // 5
  [1, 2], // 6
  { b: 1 }, // 7
  null, // 8
  true, // 9
  date(0), // 10
  absent, // 11
];

/** Keywords on the field `v`, and the values that fulfil them. */
const keywords: [object, number[] | ReturnType<typeof fails>][] = [
  [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ bsonType: 'int' }, [1, 11]],
  [{ bsonType: 'double' }, [2, 11]],
  [{ bsonType: 'long' }, [3, 11]],
  [{ bsonType: 'decimal' }, [4, 11]],
  [{ bsonType: 'number' }, [1, 2, 3, 4, 11]],
  [{ bsonType: ['int', 'string'] }, [1, 5, 11]],
  [{ bsonType: 'date' }, [10, 11]],
  [{ bsonType: 'bool' }, [9, 11]],
  [{ bsonType: 'null' }, [8, 11]],
  [{ bsonType: 'object' }, [7, 11]],
  [{ type: 'number' }, [1, 2, 3, 4, 11]],
  [{ type: 'boolean' }, [9, 11]],
  [{ type: 'object' }, [7, 11]],
  [{ type: 'null' }, [8, 11]],
  [{ type: ['string', 'array'] }, [5, 6, 11]],
  [{ enum: [1, 'abc'] }, [1, 5, 11]],
  [{ enum: [double(1), double(4)] }, [1, 4, 11]],
  [{ enum: [[1, 2]] }, [6, 11]],
  [{ enum: [{ b: 1 }] }, [7, 11]],
  [{ enum: [null] }, [8, 11]],
  [{ minimum: 2 }, [3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ minimum: 3 }, [3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ minimum: 3, exclusiveMinimum: true }, [4, 5, 6, 7, 8, 9, 10, 11]],
  [{ minimum: 3, exclusiveMinimum: false }, [3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ maximum: double(1.5) }, [1, 2, 5, 6, 7, 8, 9, 10, 11]],
  [{ maximum: double(1.5), exclusiveMaximum: true }, [1, 5, 6, 7, 8, 9, 10, 11]],
  [{ multipleOf: 3 }, [3, 5, 6, 7, 8, 9, 10, 11]],
  [{ multipleOf: double(0.5) }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ multipleOf: dec('2') }, [4, 5, 6, 7, 8, 9, 10, 11]],
  [{ minLength: 3 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ minLength: 4 }, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]],
  [{ maxLength: 2 }, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]],
  [{ pattern: '^a' }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ pattern: 'z' }, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]],
  [{ minItems: 3 }, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]],
  [{ maxItems: 2 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ items: { bsonType: 'int' } }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ items: { bsonType: 'string' } }, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]],
  [{ items: [{ minimum: 1 }, { minimum: 3 }] }, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]],
  [{ items: [{}], additionalItems: false }, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]],
  [{ items: {}, additionalItems: false }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ required: ['b'] }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ required: ['c'] }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ properties: { b: { minimum: 2 } } }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ minProperties: 2 }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ maxProperties: 0 }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ additionalProperties: false }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ additionalProperties: { type: 'number' } }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ patternProperties: { '^b': { type: 'string' } } }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ dependencies: { b: ['c'] } }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ dependencies: { c: ['d'] } }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ dependencies: { b: { required: ['z'] } } }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11]],
  [{ allOf: [{ minimum: 1 }, { maximum: 1 }] }, [1, 5, 6, 7, 8, 9, 10, 11]],
  [{ anyOf: [{ type: 'string' }, { type: 'array' }] }, [5, 6, 11]],
  [{ oneOf: [{ type: 'number' }, { bsonType: 'int' }] }, [2, 3, 4, 11]],
  [{ not: { type: 'number' } }, [5, 6, 7, 8, 9, 10, 11]],
  [{ title: 'a', description: 'b' }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ uniqueItems: true }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ type: 'integer' }, fails(9)],
  [{ type: 5 }, fails(14)],
  [{ type: [] }, fails(9)],
  [{ type: ['string', 'string'] }, fails(9)],
  [{ bsonType: 'nope' }, fails(2)],
  [{ type: 'string', bsonType: 'string' }, fails(9)],
  [{ enum: [] }, fails(9)],
  [{ enum: 5 }, fails(14)],
  [{ enum: [1, 1] }, fails(9)],
  [{ minimum: 'x' }, fails(14)],
  [{ exclusiveMinimum: true }, fails(9)],
  [{ minimum: 1, exclusiveMinimum: 1 }, fails(14)],
  [{ multipleOf: 0 }, fails(9)],
  [{ multipleOf: -1 }, fails(9)],
  [{ minLength: 1.5 }, fails(9)],
  [{ maxLength: 'x' }, fails(14)],
  [{ pattern: 5 }, fails(14)],
  [{ items: 5 }, fails(14)],
  [{ uniqueItems: 1 }, fails(14)],
  [{ required: [] }, fails(9)],
  [{ required: [1] }, fails(14)],
  [{ required: ['a', 'a'] }, fails(9)],
  [{ properties: 5 }, fails(14)],
  [{ properties: { b: 5 } }, fails(14)],
  [{ additionalProperties: 5 }, fails(14)],
  [{ dependencies: { b: [] } }, fails(9)],
  [{ dependencies: { b: 5 } }, fails(14)],
  [{ allOf: 5 }, fails(14)],
  [{ not: 5 }, fails(14)],
  [{ title: 5 }, fails(14)],
  [{ bogus: 1 }, fails(9)],
  [{ format: 'date' }, fails(9)],
];

export const rows: Row[] = [
  ...values(any, []),
  ...finds(
    any.map((v) => (v === absent ? {} : { v })),
    keywords.map(([schema, expected]) => [{ $jsonSchema: { properties: { v: schema } } }, expected]),
  ),
  ...finds(
    [
      { _id: 1, a: 1 },
      { _id: 2, b: 'x' },
      { _id: 3, a: 'y', b: 1 },
    ],
    [
      [{ $jsonSchema: { required: ['a'] } }, [1, 3]],
      [{ $jsonSchema: { required: ['a', 'b'] } }, [3]],
      [{ $jsonSchema: { additionalProperties: false } }, []],
      [{ $jsonSchema: { properties: { _id: {}, a: { type: 'number' } }, additionalProperties: false } }, [1]],
      [{ $nor: [{ $jsonSchema: { required: ['a'] } }] }, [2]],
      [{ $jsonSchema: { required: ['a'] }, b: 1 }, [3]],
      [{ $jsonSchema: {} }, [1, 2, 3]],
      [{ $jsonSchema: null }, fails(14)],
      [{ $jsonSchema: [] }, fails(14)],
      [{ a: { $jsonSchema: {} } }, fails(2)],
    ],
  ),
];
