import { date, double } from './expected.js';

/** The documents that groups and buckets are made of. */
export const sales = [
  { _id: 1, k: 'a', n: 5, t: date('2024-01-01'), o: { x: 1 } },
  { _id: 2, k: 'b', n: 1, t: date('2024-02-01') },
  { _id: 3, k: 'a', n: double(2.5), o: { x: 2, y: 1 } },
  { _id: 4, k: 'b', n: null },
  { _id: 5, k: 'b', n: 'text' },
  { _id: 6, k: 'a', n: 5 },
];
