import type { Sort } from '../data/filter.js';
import type { Stored } from '../data/record-schema.js';

/** Compares records as the store sorts them: text by code points, and last the id in the direction of the last key. */
export function inOrder<T extends Stored>(sort: Sort<T>): (a: T, b: T) => number {
  const keys: Sort<T> = [...sort, ['id', sort.at(-1)?.[1] ?? 1]];
  return (a, b) => {
    for (const [field, direction] of keys) {
      const order = compared(a[field], b[field]);
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}
