import { compareKeys, successor } from '../bson/keys.js';
import type { Range } from './scan.js';

/** A range of keys as the planner makes it. */
export type KeyRange = Range;

/** Every key. */
export const EVERYTHING: KeyRange[] = [{}];

/** All keys that begin with these bytes. */
export function startingWith(prefix: Uint8Array, point = false): KeyRange {
  return prefix.length === 0 ? {} : { from: prefix, to: successor(prefix), point };
}

/** The keys that are in both lists. */
export function intersection(a: KeyRange[], b: KeyRange[]): KeyRange[] {
  const both: KeyRange[] = [];
  for (const one of a) {
    for (const other of b) {
      const range: KeyRange = {
        from: later(one.from, other.from),
        to: earlier(one.to, other.to),
        point: one.point || other.point,
      };
      if (!isEmpty(range)) both.push(range);
    }
  }
  return both;
}

/** The keys of all ranges, in order and without overlaps. */
export function union(ranges: KeyRange[]): KeyRange[] {
  const sorted = [...ranges].sort((a, b) =>
    a.from && b.from ? compareKeys(a.from, b.from) : a.from ? 1 : b.from ? -1 : 0,
  );
  const merged: KeyRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    const overlaps = last && (!last.to || !range.from || compareKeys(range.from, last.to) <= 0);
    if (!overlaps) merged.push({ ...range });
    else if (last.to && (!range.to || compareKeys(range.to, last.to) > 0)) {
      last.to = range.to;
      last.point = false;
    }
  }
  return merged;
}

/** One key after another. A plain array: slices of a Buffer would share its memory. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The ranges of a longer key: each prefix followed by each range. */
export function product(prefixes: Uint8Array[], ranges: KeyRange[]): KeyRange[] {
  return prefixes.flatMap((prefix) => ranges.map((range) => after(prefix, range)));
}

function after(prefix: Uint8Array, range: KeyRange): KeyRange {
  const whole = startingWith(prefix);
  return {
    from: range.from ? joined(prefix, range.from) : whole.from,
    to: range.to ? joined(prefix, range.to) : whole.to,
  };
}

function later(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (!a || !b) return a ?? b;
  return compareKeys(a, b) >= 0 ? a : b;
}

function earlier(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (!a || !b) return a ?? b;
  return compareKeys(a, b) <= 0 ? a : b;
}

function isEmpty({ from, to }: KeyRange): boolean {
  return from !== undefined && to !== undefined && compareKeys(from, to) >= 0;
}
