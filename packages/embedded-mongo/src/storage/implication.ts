import { compare } from '../bson/compare.js';
import { rankOf, type Value } from '../bson/value.js';
import type { FilterNode } from '../query/node.js';
import type { Index } from './index-spec.js';
import type { Conjunction, Leaf } from './leaves.js';

/** Whether an index lists every document that fulfils these conditions: all do, but for sparse and partial ones. */
export function coversAll(index: Index, branches: Conjunction[]): boolean {
  if (
    index.sparse &&
    !branches.every((leaves) =>
      index.key.some(({ path }) => leaves.some((leaf) => leaf.path === path && wantsValue(leaf))),
    )
  ) {
    return false;
  }
  const partial = index.partial?.filter.tree;
  return !partial || branches.every((leaves) => implies(leaves, partial));
}

/** Whether a condition holds only where the field is there. */
function wantsValue({ op, value }: Leaf): boolean {
  if (op === 'in') return Array.isArray(value) && value.every((one) => one !== null);
  if (op === 'eq' || op === 'gte' || op === 'lte') return value !== null;
  return true;
}

function implies(leaves: Conjunction, wanted: FilterNode): boolean {
  if (wanted.kind === 'and') return wanted.nodes.every((node) => implies(leaves, node));
  if (wanted.kind === 'or') return wanted.nodes.some((node) => implies(leaves, node));
  if (wanted.kind !== 'field') return false;
  return leaves.some((leaf) => leaf.path === wanted.path && leafImplies(leaf, wanted));
}

function leafImplies(leaf: Leaf, wanted: Leaf): boolean {
  if (leaf.op === wanted.op && compare(leaf.value, wanted.value) === 0) return true;
  if (wanted.op === 'exists') return wantsValue(leaf);
  if (leaf.op === 'in') {
    return (
      Array.isArray(leaf.value) &&
      leaf.value.length > 0 &&
      leaf.value.every((value) => leafImplies({ ...leaf, op: 'eq', value }, wanted))
    );
  }
  if (wanted.op === 'in') {
    return leaf.op === 'eq' && Array.isArray(wanted.value) && wanted.value.some((value) => isSame(leaf.value, value));
  }
  if (leaf.op === 'eq') return fulfils(leaf.value, wanted);
  return isTighter(leaf, wanted);
}

/** Whether a single value fulfils a comparison of its own type. */
function fulfils(value: Value, { op, value: bound }: Leaf): boolean {
  if (op === 'eq') return isSame(value, bound);
  if (Array.isArray(value) || rankOf(value) !== rankOf(bound)) return false;
  const order = compare(value, bound);
  if (op === 'gt') return order > 0;
  if (op === 'gte') return order >= 0;
  if (op === 'lt') return order < 0;
  return op === 'lte' && order <= 0;
}

function isTighter(leaf: Leaf, wanted: Leaf): boolean {
  if (Array.isArray(leaf.value) || rankOf(leaf.value) !== rankOf(wanted.value)) return false;
  const order = compare(leaf.value, wanted.value);
  const isLower = (op: string): boolean => op === 'gt' || op === 'gte';
  const isUpper = (op: string): boolean => op === 'lt' || op === 'lte';
  if (isLower(leaf.op) && isLower(wanted.op))
    return order > 0 || (order === 0 && (wanted.op === 'gte' || leaf.op === 'gt'));
  if (isUpper(leaf.op) && isUpper(wanted.op))
    return order < 0 || (order === 0 && (wanted.op === 'lte' || leaf.op === 'lt'));
  return false;
}

const isSame = (a: Value, b: Value): boolean => rankOf(a) === rankOf(b) && compare(a, b) === 0;
