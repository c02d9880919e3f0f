import { indexOf } from '../bson/path.js';
import type { Value } from '../bson/value.js';
import type { FieldOp, FilterNode } from '../query/node.js';

/** One condition on one path, as a planner uses it. */
export interface Leaf {
  path: string;
  op: FieldOp | 'element';
  value: Value;
  /** Of `element`: the conditions that one element of an array fulfils together. */
  all?: Leaf[];
}

/** Conditions of which all must hold. */
export type Conjunction = Leaf[];

const MOST_BRANCHES = 200;

/**
 * A filter as alternatives of conditions that must all hold. Parts that say nothing to a planner are left out,
 * so the alternatives let through at least what the filter does.
 */
export function alternatives(node: FilterNode): Conjunction[] {
  switch (node.kind) {
    case 'field':
      return [[{ path: node.path, op: node.op, value: node.value }]];
    case 'and':
      return node.nodes.map(alternatives).reduce(both, [[]]);
    case 'or':
      return bounded(node.nodes.flatMap(alternatives));
    case 'elemMatch':
      return node.form === 'object'
        ? alternatives(node.node).map((leaves) => leaves.filter(isNamed).map((leaf) => below(node.path, leaf)))
        : [[{ path: node.path, op: 'element', value: null, all: onElement(node.node) }]];
    default:
      return [[]];
  }
}

/** What an `$elemMatch` of operators says of the element that it finds. */
function onElement(node: FilterNode): Leaf[] {
  if (node.kind === 'and') return node.nodes.flatMap(onElement);
  return node.kind === 'field' ? [node] : [];
}

/** In an element that is an array a number means a place, which the same path from the top does not. */
const isNamed = (leaf: Leaf): boolean => indexOf(leaf.path.split('.')[0]!) === undefined;

const below = (path: string, leaf: Leaf): Leaf => ({ ...leaf, path: `${path}.${leaf.path}` });

function both(a: Conjunction[], b: Conjunction[]): Conjunction[] {
  if (a.length * b.length > MOST_BRANCHES) return a.length === 1 ? a : b.length === 1 ? b : [[]];
  return a.flatMap((one) => b.map((other) => [...one, ...other]));
}

const bounded = (branches: Conjunction[]): Conjunction[] => (branches.length > MOST_BRANCHES ? [[]] : branches);
