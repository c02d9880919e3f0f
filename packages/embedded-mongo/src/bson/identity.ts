import type { Collation } from './collation.js';
import { hashKey } from './compare.js';
import type { Value } from './value.js';

/**
 * Makes a function that gives equal values the same string and different ones different strings: for grouping, distinct
 * and sets. With a collation it knows the texts that it has seen, so the strings of one function are not those of another.
 */
export function identities(collation: Collation | undefined): (value: Value | undefined) => string {
  if (!collation) return (value) => hashKey(value);
  const textOf = firstOfEquals(collation);
  return (value) => hashKey(value, textOf);
}

/** Answers for each text the first one that was equal to it. */
function firstOfEquals({ compare }: Collation): (text: string) => string {
  const known: string[] = [];
  return (text) => {
    let [low, high] = [0, known.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(known[middle]!, text) < 0) low = middle + 1;
      else high = middle;
    }
    const found = known[low];
    if (found !== undefined && compare(found, text) === 0) return found;
    known.splice(low, 0, text);
    return text;
  };
}
