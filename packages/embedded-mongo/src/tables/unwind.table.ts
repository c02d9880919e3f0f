import { err, long, pipelines } from './expected.js';

const only = (id: number) => ({ $match: { _id: id } });

const arrays = [
  { _id: 1, a: [1, 2] },
  { _id: 2, a: [] },
  { _id: 3, a: null },
  { _id: 4 },
  { _id: 5, a: 7 },
  { _id: 6, a: [[3]] },
  { _id: 7, o: { a: ['x', 'y'], b: 1 } },
];

export const unwindRows = pipelines(arrays, [
  [
    [{ $unwind: '$a' }],
    [
      { _id: 1, a: 1 },
      { _id: 1, a: 2 },
      { _id: 5, a: 7 },
      { _id: 6, a: [3] },
    ],
  ],
  [
    [{ $match: { _id: { $lt: 6 } } }, { $unwind: { path: '$a', preserveNullAndEmptyArrays: true } }],
    [{ _id: 1, a: 1 }, { _id: 1, a: 2 }, { _id: 2 }, { _id: 3, a: null }, { _id: 4 }, { _id: 5, a: 7 }],
  ],
  [
    [only(1), { $unwind: { path: '$a', includeArrayIndex: 'i' } }],
    [
      { _id: 1, a: 1, i: long(0) },
      { _id: 1, a: 2, i: long(1) },
    ],
  ],
  [[only(5), { $unwind: { path: '$a', includeArrayIndex: 'i' } }], [{ _id: 5, a: 7, i: null }]],
  [
    [only(7), { $unwind: '$o.a' }],
    [
      { _id: 7, o: { a: 'x', b: 1 } },
      { _id: 7, o: { a: 'y', b: 1 } },
    ],
  ],
  [
    [only(7), { $unwind: { path: '$o.a', includeArrayIndex: 'o.i' } }],
    [
      { _id: 7, o: { a: 'x', b: 1, i: long(0) } },
      { _id: 7, o: { a: 'y', b: 1, i: long(1) } },
    ],
  ],
  [[{ $unwind: '$zz' }], []],
  [[{ $unwind: 5 }], err(15981)],
  [[{ $unwind: { path: 5 } }], err(28808)],
  [[{ $unwind: { path: '$a', preserveNullAndEmptyArrays: 1 } }], err(28809)],
  [[{ $unwind: { path: '$a', includeArrayIndex: '' } }], err(28810)],
  [[{ $unwind: { path: '$a', x: 1 } }], err(28811)],
  [[{ $unwind: {} }], err(28812)],
  [[{ $unwind: 'a' }], err(28818)],
  [[{ $unwind: { path: '$a', includeArrayIndex: '$i' } }], err(28822)],
]);
