import type { Row } from './row.js';
import { bin, date, dec, double, fails, finds, long, oid, sorts, ts } from './table-rows.js';

const kinds = [
  { _id: 1, v: 5 },
  { _id: 2, v: 'a' },
  { _id: 3, v: null },
  { _id: 4 },
  { _id: 5, v: [] },
  { _id: 6, v: [9, 2] },
  { _id: 7, v: { x: 1 } },
  { _id: 8, v: true },
  { _id: 9, v: date(0) },
  { _id: 10, v: oid(1) },
  { _id: 11, v: bin([1]) },
  { _id: 12, v: ts(1, 1) },
];

const numbers = [
  { _id: 1, v: double(Number.NaN) },
  { _id: 2, v: dec('1E+400') },
  { _id: 3, v: double(1e308) },
  { _id: 4, v: long('9007199254740993') },
  { _id: 5, v: double(2 ** 53) },
  { _id: 6, v: double(Number.NEGATIVE_INFINITY) },
  { _id: 7, v: dec('0.1') },
  { _id: 8, v: double(0.1) },
  { _id: 9, v: -1 },
];

const people = [
  { _id: 1, n: 'b', a: 2, l: [{ k: 3 }, { k: 1 }] },
  { _id: 2, n: 'A', a: 2, l: [{ k: 2 }] },
  { _id: 3, n: 'a', a: 1, l: [] },
  { _id: 4, n: 'é', a: 1 },
  { _id: 5, n: 'e', a: 3, l: { k: 0 } },
];

const versions = [
  { _id: 1, v: 'v10' },
  { _id: 2, v: 'v9' },
  { _id: 3, v: 'V9' },
  { _id: 4, v: 'v 9' },
];
const loose = { locale: 'en', strength: 2 } as const;
const basic = { locale: 'en', strength: 1 } as const;

const joint = [
  {
    _id: 1,
    l: [
      { x: 1, y: 9 },
      { x: 2, y: 0 },
    ],
  },
  { _id: 2, l: [{ x: 1, y: 3 }] },
  {
    _id: 3,
    l: [
      { x: 2, y: 7 },
      { x: 2, y: 1 },
    ],
  },
  { _id: 4, l: { x: 2, y: 4 } },
];

export const rows: Row[] = [
  ...sorts(joint, [
    [{ 'l.x': 1, 'l.y': 1 }, [2, 1, 3, 4]],
    [{ 'l.x': -1, 'l.y': -1 }, [3, 4, 1, 2]],
    [{ 'l.x': -1, 'l.y': 1 }, [1, 3, 4, 2]],
  ]),
  ...sorts([{ _id: 1, a: [1], b: [2] }], [[{ a: 1, b: 1 }, fails(2)]]),
  ...sorts([{ _id: 1, a: [{ 0: 1 }] }], [[{ 'a.0': 1 }, fails(16746)]]),
  ...sorts(kinds, [
    [{ v: 1, _id: 1 }, [5, 3, 4, 6, 1, 2, 7, 11, 10, 8, 9, 12]],
    [{ v: -1, _id: 1 }, [12, 9, 8, 10, 11, 7, 2, 6, 1, 3, 4, 5]],
    [{ v: 1, _id: -1 }, [5, 4, 3, 6, 1, 2, 7, 11, 10, 8, 9, 12]],
    [{ v: double(1), _id: long(1) }, [5, 3, 4, 6, 1, 2, 7, 11, 10, 8, 9, 12]],
    [{ 'v.x': 1, _id: 1 }, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 7]],
  ]),
  ...sorts(numbers, [
    [{ v: 1 }, [1, 6, 9, 7, 8, 5, 4, 3, 2]],
    [{ v: -1 }, [2, 3, 4, 5, 8, 7, 9, 6, 1]],
  ]),
  ...sorts(people, [
    [{ n: 1 }, [2, 3, 1, 5, 4]],
    [{ a: 1, n: -1 }, [4, 3, 1, 2, 5]],
    [{ a: -1, _id: -1 }, [5, 2, 1, 4, 3]],
    [{ 'l.k': 1, _id: 1 }, [3, 4, 5, 1, 2]],
    [{ 'l.k': -1, _id: 1 }, [1, 2, 5, 3, 4]],
    [{ 'l.0.k': 1, _id: 1 }, [3, 4, 5, 2, 1]],
  ]),
  ...sorts(people, [[{ n: 1, _id: 1 }, [3, 2, 1, 5, 4]]], { collation: { locale: 'en' } }),
  ...sorts(people, [[{ n: 1, _id: 1 }, [2, 3, 1, 5, 4]]], { collation: loose }),
  ...sorts(people, [[{ n: 1, _id: -1 }, [3, 2, 1, 5, 4]]], { collation: basic }),
  ...sorts(versions, [[{ v: 1, _id: 1 }, [4, 2, 3, 1]]], { collation: { locale: 'en', numericOrdering: true } }),
  ...sorts(people, [[{ a: 1, _id: 1 }, [4, 1]]], { skip: 1, limit: 2 }),
  ...sorts(people, [[{ _id: -1 }, [5]]], { limit: 1 }),
  ...sorts(people, [[{ _id: 1 }, []]], { skip: 9 }),
  ...finds(
    people,
    [
      [{ n: 'A' }, [2, 3]],
      [{ n: 'E' }, [5]],
      [{ n: { $in: ['B', 'É'] } }, [1, 4]],
      [{ n: { $gt: 'A' } }, [1, 4, 5]],
      [{ n: { $ne: 'A' } }, [1, 4, 5]],
      [{ n: { $regex: '^A' } }, [2]],
      [{ n: { $nin: ['a'] } }, [1, 4, 5]],
    ],
    { collation: loose },
  ),
  ...finds(
    people,
    [
      [{ n: 'E' }, [4, 5]],
      [{ n: { $lte: 'B' } }, [1, 2, 3]],
      [{ n: { $eq: 'é' } }, [4, 5]],
    ],
    { collation: basic },
  ),
];
