import type { Row } from './row.js';
import { absent, double, fails, finds, long, re, values } from './table-rows.js';

const lists = [
  [1, 2, 3], // 1
  [1], // 2
  1, // 3
  [], // 4
  [[1, 2]], // 5
  [[1], 2], // 6
  ['abc', 'xyz'], // 7
  'abc', // 8
  [
    { a: 1, b: 2 },
    { a: 2, b: 3 },
  ], // 9
  [{ a: 1, b: 3 }], // 10
  { a: 1, b: 2 }, // 11
  null, // 12
  absent, // 13
  [null], // 14
  [long(1), double(2)], // 15
];

const nested = [
  {
    a: [
      {
        b: [
          { c: 1, d: 1 },
          { c: 2, d: 2 },
        ],
      },
    ],
  }, // 1
  { a: [{ b: [{ c: 1, d: 2 }] }, { b: [{ c: 2, d: 1 }] }] }, // 2
  { a: { b: [{ c: 1, d: 1 }] } }, // 3
  { a: [{ b: { c: 1, d: 1 } }] }, // 4
  { a: [[{ b: [{ c: 1, d: 1 }] }]] }, // 5
];

export const rows: Row[] = [
  ...values(lists, [
    [{ $all: [1] }, [1, 2, 3, 15]],
    [{ $all: [1, 2] }, [1, 15]],
    [{ $all: [[1, 2]] }, [5, 15]],
    [{ $all: [2, 1, 1] }, [1, 15]],
    [{ $all: [[1], 2] }, [6]],
    [{ $all: [] }, []],
    [{ $all: [null] }, [12, 13, 14]],
    [{ $all: [re('^a'), re('z$')] }, [7]],
    [{ $all: [re('^a')] }, [7, 8]],
    [{ $all: ['abc', re('^x')] }, [7]],
    [{ $all: [double(1), long(2)] }, [1, 15]],
    [{ $all: [{ a: 1, b: 2 }] }, [9, 11]],
    [{ $all: [{ $elemMatch: { a: 1 } }, { $elemMatch: { b: 3 } }] }, [9, 10]],
    [{ $all: [{ $elemMatch: { a: 1, b: 3 } }] }, [10]],
    [{ $all: [{ $elemMatch: { $gt: 1, $lt: 3 } }] }, [1, 6, 15]],
    [{ $all: 1 }, fails(2)],
    [{ $all: null }, fails(2)],
    [{ $all: [{ $gt: 1 }] }, fails(2)],
    [{ $all: [{ $elemMatch: { a: 1 } }, 1] }, fails(2)],
    [{ $all: [1, { $elemMatch: { a: 1 } }] }, fails(2)],
    [{ $not: { $all: [1] } }, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
    [{ $size: 1 }, [2, 5, 10, 14]],
    [{ $size: 0 }, [4]],
    [{ $size: 2 }, [6, 7, 9, 15]],
    [{ $size: long(3) }, [1]],
    [{ $size: double(3) }, [1]],
    [{ $size: 99 }, []],
    [{ $not: { $size: 1 } }, [1, 3, 4, 6, 7, 8, 9, 11, 12, 13, 15]],
    [{ $size: -1 }, fails(2)],
    [{ $size: 1.5 }, fails(2)],
    [{ $size: 'a' }, fails(2)],
    [{ $size: null }, fails(2)],
    [{ $elemMatch: { $gt: 1, $lt: 3 } }, [1, 6, 15]],
    [{ $elemMatch: { $eq: 1 } }, [1, 2, 15]],
    [{ $elemMatch: { $in: [3, 'xyz'] } }, [1, 7]],
    [{ $elemMatch: { $ne: 1 } }, [1, 5, 6, 7, 9, 10, 14, 15]],
    [{ $elemMatch: { $not: { $gt: 1 } } }, [1, 2, 5, 6, 7, 9, 10, 14, 15]],
    [{ $elemMatch: { $type: 'string' } }, [7]],
    [{ $elemMatch: { $exists: true } }, [1, 2, 5, 6, 7, 9, 10, 14, 15]],
    [{ $elemMatch: { $regex: '^x' } }, [7]],
    [{ $elemMatch: { $size: 2 } }, [5]],
    [{ $elemMatch: { $elemMatch: { $eq: 2 } } }, [5]],
    [{ $elemMatch: { a: 1 } }, [9, 10]],
    [{ $elemMatch: { a: 1, b: 2 } }, [9]],
    [{ $elemMatch: { a: 1, b: { $gt: 2 } } }, [10]],
    [{ $elemMatch: { a: { $exists: false } } }, [5, 6]],
    [{ $elemMatch: {} }, [5, 6, 9, 10]],
    [{ $elemMatch: { $or: [{ a: 2 }, { b: 9 }] } }, [9]],
    [{ $elemMatch: { $and: [{ a: 1 }, { b: 3 }] } }, [10]],
    [{ $elemMatch: { $nor: [{ a: 1 }] } }, [5, 6, 9]],
    [{ $elemMatch: { 0: 1 } }, [5, 6]],
    [{ $not: { $elemMatch: { a: 1 } } }, [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15]],
    [{ $elemMatch: 1 }, fails(2)],
    [{ $elemMatch: null }, fails(2)],
    [{ $elemMatch: [{ a: 1 }] }, fails(2)],
    [{ $elemMatch: { $bogus: 1 } }, fails(2)],
    [{ $elemMatch: { a: { $bogus: 1 } } }, fails(2)],
    [
      [1, 2],
      [5, 15],
    ],
    [[1], [2, 6]],
    [{ $gt: [1] }, [1, 5, 6, 7, 9, 10, 15]],
    [{ $in: [[1], 'abc'] }, [2, 6, 7, 8]],
  ]),
  ...finds(
    [
      { r: { $ref: 'c', $id: 1 } },
      { r: [{ $ref: 'c', $id: 2, x: 1 }] },
      {
        r: [
          { $ref: 'c', $id: 1 },
          { $ref: 'd', $id: 1 },
        ],
      },
    ],
    [
      [{ r: { $ref: 'c', $id: 1 } }, [1, 3]],
      [{ 'r.$id': 1 }, [1, 3]],
      [{ 'r.$id': 2 }, [2]],
      [{ r: { $elemMatch: { $ref: 'c', $id: 1 } } }, [3]],
      [{ r: { $elemMatch: { $id: 2 } } }, [2]],
      [{ r: { $elemMatch: { $id: 2, x: 1 } } }, [2]],
      [{ r: { $in: [{ $ref: 'c', $id: 1 }] } }, [1, 3]],
      [{ r: { $id: 1 } }, fails(2)],
    ],
  ),
  ...finds(nested, [
    [{ 'a.b': { $elemMatch: { c: 1, d: 1 } } }, [1, 3]],
    [{ 'a.b': { $elemMatch: { c: 2, d: 1 } } }, [2]],
    [{ a: { $elemMatch: { 'b.c': 1, 'b.d': 2 } } }, [1, 2]],
    [{ a: { $elemMatch: { b: { $elemMatch: { c: 1, d: 2 } } } } }, [2]],
    [{ 'a.b.c': 1, 'a.b.d': 2 }, [1, 2]],
    [{ 'a.b': { $size: 1 } }, [2, 3]],
    [{ 'a.b': { $size: 2 } }, [1]],
    [{ 'a.b.0.c': 2 }, [2]],
    [{ 'a.b.0.c': 1 }, [1, 2, 3]],
    [{ 'a.0.b.0.c': 1 }, [1, 2, 5]],
    [{ 'a.0.b.c': 1 }, [1, 2, 4, 5]],
    [{ 'a.0.b': null }, [1, 2, 3, 4]],
    [{ 'a.0.0.b.c': 1 }, [5]],
    [{ 'a.b.c': { $all: [1, 2] } }, [1, 2]],
    [{ 'a.b.c': { $gt: 1 } }, [1, 2]],
    [{ 'a.b.c': { $not: { $gt: 1 } } }, [3, 4, 5]],
    [{ 'a.b': { $type: 'array' } }, [1, 2, 3]],
    [{ 'a.b': { $type: 'object' } }, [1, 2, 3, 4]],
    [{ a: { $size: 1 } }, [1, 4, 5]],
  ]),
];
