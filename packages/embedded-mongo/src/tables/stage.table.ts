import { Decimal128 } from 'bson';
import { date, decimal, double, err, long, pipelines, unordered } from './expected.js';

const people = [
  { _id: 1, k: 'a', n: 1, o: { p: 1, q: 2 }, l: [{ x: 1, y: 2 }, { x: 3 }, 7] },
  { _id: 2, k: 'b', n: 5, o: { p: 2 } },
  { _id: 3, k: 'a', n: 3, l: [] },
  { _id: 4, k: 'c', o: 5 },
  { _id: 5, k: 'b', n: null, l: [[{ x: 9 }]] },
];

const only = (id: number) => ({ $match: { _id: id } });

export const projectRows = pipelines(people, [
  [[only(1), { $project: { n: 1 } }], [{ _id: 1, n: 1 }]],
  [[only(1), { $project: { _id: 0, n: 1, k: 1 } }], [{ k: 'a', n: 1 }]],
  [[only(1), { $project: { _id: 1 } }], [{ _id: 1 }]],
  [[only(2), { $project: { _id: 0 } }], [{ k: 'b', n: 5, o: { p: 2 } }]],
  [[only(2), { $project: { n: 0, o: 0 } }], [{ _id: 2, k: 'b' }]],
  [[only(1), { $project: { 'o.p': 1 } }], [{ _id: 1, o: { p: 1 } }]],
  [[only(1), { $project: { o: { p: 1 } } }], [{ _id: 1, o: { p: 1 } }]],
  [[only(1), { $project: { 'o.p': 0, l: 0, k: 0 } }], [{ _id: 1, n: 1, o: { q: 2 } }]],
  [[only(4), { $project: { 'o.p': 1 } }], [{ _id: 4 }]],
  [[only(4), { $project: { 'o.p': 0 } }], [{ _id: 4, k: 'c', o: 5 }]],
  [[only(1), { $project: { 'l.x': 1 } }], [{ _id: 1, l: [{ x: 1 }, { x: 3 }] }]],
  [[only(1), { $project: { _id: 0, l: { x: 0 }, k: 0, n: 0, o: 0 } }], [{ l: [{ y: 2 }, {}, 7] }]],
  [[only(5), { $project: { 'l.x': 1 } }], [{ _id: 5, l: [[{ x: 9 }]] }]],
  [[only(3), { $project: { 'l.x': 1 } }], [{ _id: 3, l: [] }]],
  [[only(1), { $project: { zz: 1 } }], [{ _id: 1 }]],
  [[only(1), { $project: { r: '$o.q' } }], [{ _id: 1, r: 2 }]],
  [[only(1), { $project: { r: '$zz' } }], [{ _id: 1 }]],
  [[only(1), { $project: { r: 'text' } }], [{ _id: 1, r: 'text' }]],
  [[only(1), { $project: { r: { $literal: 1 } } }], [{ _id: 1, r: 1 }]],
  [[only(1), { $project: { r: ['$n', '$zz', 1] } }], [{ _id: 1, r: [1, null, 1] }]],
  [[only(1), { $project: { r: { s: '$n' } } }], [{ _id: 1, r: { s: 1 } }]],
  [[only(1), { $project: { 'r.s.t': '$n' } }], [{ _id: 1, r: { s: { t: 1 } } }]],
  [[only(1), { $project: { _id: '$n', k: 1 } }], [{ k: 'a', _id: 1 }]],
  [[only(1), { $project: { _id: 0, k: '$n', n: '$k' } }], [{ k: 1, n: 'a' }]],
  [[only(1), { $project: { r: { $cond: ['$n', '$$REMOVE', 1] } } }], [{ _id: 1 }]],
  [[only(2), { $project: { k: true, n: double(1) } }], [{ _id: 2, k: 'b', n: 5 }]],
  [[only(2), { $project: { k: false, n: long(0), o: 0 } }], [{ _id: 2 }]],
  [[{ $project: {} }], err(51272)],
  [[{ $project: 5 }], err(15969)],
  [[{ $project: { a: 1, b: 0 } }], err(31254)],
  [[{ $project: { a: 0, b: 1 } }], err(31253)],
  [[{ $project: { a: 0, b: '$n' } }], err(31310)],
  [[{ $project: { a: 0, b: { $add: ['$n', 1] } } }], err(31252)],
  [[{ $project: { a: 1, 'a.b': 1 } }], err(31249)],
  [[{ $project: { 'a.b': 1, a: 1 } }], err(31250)],
  [[{ $project: { '': 1 } }], err(40352)],
  [[{ $project: { 'a.': 1 } }], err(40353)],
  [[{ $project: { 'a..b': 1 } }], err(15998)],
  [[{ $project: { $a: 1 } }], err(16410)],
  [[{ $project: { a: { $nope: 1 } } }], err(31325)],
  [[{ $project: { a: '$$nope' } }], err(17276)],
]);

export const addFieldsRows = pipelines(people, [
  [[only(2), { $addFields: { z: 1 } }], [{ _id: 2, k: 'b', n: 5, o: { p: 2 }, z: 1 }]],
  [[only(2), { $set: { n: '$k' } }], [{ _id: 2, k: 'b', n: 'b', o: { p: 2 } }]],
  [[only(2), { $set: { 'o.p': { $add: ['$o.p', 1] } } }], [{ _id: 2, k: 'b', n: 5, o: { p: 3 } }]],
  [[only(2), { $set: { o: { r: 1 } } }], [{ _id: 2, k: 'b', n: 5, o: { p: 2, r: 1 } }]],
  [[only(2), { $set: { o: { $literal: { r: 1 } } } }], [{ _id: 2, k: 'b', n: 5, o: { r: 1 } }]],
  [[only(2), { $set: { o: {} } }], [{ _id: 2, k: 'b', n: 5, o: {} }]],
  [[only(4), { $set: { 'o.p': 1 } }], [{ _id: 4, k: 'c', o: { p: 1 } }]],
  [[only(2), { $set: { n: '$zz' } }], [{ _id: 2, k: 'b', o: { p: 2 } }]],
  [[only(2), { $set: { n: '$$REMOVE' } }], [{ _id: 2, k: 'b', o: { p: 2 } }]],
  [[only(3), { $set: { 'l.z': 1 } }], [{ _id: 3, k: 'a', n: 3, l: [] }]],
  [[only(5), { $set: { 'l.x': 0 } }], [{ _id: 5, k: 'b', n: null, l: [[{ x: 0 }]] }]],
  [[only(2), { $set: { _id: 'new' } }], [{ _id: 'new', k: 'b', n: 5, o: { p: 2 } }]],
  [[only(2), { $set: { k: '$n', n: '$k' } }], [{ _id: 2, k: 5, n: 'b', o: { p: 2 } }]],
  [[only(2), { $set: { t: true, f: false } }], [{ _id: 2, k: 'b', n: 5, o: { p: 2 }, t: true, f: false }]],
  [[{ $set: 5 }], err(40272)],
  [[{ $set: {} }], err(40177)],
  [[{ $set: { a: 1, 'a.b': 1 } }], err(31249, 40176)],
  [[{ $set: { 'a.b': 1, a: 1 } }], err(31250, 40176)],
  [[{ $set: { $a: 1 } }], err(16410)],
  [[{ $set: { a: { $nope: 1 } } }], err(31325, 168)],
  [[only(2), { $unset: 'n' }], [{ _id: 2, k: 'b', o: { p: 2 } }]],
  [[only(2), { $unset: ['n', 'o.p'] }], [{ _id: 2, k: 'b', o: {} }]],
  [[only(2), { $unset: '_id' }], [{ k: 'b', n: 5, o: { p: 2 } }]],
  [[only(2), { $unset: 'zz' }], [{ _id: 2, k: 'b', n: 5, o: { p: 2 } }]],
  [[only(1), { $unset: 'l.x' }, { $project: { _id: 0, l: 1 } }], [{ l: [{ y: 2 }, {}, 7] }]],
  [[{ $unset: [] }], err(31119)],
  [[{ $unset: 5 }], err(31002)],
  [[{ $unset: ['a', 5] }], err(31120)],
  [[{ $unset: ['a', 'a.b'] }], err(31249)],
  [[only(2), { $replaceRoot: { newRoot: '$o' } }], [{ p: 2 }]],
  [[only(2), { $replaceWith: '$o' }], [{ p: 2 }]],
  [[only(2), { $replaceWith: { $mergeObjects: [{ d: 1 }, '$o'] } }], [{ d: 1, p: 2 }]],
  [[only(2), { $replaceWith: { a: '$k' } }], [{ a: 'b' }]],
  [[only(4), { $replaceRoot: { newRoot: '$o' } }], err(40228)],
  [[only(3), { $replaceRoot: { newRoot: '$zz' } }], err(40228)],
  [[only(1), { $replaceWith: '$l' }], err(40228)],
  [[{ $replaceRoot: 5 }], err(40229)],
  [[{ $replaceRoot: { newRoot: '$o', x: 1 } }], err(40415)],
]);

export const flowRows = pipelines(people, [
  [
    [{ $match: { k: 'a' } }, { $project: { n: 1 } }],
    [
      { _id: 1, n: 1 },
      { _id: 3, n: 3 },
    ],
  ],
  [[{ $match: { k: 'a' } }, { $match: { n: 3 } }, { $project: { n: 1 } }], [{ _id: 3, n: 3 }]],
  [
    [{ $project: { n: 1 } }, { $match: { n: { $gt: 2 } } }],
    [
      { _id: 2, n: 5 },
      { _id: 3, n: 3 },
    ],
  ],
  [[{ $match: { $expr: { $eq: ['$_id', 2] } } }, { $project: { _id: 1 } }], [{ _id: 2 }]],
  [[{ $match: 5 }], err(15959)],
  [[{ $match: { $nope: 1 } }], err(2)],
  [
    [{ $sort: { n: -1 } }, { $project: { n: 1 } }],
    [{ _id: 2, n: 5 }, { _id: 3, n: 3 }, { _id: 1, n: 1 }, { _id: 4 }, { _id: 5, n: null }],
  ],
  [
    [{ $sort: { k: 1, _id: -1 } }, { $project: { _id: 1 } }],
    [{ _id: 3 }, { _id: 1 }, { _id: 5 }, { _id: 2 }, { _id: 4 }],
  ],
  [
    [{ $sort: { _id: -1 } }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 5 }, { _id: 4 }],
  ],
  [
    [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 4 }, { _id: 3 }],
  ],
  [[{ $limit: 3 }, { $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { _id: 1 } }], [{ _id: 2 }]],
  [[{ $limit: 2 }, { $skip: 1 }, { $project: { _id: 1 } }], [{ _id: 2 }]],
  [
    [{ $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 3 }],
  ],
  [[{ $skip: 9 }], []],
  [[{ $skip: 0 }, { $limit: 1 }, { $project: { _id: 1 } }], [{ _id: 1 }]],
  [[{ $limit: double(1) }, { $project: { _id: 1 } }], [{ _id: 1 }]],
  [[{ $limit: 0 }], err(15958)],
  [[{ $limit: 1.5 }], err(5107201)],
  [[{ $limit: -1 }], err(5107201)],
  [[{ $skip: 'x' }], err(5107200)],
  [[{ $skip: -1 }], err(5107200)],
  [[{ $sort: 5 }], err(15973)],
  [[{ $sort: {} }], err(15976)],
  [[{ $sort: { a: 2 } }], err(15975)],
  [[{ $sort: { a: 'x' } }], err(15974)],
  [[{ $count: 'n' }], [{ n: 5 }]],
  [[{ $match: { k: 'zz' } }, { $count: 'n' }], []],
  [[{ $count: '' }], err(40156, 40157)],
  [[{ $count: '$n' }], err(40158)],
  [[{ $count: 'a.b' }], err(40160)],
  [[{ $count: 1 }], err(40156)],
  [
    [{ $sortByCount: '$k' }, { $limit: 2 }, { $sort: { _id: 1 } }],
    [
      { _id: 'a', count: 2 },
      { _id: 'b', count: 2 },
    ],
  ],
  [
    [{ $sortByCount: { $gt: ['$_id', 2] } }],
    [
      { _id: true, count: 3 },
      { _id: false, count: 2 },
    ],
  ],
  [[{ $sortByCount: { a: 1 } }], err(40147)],
  [[{ $sortByCount: 'k' }], err(40148)],
  [[{ $sortByCount: 5 }], err(40149)],
  [[{ $sample: { size: 9 } }, { $count: 'n' }], [{ n: 5 }]],
  [[{ $sample: { size: 2 } }, { $count: 'n' }], [{ n: 2 }]],
  [[{ $sample: 5 }], err(28745)],
  [[{ $sample: { size: 'x' } }], err(28746)],
  [[{ $sample: { size: -1 } }], err(28747)],
  [[{ $sample: { size: 1, x: 1 } }], err(28748)],
  [[{ $sample: {} }], err(28749)],
  [
    [{ $facet: { a: [{ $count: 'n' }], b: [{ $limit: 1 }, { $project: { _id: 1 } }] } }],
    [{ a: [{ n: 5 }], b: [{ _id: 1 }] }],
  ],
  [[{ $match: { k: 'zz' } }, { $facet: { a: [], b: [{ $count: 'n' }] } }], [{ a: [], b: [] }]],
  [[{ $facet: { a: [{ $sort: { _id: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }] } }], [{ a: [{ _id: 5 }] }]],
  [[{ $facet: {} }], err(40169)],
  [[{ $facet: 5 }], err(40169)],
  [[{ $facet: { a: 5 } }], err(40170)],
  [[{ $facet: { a: [{ $out: 'x' }] } }], err(40600)],
  [[{ $facet: { a: [{ $facet: { b: [] } }] } }], err(40600)],
  [[{ $facet: { a: [{ $collStats: {} }] } }], err(40600)],
  [[{ $nope: 1 }], err(40324)],
  [[{}], err(40323)],
  [[{ $match: {}, $limit: 1 }], err(40323)],
  [[{ $out: 'x' }, { $limit: 1 }], err(40601)],
  [[{ $merge: 'x' }, { $limit: 1 }], err(40601)],
  [[{ $limit: 1 }, { $indexStats: {} }], err(40602)],
  [[{ $documents: [{ a: 1 }] }], err(73)],
  [[{ $out: 5 }], err(16990)],
  [[{ $merge: { into: 'x', whenMatched: 'nope' } }], err(2)],
  [[{ $merge: { into: 'x', whenMatched: 'fail', whenNotMatched: 'fail' } }], err(51181)],
  [[{ $merge: { into: 'x', nope: 1 } }], err(40415)],
  [[{ $merge: { on: '_id' } }], err(40414)],
]);

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

const sales = [
  { _id: 1, k: 'a', n: 5, t: date('2024-01-01'), o: { x: 1 } },
  { _id: 2, k: 'b', n: 1, t: date('2024-02-01') },
  { _id: 3, k: 'a', n: double(2.5), o: { x: 2, y: 1 } },
  { _id: 4, k: 'b', n: null },
  { _id: 5, k: 'b', n: 'text' },
  { _id: 6, k: 'a', n: 5 },
];

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

  [
    [{ $bucket: { groupBy: '$_id', boundaries: [1, 3, 7] } }],
    [
      { _id: 1, count: 2 },
      { _id: 3, count: 4 },
    ],
  ],
  [
    [{ $bucket: { groupBy: '$_id', boundaries: [2, 4], default: 'other' } }],
    [
      { _id: 2, count: 2 },
      { _id: 'other', count: 4 },
    ],
  ],
  [
    [{ $bucket: { groupBy: '$_id', boundaries: [2, 4], default: 0, output: { m: { $max: '$_id' } } } }],
    [
      { _id: 0, m: 6 },
      { _id: 2, m: 3 },
    ],
  ],
  [
    [{ $bucket: { groupBy: '$n', boundaries: [0, 3, 10], default: 'none' } }],
    [
      { _id: 0, count: 2 },
      { _id: 3, count: 2 },
      { _id: 'none', count: 2 },
    ],
  ],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1, 3] } }], err(40066)],
  [[{ $bucket: 5 }], err(40201)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1, 3], x: 1 } }], err(40197)],
  [[{ $bucket: { groupBy: '$_id' } }], err(40198)],
  [[{ $bucket: { groupBy: 5, boundaries: [1, 3] } }], err(40202)],
  [[{ $bucket: { groupBy: '$_id', boundaries: 5 } }], err(40200)],
  [[{ $bucket: { groupBy: '$_id', boundaries: ['$n', 3] } }], err(40191)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1] } }], err(40192)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1, 'x'] } }], err(40193)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [3, 1] } }], err(40194)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1, 1] } }], err(40194)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1, 3], default: '$n' } }], err(40195)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1, 3], output: 5 } }], err(40196)],
  [[{ $bucket: { groupBy: '$_id', boundaries: [1, 3], default: 2 } }], err(40199)],
  [
    [{ $bucketAuto: { groupBy: '$_id', buckets: 3 } }],
    [
      { _id: { min: 1, max: 3 }, count: 2 },
      { _id: { min: 3, max: 5 }, count: 2 },
      { _id: { min: 5, max: 6 }, count: 2 },
    ],
  ],
  [
    [{ $bucketAuto: { groupBy: '$_id', buckets: 4 } }],
    [
      { _id: { min: 1, max: 3 }, count: 2 },
      { _id: { min: 3, max: 5 }, count: 2 },
      { _id: { min: 5, max: 6 }, count: 2 },
    ],
  ],
  [
    [{ $bucketAuto: { groupBy: '$k', buckets: 5, output: { s: { $sum: '$_id' } } } }],
    [
      { _id: { min: 'a', max: 'b' }, s: 10 },
      { _id: { min: 'b', max: 'b' }, s: 11 },
    ],
  ],
  [[{ $bucketAuto: { groupBy: '$_id', buckets: 1 } }], [{ _id: { min: 1, max: 6 }, count: 6 }]],
  [[{ $bucketAuto: 5 }], err(40240)],
  [[{ $bucketAuto: { groupBy: '$_id', buckets: 'x' } }], err(40241)],
  [[{ $bucketAuto: { groupBy: '$_id', buckets: 1.5 } }], err(40242)],
  [[{ $bucketAuto: { groupBy: '$_id', buckets: 0 } }], err(40243)],
  [[{ $bucketAuto: { groupBy: '$_id', buckets: 2, output: 5 } }], err(40244)],
  [[{ $bucketAuto: { groupBy: '$_id', buckets: 2, x: 1 } }], err(40245)],
  [[{ $bucketAuto: { groupBy: '$_id' } }], err(40246)],
  [[{ $bucketAuto: { groupBy: 5, buckets: 2 } }], err(40239)],
]);
