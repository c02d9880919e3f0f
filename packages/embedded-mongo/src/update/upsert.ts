import { compareUtf8 } from '../bson/compare.js';
import { BSONRegExp, type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { isOperators } from '../query/leaf.js';
import type { Update } from './compiled-update.js';
import { cloneValue, makeContainer, putChild } from './update-path.js';

/**
 * The document that an upsert inserts: the fields that the filter fixes by equality (a replacement takes only `_id`),
 * then the update. Errors: 224 for `$expr` in the filter, 54 when two equalities meet at a path, 111 for a part of `_id`, 66 when the update changes it.
 */
export function upsertDoc(filter: Doc, update: Update): Doc {
  const equalities = new Map<string, Value>();
  collect(filter, equalities);
  const doc: Doc = new Map();
  // The server sets them in the order of their paths, not in that of the filter.
  for (const [path, value] of [...equalities].sort(([a], [b]) => compareUtf8(a, b))) {
    if (path.startsWith('_id.'))
      fail(111, `field at '${path}' must be exactly specified, field at sub-path '${path}' found`);
    if (update.kind === 'replacement' && path !== '_id') continue;
    const parts = path.split('.');
    putChild(makeContainer(doc, parts), parts[parts.length - 1]!, cloneValue(value), '');
  }
  return update.apply(doc, { isInsert: true }).doc;
}

function collect(filter: Doc, into: Map<string, Value>): void {
  for (const [name, value] of filter) {
    if (name === '$and' || (name === '$or' && isArray(value) && value.length === 1)) {
      for (const clause of isArray(value) ? value : []) if (isDoc(clause)) collect(clause, into);
    } else if (name === '$expr') fail(224, '$expr is not allowed in the query predicate for an upsert');
    else if (!name.startsWith('$')) for (const fixed of fixedValues(value)) add(name, fixed, into);
  }
}

/** The values that a condition fixes: its equality, `$in` or `$all` with one value. */
function fixedValues(condition: Value): Value[] {
  if (condition instanceof BSONRegExp) return [];
  if (!isOperators(condition)) return [condition];
  const fixed = [...condition].flatMap(([operator, operand]) => {
    if (operator === '$eq') return [operand];
    if (operator === '$in' && isArray(operand) && operand.length === 1) return operand;
    return operator === '$all' && isArray(operand) ? operand : [];
  });
  return fixed.filter((value) => !(value instanceof BSONRegExp) && !isOperators(value));
}

function add(path: string, value: Value, into: Map<string, Value>): void {
  for (const other of into.keys()) {
    if (other === path) fail(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    if (other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      fail(54, `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`);
    }
  }
  into.set(path, value);
}
