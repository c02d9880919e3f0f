import { BSONRegExp, type Double } from 'bson';
import type { Collation } from '../bson/collation.js';
import { encodeKey, rankPrefix, successor } from '../bson/keys.js';
import { isNum, rankOf, type Value } from '../bson/value.js';
import { numberOf } from './environment.js';
import type { Leaf } from './leaves.js';
import { intersection, type KeyRange, startingWith, union } from './ranges.js';

/** The direction and collation of an index field, and whether the query compares strings in the same way. */
export interface FieldOrder {
  direction: 1 | -1;
  collation: Collation | undefined;
  sameCollation: boolean;
}

/** Type ranks of the values that a collation orders or may contain strings. */
const TEXT_RANKS = new Set([15, 20, 25]);
const NULL_RANK = 5;
const MIN_RANK = 1;
const MAX_RANK = 127;
const ARRAY_RANK = 25;

/** The most values of an `$in` that become ranges of their own. */
const MOST_VALUES = 2000;

/**
 * Where the keys of documents that fulfil a condition lie in an index field.
 * Undefined when the index does not help; the ranges may hold more than the condition wants, never less.
 */
export function leafRanges(leaf: Leaf, order: FieldOrder): KeyRange[] | undefined {
  const { op, value } = leaf;
  switch (op) {
    case 'eq':
      return points([value], order);
    case 'in':
      return Array.isArray(value) && value.length <= MOST_VALUES ? points(value, order) : undefined;
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return span(op, value, order);
    case 'regex':
      return prefixRange(value, order);
    case 'element':
      return together(leaf.all ?? [], order);
    default:
      return undefined;
  }
}

/** Where the key of one value lies that fulfils all of these. */
function together(leaves: Leaf[], order: FieldOrder): KeyRange[] | undefined {
  const known = leaves.map((leaf) => leafRanges(leaf, order)).filter((ranges) => ranges !== undefined);
  return known.length > 0 ? known.reduce(intersection) : undefined;
}

function points(values: Value[], order: FieldOrder): KeyRange[] | undefined {
  const ranges: KeyRange[] = [];
  for (const value of values) {
    if (value instanceof BSONRegExp) return undefined;
    if (!order.sameCollation && TEXT_RANKS.has(rankOf(value))) return undefined;
    ranges.push(point(value, order));
    // An array is found by its first element, by itself inside another array, or as the empty one.
    if (Array.isArray(value)) ranges.push(point(value[0], order));
  }
  return union(ranges);
}

function point(value: Value | undefined, { direction, collation }: FieldOrder): KeyRange {
  return startingWith(encodeKey([value], [direction], collation), true);
}

function span(op: 'gt' | 'gte' | 'lt' | 'lte', value: Value, order: FieldOrder): KeyRange[] | undefined {
  const rank = rankOf(value);
  if (rank === MIN_RANK || rank === MAX_RANK || rank === ARRAY_RANK) return undefined;
  if (rank === NULL_RANK) return op === 'gte' || op === 'lte' ? [point(value, order)] : undefined;
  if (isNum(value) && Number.isNaN(numberOf(value as Double))) return undefined;
  // Collated keys keep equality, not order.
  if ((order.collation || !order.sameCollation) && TEXT_RANKS.has(rank)) return undefined;
  const { direction } = order;
  const key = encodeKey([value], [direction]);
  const ofType = startingWith(rankPrefix(rank, direction));
  const isUpward = (op === 'gt' || op === 'gte') === (direction === 1);
  const includes = op === 'gte' || op === 'lte';
  if (isUpward) return [{ from: includes ? key : successor(key), to: ofType.to }];
  return [{ from: ofType.from, to: includes ? successor(key) : key }];
}

/** A regular expression that begins with plain text wants strings that do, or is itself a value. */
function prefixRange(value: Value, order: FieldOrder): KeyRange[] | undefined {
  if (!(value instanceof BSONRegExp) || value.options !== '' || order.collation || !order.sameCollation)
    return undefined;
  const text = plainPrefix(value.pattern);
  if (text === undefined) return undefined;
  const whole = encodeKey([text], [order.direction]);
  // Without its end mark the key of the text begins the keys of all longer texts.
  return union([startingWith(whole.subarray(0, whole.length - 1)), point(value, order)]);
}

function plainPrefix(pattern: string): string | undefined {
  if (!pattern.startsWith('^') || pattern.includes('|')) return undefined;
  const plain = /^\^([A-Za-z0-9 _:/@-]+)/.exec(pattern);
  if (!plain) return undefined;
  const next = pattern[plain[0].length];
  const text = next !== undefined && '*?{+'.includes(next) ? plain[1]!.slice(0, -1) : plain[1]!;
  return text === '' ? undefined : text;
}
