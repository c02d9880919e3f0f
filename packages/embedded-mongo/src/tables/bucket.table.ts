import { err, pipelines } from './expected.js';
import { sales } from './sales.js';

export const bucketRows = pipelines(sales, [
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
