import { compare } from '../bson/compare.js';
import { wholeOf } from '../bson/numbers.js';
import { valueAt } from '../bson/path.js';
import { type Doc, isNum, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { compileSort, parseSort } from '../query/sort-key.js';
import { fold, isNullish, type Operator, type Operators, operandsByName, type Scope } from './operator.js';

type Order = (items: Value[]) => Value[];

/** The order that `sortBy` names: of whole values, or of documents by their fields. */
function orderOf(sortBy: Value, scope: Scope): Order {
  const collation = scope.env.collation;
  if (isNum(sortBy)) {
    const direction = wholeOf(sortBy);
    if (direction !== 1n && direction !== -1n) fail(2942506, 'The $sort element value must be either 1 or -1');
    const sign = Number(direction);
    return (items) => items.toSorted((a, b) => sign * compare(a, b, collation));
  }
  if (!(sortBy instanceof Map))
    fail(2942507, `The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1}`);
  return byFields(sortBy, scope);
}

function byFields(sortBy: Doc, scope: Scope): Order {
  if (sortBy.size === 0) fail(15976, '$sort stage must have at least one sort key');
  const parts = parseSort(sortBy);
  const order = compileSort(sortBy, scope.env.collation);
  // Other than in `$sort`, an array in a field counts as a whole, and a name means nothing in it.
  const keysOf = (item: Value): Value[] =>
    parts.map(({ path }) => (item instanceof Map ? valueAt(item, path) : undefined) ?? null);
  return (items) =>
    items
      .map((item) => ({ item, keys: keysOf(item) }))
      .sort((a, b) => order.compare(a.keys, b.keys))
      .map(({ item }) => item);
}

const sortArray: Operator = (argument, scope, name) => {
  const fields = { input: 2942502, sortBy: 2942503 };
  const given = operandsByName(argument, name, { object: 2942500, unknown: 2942501, fields });
  const order = orderOf(given.get('sortBy')!, scope);
  const input = scope.compile(given.get('input')!);
  return fold([input], (root) => {
    const items = input.run(root);
    if (isNullish(items)) return null;
    if (!Array.isArray(items)) {
      fail(2942504, `The input argument to ${name} must be an array, but was of type: ${typeName(items)}`);
    }
    return order(items);
  });
};

/** `$sortArray`. */
export const sortArrayOperators: Operators = { $sortArray: sortArray };
