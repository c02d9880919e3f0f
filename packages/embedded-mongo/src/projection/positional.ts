import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { FilterNode } from '../query/node.js';

const noElement =
  "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array";

/**
 * Keeps of the first array on a path only the element that the filter matched; without an array all stays.
 * Errors: 51246 when the filter matched no element of an array, 51247 when this array has none there.
 */
export function applyPositional(doc: Doc, path: string[], index: number | undefined): Doc {
  return below(doc, path, index) as Doc;
}

function below(value: Value, path: string[], index: number | undefined): Value {
  if (isArray(value)) return [elementOf(value, index ?? fail(51246, noElement))];
  const [name, ...rest] = path;
  const child = isDoc(value) && name !== undefined ? value.get(name) : undefined;
  return child === undefined ? value : new Map(value as Doc).set(name!, below(child, rest, index));
}

function elementOf(array: Value[], index: number): Value {
  return (
    array[index] ??
    fail(51247, "Executor error during find command :: caused by :: positional operator '.$' element mismatch")
  );
}

/** Whether a filter has a condition on a field or on something in it. */
export function namesField(node: FilterNode, field: string): boolean {
  switch (node.kind) {
    case 'field':
    case 'elemMatch':
      return node.path.split('.')[0] === field;
    case 'not':
      return namesField(node.node, field);
    case 'other':
      return false;
  }
  return node.nodes.some((child) => namesField(child, field));
}
