import type { Collation } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { MaxKey, MinKey, rankOf, type Value } from '../bson/value.js';
import { isNaNValue } from '../query/leaf.js';
import type { FilterNode } from '../query/node.js';
import type { Index } from './index-spec.js';
import type { Conjunction, Leaf } from './leaves.js';

/**
 * Whether an index lists every document that fulfils these conditions: all do, but for sparse and partial ones.
 * `sameCollation`: whether the conditions compare texts as the index does; otherwise they say nothing of its filter.
 */
export function coversAll(index: Index, branches: Conjunction[], sameCollation: boolean): boolean {
  if (
    index.sparse &&
    !branches.every((leaves) =>
      index.key.some(({ path }) => leaves.some((leaf) => leaf.path === path && wantsValue(leaf))),
    )
  ) {
    return false;
  }
  const partial = index.partial?.filter.tree;
  const texts = { collation: index.collation, sameCollation };
  return !partial || branches.every((leaves) => implies(leaves, partial, texts));
}

/** How the index compares texts, and whether the conditions do it in the same way. */
interface Texts {
  collation: Collation | undefined;
  sameCollation: boolean;
}

const [MIN_RANK, MAX_RANK] = [rankOf(new MinKey()), rankOf(new MaxKey())];

/** Null stands for a missing field, and the two ends of the order compare with everything, even with that. */
function isMissingToo(value: Value): boolean {
  return value === null || rankOf(value) === MIN_RANK || rankOf(value) === MAX_RANK;
}

/** Whether a condition holds only where the field is there. */
export function wantsValue({ op, value }: Leaf): boolean {
  if (op === 'in') return Array.isArray(value) && value.every((one) => one !== null);
  if (op === 'eq') return value !== null;
  if (op === 'gte' || op === 'lte' || op === 'gt' || op === 'lt') return !isMissingToo(value);
  return true;
}

function implies(leaves: Conjunction, wanted: FilterNode, texts: Texts): boolean {
  if (wanted.kind === 'and') return wanted.nodes.every((node) => implies(leaves, node, texts));
  if (wanted.kind === 'or') return wanted.nodes.some((node) => implies(leaves, node, texts));
  if (wanted.kind !== 'field') return false;
  return leaves.some((leaf) => leaf.path === wanted.path && leafImplies(leaf, wanted, texts));
}

function leafImplies(leaf: Leaf, wanted: Leaf, texts: Texts): boolean {
  if (wanted.op === 'exists') return leaf.op === 'exists' || wantsValue(leaf);
  if (!texts.sameCollation && mayHoldText(leaf.value)) return false;
  if (leaf.op === wanted.op && compare(leaf.value, wanted.value, texts.collation) === 0) return true;
  if (leaf.op === 'in') {
    return (
      Array.isArray(leaf.value) &&
      leaf.value.length > 0 &&
      leaf.value.every((value) => leafImplies({ ...leaf, op: 'eq', value }, wanted, texts))
    );
  }
  if (wanted.op === 'in') {
    const values = Array.isArray(wanted.value) ? wanted.value : [];
    return leaf.op === 'eq' && values.some((value) => isSame(leaf.value, value, texts));
  }
  if (leaf.op === 'eq') return fulfils(leaf.value, wanted, texts);
  return isTighter(leaf, wanted, texts);
}

/** Texts, and what may have texts in it. */
const mayHoldText = (value: Value): boolean =>
  typeof value === 'string' || value instanceof Map || Array.isArray(value);

/** Whether two values are ordered at all: those of one type are, but for NaN; an array is more than one value. */
function areOrdered(a: Value, b: Value): boolean {
  return !Array.isArray(a) && rankOf(a) === rankOf(b) && !isNaNValue(a) && !isNaNValue(b);
}

/** Whether a single value fulfils a comparison of its own type. */
function fulfils(value: Value, { op, value: bound }: Leaf, texts: Texts): boolean {
  if (op === 'eq') return isSame(value, bound, texts);
  if (!areOrdered(value, bound)) return false;
  const order = compare(value, bound, texts.collation);
  if (op === 'gt') return order > 0;
  if (op === 'gte') return order >= 0;
  if (op === 'lt') return order < 0;
  return op === 'lte' && order <= 0;
}

function isTighter(leaf: Leaf, wanted: Leaf, texts: Texts): boolean {
  if (!areOrdered(leaf.value, wanted.value)) return false;
  const order = compare(leaf.value, wanted.value, texts.collation);
  const isLower = (op: string): boolean => op === 'gt' || op === 'gte';
  const isUpper = (op: string): boolean => op === 'lt' || op === 'lte';
  if (isLower(leaf.op) && isLower(wanted.op))
    return order > 0 || (order === 0 && (wanted.op === 'gte' || leaf.op === 'gt'));
  if (isUpper(leaf.op) && isUpper(wanted.op))
    return order < 0 || (order === 0 && (wanted.op === 'lte' || leaf.op === 'lt'));
  return false;
}

const isSame = (a: Value, b: Value, texts: Texts): boolean =>
  rankOf(a) === rankOf(b) && compare(a, b, texts.collation) === 0;
