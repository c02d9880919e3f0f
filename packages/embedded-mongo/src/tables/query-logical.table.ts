import type { Row } from './row.js';
import { double, fails, finds, re } from './table-rows.js';

const docs = [
  { a: 1, b: 1, s: 'x' }, // 1
  { a: 1, b: 2, s: 'y' }, // 2
  { a: 2, b: 1 }, // 3
  { a: 2 }, // 4
  { a: null }, // 5
  { a: [1, 2] }, // 6
  { b: { c: 1 } }, // 7
];

export const rows: Row[] = finds(docs, [
  [{}, [1, 2, 3, 4, 5, 6, 7]],
  [{ a: 1, b: 2 }, [2]],
  [{ $and: [{ a: 1 }] }, [1, 2, 6]],
  [{ $and: [{ a: 1 }, { a: 2 }] }, [6]],
  [{ $and: [{ a: 1 }, { b: 1 }] }, [1]],
  [{ $and: [{}] }, [1, 2, 3, 4, 5, 6, 7]],
  [{ $and: [{ $or: [{ a: 1 }, { a: 2 }] }, { $or: [{ b: 1 }, { s: 'y' }] }] }, [1, 2, 3]],
  [{ $or: [{ a: 2 }, { b: 2 }] }, [2, 3, 4, 6]],
  [{ $or: [{ a: 1, b: 1 }, { s: 'y' }] }, [1, 2]],
  [{ $or: [{}] }, [1, 2, 3, 4, 5, 6, 7]],
  [{ $or: [{ a: 99 }] }, []],
  [{ $or: [{ a: 1 }], b: 1 }, [1]],
  [{ $nor: [{ a: 1 }, { a: 2 }] }, [5, 7]],
  [{ $nor: [{ b: 1 }] }, [2, 4, 5, 6, 7]],
  [{ $nor: [{}] }, []],
  [{ $nor: [{ $nor: [{ a: 1 }] }] }, [1, 2, 6]],
  [{ a: { $not: { $eq: 1 } } }, [3, 4, 5, 7]],
  [{ a: { $not: { $gte: 2 } } }, [1, 2, 5, 7]],
  [{ a: { $not: { $in: [1, null] } } }, [3, 4]],
  [{ s: { $not: re('^x') } }, [2, 3, 4, 5, 6, 7]],
  [{ s: { $not: { $regex: 'Y', $options: 'i' } } }, [1, 3, 4, 5, 6, 7]],
  [{ a: { $not: { $exists: true } } }, [7]],
  [{ a: { $not: { $ne: 1 } } }, [1, 2, 6]],
  [{ a: { $gt: 0, $not: { $gt: 1 } } }, [1, 2]],
  [{ $comment: 'why', a: 2 }, [3, 4, 6]],
  [{ 'b.c': 1 }, [7]],
  [{ $alwaysTrue: 1 }, [1, 2, 3, 4, 5, 6, 7]],
  [{ $alwaysFalse: 1 }, []],
  [{ $expr: { $gt: ['$a', '$b'] } }, [3, 4, 5, 6]],
  [{ $expr: true }, [1, 2, 3, 4, 5, 6, 7]],
  [{ $expr: double(Number.NaN) }, [1, 2, 3, 4, 5, 6, 7]],
  [{ $expr: '$nope' }, []],
  [{ $and: [{ $expr: { $eq: ['$a', 1] } }, { b: 2 }] }, [2]],
  [{ $and: [] }, fails(2)],
  [{ $or: [] }, fails(2)],
  [{ $nor: [] }, fails(2)],
  [{ $and: 1 }, fails(2)],
  [{ $or: { a: 1 } }, fails(2)],
  [{ $nor: 'x' }, fails(2)],
  [{ $and: [1] }, fails(2)],
  [{ $or: [{ a: 1 }, null] }, fails(2)],
  [{ $nor: [[]] }, fails(2)],
  [{ a: { $not: {} } }, fails(2)],
  [{ a: { $not: 'x' } }, fails(2)],
  [{ a: { $not: null } }, fails(2)],
  [{ a: { $not: { b: 1 } } }, fails(2)],
  [{ a: { $not: { $bogus: 1 } } }, fails(2)],
  [{ a: { $or: [{ $eq: 1 }] } }, fails(2)],
  [{ a: { $nor: [1] } }, fails(2)],
  [{ a: { $where: 'true' } }, fails(2)],
  [{ $bogus: 1 }, fails(2)],
  [{ $eq: 1 }, fails(2)],
  [{ $gt: { a: 1 } }, fails(2)],
  [{ $or: [{ $bogus: 1 }] }, fails(2)],
  [{ $expr: { $bogus: 1 } }, fails(168)],
  [{ a: { $elemMatch: { $expr: true } } }, fails(2)],
]);
