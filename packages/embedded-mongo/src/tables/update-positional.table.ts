import type { Row } from './row.js';
import { fails, updates } from './table-rows.js';

const scores = {
  a: [
    { n: 'x', s: 3 },
    { n: 'y', s: 1 },
    { n: 'z', s: 2 },
  ],
};
const matrix = {
  m: [
    [1, 2],
    [3, 4],
  ],
};

export const rows: Row[] = updates([
  [{ a: [1, 2, 3] }, { $set: { 'a.$': 9 } }, { a: [1, 9, 3] }, { filter: { a: 2 } }],
  [{ a: [1, 2, 3] }, { $set: { 'a.$': 9 } }, { a: [1, 2, 9] }, { filter: { a: { $gt: 2 } } }],
  [{ a: [1, 2, 3] }, { $inc: { 'a.$': 10 } }, { a: [1, 12, 3] }, { filter: { a: { $gte: 2 } } }],
  [{ a: [1, 2, 3] }, { $unset: { 'a.$': 1 } }, { a: [null, 2, 3] }, { filter: { a: 1 } }],
  [
    scores,
    { $set: { 'a.$.s': 9 } },
    {
      a: [
        { n: 'x', s: 3 },
        { n: 'y', s: 9 },
        { n: 'z', s: 2 },
      ],
    },
    { filter: { 'a.n': 'y' } },
  ],
  [
    scores,
    { $set: { 'a.$.s': 9 } },
    {
      a: [
        { n: 'x', s: 3 },
        { n: 'y', s: 1 },
        { n: 'z', s: 9 },
      ],
    },
    { filter: { a: { $elemMatch: { n: 'z', s: 2 } } } },
  ],
  [
    scores,
    { $set: { 'a.$': 0 } },
    { a: [{ n: 'x', s: 3 }, 0, { n: 'z', s: 2 }] },
    { filter: { a: { $elemMatch: { s: { $lt: 2 } } } } },
  ],
  [
    scores,
    { $set: { 'a.$.s': 9 } },
    {
      a: [
        { n: 'x', s: 9 },
        { n: 'y', s: 1 },
        { n: 'z', s: 2 },
      ],
    },
    { filter: { $or: [{ 'a.n': 'q' }, { 'a.n': 'x' }] } },
  ],
  [
    scores,
    { $set: { 'a.$.s': 9 } },
    {
      a: [
        { n: 'x', s: 3 },
        { n: 'y', s: 9 },
        { n: 'z', s: 2 },
      ],
    },
    { filter: { $and: [{ 'a.n': 'y' }] } },
  ],
  [{ a: [1, 2], b: [5, 6] }, { $set: { 'b.$': 9 } }, { a: [1, 2], b: [5, 9] }, { filter: { b: 6 } }],
  [
    { a: [{ b: [1, 2] }, { b: [3, 4] }] },
    { $set: { 'a.$.c': 1 } },
    { a: [{ b: [1, 2] }, { b: [3, 4], c: 1 }] },
    { filter: { 'a.b': 4 } },
  ],
  [{ a: [1, 2] }, { $set: { 'a.$': 9 } }, { a: [9, 2] }, { filter: { a: { $in: [1, 7] } } }],
  [{ a: [1, 2] }, { $push: { 'b.$': 9 } }, fails(2), { filter: { _id: 1 } }],
  [{ a: [1, 2] }, { $set: { 'a.$': 9 } }, fails(2), { filter: { a: { $ne: 5 } } }],
  [{ a: [1, 2] }, { $set: { 'a.$': 9 } }, fails(2), { filter: { a: { $size: 2 } } }],
  [{ a: [[1]] }, { $set: { 'a.$.$': 9 } }, fails(2), { filter: { a: [1] } }],
  [{ a: [1] }, { $set: { $: 9 } }, fails(2, 52), { filter: { a: 1 } }],
  // $[]
  [{ a: [1, 2] }, { $set: { 'a.$[]': 0 } }, { a: [0, 0] }],
  [{ a: [] }, { $set: { 'a.$[]': 0 } }, { a: [] }],
  [
    scores,
    { $inc: { 'a.$[].s': 1 } },
    {
      a: [
        { n: 'x', s: 4 },
        { n: 'y', s: 2 },
        { n: 'z', s: 3 },
      ],
    },
  ],
  [scores, { $unset: { 'a.$[].n': 1 } }, { a: [{ s: 3 }, { s: 1 }, { s: 2 }] }],
  [
    matrix,
    { $mul: { 'm.$[].$[]': 2 } },
    {
      m: [
        [2, 4],
        [6, 8],
      ],
    },
  ],
  [
    matrix,
    { $push: { 'm.$[]': 0 } },
    {
      m: [
        [1, 2, 0],
        [3, 4, 0],
      ],
    },
  ],
  [
    matrix,
    { $set: { 'm.$[].0': 9 } },
    {
      m: [
        [9, 2],
        [9, 4],
      ],
    },
  ],
  [{ a: [{ b: 1 }, {}] }, { $set: { 'a.$[].b': 5 } }, { a: [{ b: 5 }, { b: 5 }] }],
  [{ a: [{ b: [1] }, { b: [2, 3] }] }, { $inc: { 'a.$[].b.$[]': 1 } }, { a: [{ b: [2] }, { b: [3, 4] }] }],
  [{ a: 5 }, { $set: { 'a.$[]': 1 } }, fails(2)],
  [{}, { $set: { 'a.$[]': 1 } }, fails(2)],
  [{ a: { b: 1 } }, { $set: { 'a.$[]': 1 } }, fails(2)],
  [{ a: [1, 'x'] }, { $inc: { 'a.$[]': 1 } }, fails(14)],
  [{ a: [1] }, { $set: { 'a.$[].b': 1 } }, fails(28)],
  [{ a: [{ b: 1 }] }, { $inc: { 'a.$[].b.$[]': 1 } }, fails(2)],
  // $[id] with arrayFilters
  [{ a: [1, 5, 9] }, { $set: { 'a.$[e]': 0 } }, { a: [1, 0, 0] }, { arrayFilters: [{ e: { $gte: 5 } }] }],
  [{ a: [1, 5, 9] }, { $set: { 'a.$[e]': 0 } }, { a: [1, 5, 9] }, { arrayFilters: [{ e: 77 }] }],
  [
    { a: [1, 5, 9] },
    { $inc: { 'a.$[lo]': 1, 'a.$[hi]': -1 } },
    { a: [2, 5, 8] },
    { arrayFilters: [{ lo: { $lt: 5 } }, { hi: { $gt: 5 } }] },
  ],
  [
    scores,
    { $set: { 'a.$[e].s': 0 } },
    {
      a: [
        { n: 'x', s: 0 },
        { n: 'y', s: 1 },
        { n: 'z', s: 2 },
      ],
    },
    { arrayFilters: [{ 'e.n': 'x' }] },
  ],
  [
    scores,
    { $set: { 'a.$[e].s': 0 } },
    {
      a: [
        { n: 'x', s: 0 },
        { n: 'y', s: 1 },
        { n: 'z', s: 2 },
      ],
    },
    { arrayFilters: [{ 'e.n': 'x', 'e.s': 3 }] },
  ],
  [
    scores,
    { $set: { 'a.$[e].t': true } },
    {
      a: [
        { n: 'x', s: 3, t: true },
        { n: 'y', s: 1 },
        { n: 'z', s: 2, t: true },
      ],
    },
    { arrayFilters: [{ 'e.s': { $in: [2, 3] } }] },
  ],
  [
    scores,
    { $set: { 'a.$[e]': 0 } },
    { a: [0, { n: 'y', s: 1 }, 0] },
    { arrayFilters: [{ $or: [{ 'e.n': 'x' }, { 'e.s': 2 }] }] },
  ],
  [
    scores,
    { $unset: { 'a.$[e].n': 1 } },
    { a: [{ s: 3 }, { n: 'y', s: 1 }, { n: 'z', s: 2 }] },
    { arrayFilters: [{ e: { n: 'x', s: 3 } }] },
  ],
  [
    { a: [{ b: [1, 2] }, { b: [3, 4] }] },
    { $set: { 'a.$[].b.$[e]': 0 } },
    { a: [{ b: [1, 0] }, { b: [0, 0] }] },
    { arrayFilters: [{ e: { $gt: 1 } }] },
  ],
  [
    {
      a: [
        { k: 1, b: [1, 2] },
        { k: 2, b: [1, 2] },
      ],
    },
    { $push: { 'a.$[e].b': 3 } },
    {
      a: [
        { k: 1, b: [1, 2] },
        { k: 2, b: [1, 2, 3] },
      ],
    },
    { arrayFilters: [{ 'e.k': 2 }] },
  ],
  [{ a: [null, 1] }, { $set: { 'a.$[e]': 0 } }, { a: [0, 1] }, { arrayFilters: [{ e: null }] }],
  [{ a: [[1], [2]] }, { $set: { 'a.$[e]': 0 } }, { a: [0, [2]] }, { arrayFilters: [{ e: 1 }] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 0 } }, fails(9), { arrayFilters: [{ e: 1 }, { f: 1 }] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 0 } }, fails(9), { arrayFilters: [{ e: 1, f: 2 }] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 0 } }, fails(9), { arrayFilters: [{}] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 0 } }, fails(9), { arrayFilters: [{ e: 1 }, { 'e.x': 2 }] }],
  [{ a: [1] }, { $set: { 'a.$[e1]': 0 } }, { a: [0] }, { arrayFilters: [{ e1: 1 }] }],
  [{ a: [1] }, { $set: { 'a.$[1e]': 0 } }, fails(2), { arrayFilters: [{ '1e': 1 }] }],
  [{ a: [1] }, { $set: { 'a.$[e_f]': 0 } }, fails(2), { arrayFilters: [{ e_f: 1 }] }],
  [{ a: 5 }, { $set: { 'a.$[e]': 0 } }, fails(2), { arrayFilters: [{ e: 1 }] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 0 } }, fails(224), { arrayFilters: [{ e: 1, $expr: true }] }],
  [{}, { $set: { 'a.$[e]': 0 } }, fails(2), { arrayFilters: [{ e: 1 }] }],
  [{ a: [1, 2] }, { $set: { 'a.$[e]': 0, 'a.$[]': 1 } }, fails(40), { arrayFilters: [{ e: 1 }] }],
  [{ a: [1, 2] }, { $set: { 'a.$[e]': 0, 'a.0': 1 } }, fails(40), { arrayFilters: [{ e: 1 }] }],
]);
