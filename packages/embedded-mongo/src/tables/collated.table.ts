import type { Row } from './row.js';

const loose = { collation: { locale: 'en', strength: 2 } };
const texts = (...values: string[]): object[] => values.map((v, at) => ({ _id: at + 1, v }));
const versions = texts('a1', 'a2', 'A1', '!', '?');
const counted = [{ $group: { _id: '$v', n: { $sum: 1 } } }, { $sort: { _id: 1 } }];
const computed = (r: object): object[] => [{ $limit: 1 }, { $project: { _id: 0, r } }];

/** A collation tells digits, marks and other alphabets apart, wherever values count as equal or not. */
export const collatedRows: Row[] = [
  {
    name: '$group',
    docs: versions,
    pipeline: counted,
    ...loose,
    expect: [
      { _id: '!', n: 1 },
      { _id: '?', n: 1 },
      { _id: 'a1', n: 2 },
      { _id: 'a2', n: 1 },
    ],
  },
  {
    name: '$group of another alphabet',
    docs: texts('б', 'в', 'Б'),
    pipeline: counted,
    collation: { locale: 'ru', strength: 2 },
    expect: [
      { _id: 'б', n: 2 },
      { _id: 'в', n: 1 },
    ],
  },
  {
    name: '$addToSet',
    docs: versions,
    pipeline: [{ $group: { _id: null, s: { $addToSet: '$v' } } }, { $project: { n: { $size: '$s' } } }],
    ...loose,
    expect: [{ _id: null, n: 4 }],
  },
  {
    name: '$setUnion',
    docs: versions,
    pipeline: computed({
      $setUnion: [
        ['a1', 'A1'],
        ['A2', 'a1'],
      ],
    }),
    ...loose,
    expect: [{ r: ['a1', 'A2'] }],
  },
  {
    name: '$setDifference',
    docs: versions,
    pipeline: computed({ $setDifference: [['a1', 'a2'], ['A1']] }),
    ...loose,
    expect: [{ r: ['a2'] }],
  },
  {
    name: '$setEquals',
    docs: versions,
    pipeline: computed({ $setEquals: [['a1'], ['a2']] }),
    ...loose,
    expect: [{ r: false }],
  },
];
