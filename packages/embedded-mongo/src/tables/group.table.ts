import { Decimal128 } from 'bson';
import { decimal, double, err, long, pipelines, unordered } from './expected.js';
import { sales } from './sales.js';

const all = (accumulator: object) => [{ $group: { _id: null, r: accumulator } }, { $project: { _id: 0 } }];
const each = (accumulator: object) => [{ $group: { _id: '$k', r: accumulator } }, { $sort: { _id: 1 } }];

export const groupRows = pipelines(sales, [
  [[{ $group: { _id: '$k' } }], unordered([{ _id: 'a' }, { _id: 'b' }])],
  [[{ $group: { _id: null } }], [{ _id: null }]],
  [[{ $match: { k: 'zz' } }, { $group: { _id: null, n: { $sum: 1 } } }], []],
  [[{ $group: { _id: '$zz', n: { $sum: 1 } } }], [{ _id: null, n: 6 }]],
  [
    [{ $group: { _id: { k: '$k', z: '$zz' }, n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [
      { _id: { k: 'a' }, n: 3 },
      { _id: { k: 'b' }, n: 3 },
    ],
  ],
  [
    [{ $group: { _id: ['$k'], n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [
      { _id: ['a'], n: 3 },
      { _id: ['b'], n: 3 },
    ],
  ],
  [
    [{ $group: { _id: { $toUpper: '$k' }, n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [
      { _id: 'A', n: 3 },
      { _id: 'B', n: 3 },
    ],
  ],
  [
    [{ $group: { _id: { $year: '$t' }, n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [
      { _id: null, n: 4 },
      { _id: 2024, n: 2 },
    ],
  ],
  [all({ $sum: 1 }), [{ r: 6 }]],
  [all({ $sum: '$n' }), [{ r: 13.5 }]],
  [all({ $sum: '$zz' }), [{ r: 0 }]],
  [all({ $sum: long(1) }), [{ r: long(6) }]],
  [all({ $sum: { $multiply: ['$_id', 2] } }), [{ r: 42 }]],
  [
    each({ $sum: '$n' }),
    [
      { _id: 'a', r: 12.5 },
      { _id: 'b', r: 1 },
    ],
  ],
  [
    each({ $avg: '$n' }),
    [
      { _id: 'a', r: 12.5 / 3 },
      { _id: 'b', r: double(1) },
    ],
  ],
  [all({ $avg: '$zz' }), [{ r: null }]],
  [all({ $avg: decimal('2') }), [{ r: new Decimal128('2') }]],
  [
    each({ $min: '$n' }),
    [
      { _id: 'a', r: 2.5 },
      { _id: 'b', r: 1 },
    ],
  ],
  [
    each({ $max: '$n' }),
    [
      { _id: 'a', r: 5 },
      { _id: 'b', r: 'text' },
    ],
  ],
  [all({ $max: '$zz' }), [{ r: null }]],
  [
    [{ $sort: { _id: 1 } }, ...each({ $first: '$n' })],
    [
      { _id: 'a', r: 5 },
      { _id: 'b', r: 1 },
    ],
  ],
  [
    [{ $sort: { _id: 1 } }, ...each({ $last: '$n' })],
    [
      { _id: 'a', r: 5 },
      { _id: 'b', r: 'text' },
    ],
  ],
  [
    [{ $sort: { _id: -1 } }, ...each({ $first: '$t' })],
    [
      { _id: 'a', r: null },
      { _id: 'b', r: null },
    ],
  ],
  [
    [{ $sort: { _id: 1 } }, ...each({ $push: '$n' })],
    [
      { _id: 'a', r: [5, 2.5, 5] },
      { _id: 'b', r: [1, null, 'text'] },
    ],
  ],
  [
    [{ $sort: { _id: 1 } }, ...each({ $push: '$o.x' })],
    [
      { _id: 'a', r: [1, 2] },
      { _id: 'b', r: [] },
    ],
  ],
  [
    [{ $sort: { _id: 1 } }, ...all({ $push: { i: '$_id', x: '$o.x' } }), { $project: { r: { $slice: ['$r', 2] } } }],
    [{ r: [{ i: 1, x: 1 }, { i: 2 }] }],
  ],
  [
    [...each({ $addToSet: '$n' }), { $set: { r: { $sortArray: { input: '$r', sortBy: 1 } } } }],
    [
      { _id: 'a', r: [2.5, 5] },
      { _id: 'b', r: [null, 1, 'text'] },
    ],
  ],
  [[...all({ $addToSet: '$zz' })], [{ r: [] }]],
  [
    [{ $sort: { _id: 1 } }, ...each({ $mergeObjects: '$o' })],
    [
      { _id: 'a', r: { x: 2, y: 1 } },
      { _id: 'b', r: {} },
    ],
  ],
  [all({ $mergeObjects: '$k' }), err(40400)],
  [
    each({ $count: {} }),
    [
      { _id: 'a', r: 3 },
      { _id: 'b', r: 3 },
    ],
  ],
  [all({ $count: 1 }), err(14)],
  [[{ $match: { _id: { $in: [1, 2] } } }, ...all({ $stdDevPop: '$n' })], [{ r: double(2) }]],
  [[{ $match: { _id: 1 } }, ...all({ $stdDevSamp: '$n' })], [{ r: null }]],
  [all({ $stdDevPop: '$zz' }), [{ r: null }]],
  [
    [{ $sort: { _id: 1 } }, ...each({ $firstN: { input: '$n', n: 2 } })],
    [
      { _id: 'a', r: [5, 2.5] },
      { _id: 'b', r: [1, null] },
    ],
  ],
  [
    [{ $sort: { _id: 1 } }, ...each({ $lastN: { input: '$n', n: 2 } })],
    [
      { _id: 'a', r: [2.5, 5] },
      { _id: 'b', r: [null, 'text'] },
    ],
  ],
  [
    [{ $sort: { _id: 1 } }, ...each({ $firstN: { input: '$o.x', n: 2 } })],
    [
      { _id: 'a', r: [1, 2] },
      { _id: 'b', r: [null, null] },
    ],
  ],
  [
    each({ $maxN: { input: '$n', n: 2 } }),
    [
      { _id: 'a', r: [5, 5] },
      { _id: 'b', r: ['text', 1] },
    ],
  ],
  [
    each({ $minN: { input: '$n', n: 2 } }),
    [
      { _id: 'a', r: [2.5, 5] },
      { _id: 'b', r: [1, 'text'] },
    ],
  ],
  [
    [
      { $group: { _id: { k: '$k' }, r: { $firstN: { input: '$_id', n: { $cond: [{ $eq: ['$k', 'a'] }, 1, 2] } } } } },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: { k: 'a' }, r: [1] },
      { _id: { k: 'b' }, r: [2, 4] },
    ],
  ],
  [
    each({ $top: { output: '$_id', sortBy: { n: -1, _id: 1 } } }),
    [
      { _id: 'a', r: 1 },
      { _id: 'b', r: 5 },
    ],
  ],
  [
    each({ $bottom: { output: '$_id', sortBy: { n: -1, _id: 1 } } }),
    [
      { _id: 'a', r: 3 },
      { _id: 'b', r: 4 },
    ],
  ],
  [
    each({ $topN: { n: 2, output: '$_id', sortBy: { n: 1, _id: 1 } } }),
    [
      { _id: 'a', r: [3, 1] },
      { _id: 'b', r: [4, 2] },
    ],
  ],
  [
    each({ $bottomN: { n: 2, output: '$_id', sortBy: { n: 1, _id: 1 } } }),
    [
      { _id: 'a', r: [1, 6] },
      { _id: 'b', r: [2, 5] },
    ],
  ],
  [
    each({ $topN: { n: 9, output: ['$_id', '$zz'], sortBy: { _id: -1 } } }),
    [
      {
        _id: 'a',
        r: [
          [6, null],
          [3, null],
          [1, null],
        ],
      },
      {
        _id: 'b',
        r: [
          [5, null],
          [4, null],
          [2, null],
        ],
      },
    ],
  ],
  [all({ $firstN: { input: '$n', n: 0 } }), err(5787908)],
  [all({ $firstN: { input: '$n', n: 'x' } }), err(5787902)],
  [all({ $firstN: { input: '$n' } }), err(5787906)],
  [all({ $firstN: 5 }), err(5787801)],
  [all({ $top: { output: 1 } }), err(5788005)],
  [all({ $top: { sortBy: { a: 1 } } }), err(5788004)],
  [all({ $topN: { output: 1, sortBy: { a: 1 } } }), err(5788003)],
  [all({ $top: { n: 1, output: 1, sortBy: { a: 1 } } }), err(5788002)],
  [all({ $top: 5 }), err(5788001)],
  [all({ $median: { input: '$n', method: 'approximate' } }), [{ r: 2.5 }]],
  [all({ $percentile: { input: '$n', p: [0.5, 0.9], method: 'approximate' } }), [{ r: [2.5, double(5)] }]],
  [all({ $median: { input: '$zz', method: 'approximate' } }), [{ r: null }]],
  [all({ $percentile: { input: '$zz', p: [0.5], method: 'approximate' } }), [{ r: [null] }]],
  [all({ $percentile: { input: '$n', p: [2], method: 'approximate' } }), err(7750303)],
  [all({ $percentile: { input: '$n', p: ['x'], method: 'approximate' } }), err(7750302)],
  [all({ $percentile: { input: '$n', p: [], method: 'approximate' } }), err(7750301)],
  [all({ $sum: [1, 2] }), err(40237)],
  [all({ $nope: 1 }), err(15952)],
  [all({ a: 1 }), err(40234)],
  [all({}), err(40234)],
  [all({ $sum: 1, $avg: 1 }), err(40238)],
  [[{ $group: { _id: 1, 'a.b': { $sum: 1 } } }], err(40235)],
  [[{ $group: { _id: 1, $a: { $sum: 1 } } }], err(40236)],
  [[{ $group: { _id: 1, a: 5 } }], err(40234)],
  [[{ $group: { a: { $sum: 1 } } }], err(15955)],
  [[{ $group: 5 }], err(15947)],
  [[{ $group: { _id: '$$nope' } }], err(17276)],
]);
