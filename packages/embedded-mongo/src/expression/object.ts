import { type Doc, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import {
  type Apply,
  type Argument,
  fixed,
  fold,
  isNullish,
  isOperatorDoc,
  type Operator,
  type Operators,
  operandsByName,
  type Scope,
  variadic,
} from './operator.js';

const mergeObjects: Apply = (args, _env, name) => {
  const merged: Doc = new Map();
  for (const value of args) {
    if (isNullish(value)) continue;
    if (!(value instanceof Map)) fail(40400, `${name} requires object inputs, but input is of type ${typeName(value)}`);
    for (const [key, item] of value) merged.set(key, item);
  }
  return merged;
};

const objectToArray: Apply = ([value], _env, name) => {
  if (isNullish(value)) return null;
  if (!(value instanceof Map)) fail(40390, `${name} requires a document input, found: ${typeName(value)}`);
  return Array.from(
    value,
    ([key, item]): Value =>
      new Map<string, Value>([
        ['k', key],
        ['v', item],
      ]),
  );
};

const arrayToObject: Apply = ([items], _env, name) => {
  if (isNullish(items)) return null;
  if (!Array.isArray(items)) fail(40386, `${name} requires an array input, found: ${typeName(items)}`);
  const [first] = items;
  if (first === undefined) return new Map();
  if (Array.isArray(first)) return new Map(items.map((item) => pairOf(item, name)));
  if (first instanceof Map) return new Map(items.map((item) => entryOf(item, name)));
  return fail(40398, `Unrecognised input type format for ${name}: ${typeName(first)}`);
};

function pairOf(item: Value, name: string): [string, Value] {
  const format = `${name} requires a consistent input format. Elements must all be arrays or all be objects.`;
  if (!Array.isArray(item)) return fail(40396, `${format} Array was detected, now found: ${typeName(item)}`);
  if (item.length !== 2) fail(40397, `${name} requires an array of size 2 arrays, found array of size: ${item.length}`);
  return [keyOf(item[0]!, 40395, 4940400, name), item[1]!];
}

function entryOf(item: Value, name: string): [string, Value] {
  const format = `${name} requires a consistent input format. Elements must all be arrays or all be objects.`;
  if (!(item instanceof Map)) return fail(40391, `${format} Object was detected, now found: ${typeName(item)}`);
  if (item.size !== 2) {
    fail(40392, `${name} requires an object keys of 'k' and 'v'. Found incorrect number of keys:${item.size}`);
  }
  const [key, value] = [item.get('k'), item.get('v')];
  if (key === undefined || value === undefined) {
    return fail(40393, `${name} requires an object with keys 'k' and 'v'. Missing either or both keys`);
  }
  return [keyOf(key, 40394, 4940401, name), value];
}

function keyOf(key: Value, typeCode: number, nulCode: number, name: string): string {
  if (typeof key !== 'string') {
    return fail(typeCode, `${name} requires an object with keys of type string. Found key type: ${typeName(key)}`);
  }
  return key.includes('\0') ? fail(nulCode, 'Key field cannot contain an embedded null byte') : key;
}

/** The constant name of a field to change. A path is most likely meant as a name, so it is an error. */
function fieldName(operand: Value, scope: Scope, name: string): string {
  if (typeof operand === 'string' && operand.startsWith('$')) {
    const hint = `A field path reference which is not allowed in this context. Did you mean {$literal: '${operand}'}?`;
    fail(4161108, `'${operand}' is ${hint}`);
  }
  const node = scope.compile(operand);
  if (!node.constant) fail(4161106, `${name} requires 'field' to evaluate to a constant`);
  return textOf(node.run(null), 4161107, name);
}

const getField: Operator = (argument, scope, name) => {
  const short = !(argument instanceof Map) || isOperatorDoc(argument);
  const fields = { field: 3041702, input: 3041703 };
  const given = short ? undefined : operandsByName(argument, name, { object: 0, unknown: 3041701, fields });
  const field = scope.compile(given ? given.get('field')! : argument);
  if (field.constant) textOf(field.run(null), 5654602, name);
  const input = scope.compile(given ? given.get('input')! : '$$CURRENT');
  return fold([field, input], (root) => {
    const key = textOf(field.run(root), 3041704, name);
    const value = input.run(root);
    if (value === null) return null;
    return value instanceof Map ? value.get(key) : undefined;
  });
};

function textOf(value: Argument, code: number, name: string): string {
  if (typeof value === 'string') return value;
  return fail(code, `${name} requires 'field' to evaluate to type String, but got ${typeName(value)}`);
}

/** `$setField` with a value, `$unsetField` without. */
function changeField(valueCode: number | undefined): Operator {
  const common = { field: 4161102, input: 4161109 };
  const fields: Record<string, number> = valueCode === undefined ? common : { ...common, value: valueCode };
  return (argument, scope, name) => {
    const given = operandsByName<string>(argument, name, { object: 4161100, unknown: 4161101, fields });
    const field = fieldName(given.get('field')!, scope, name);
    const input = scope.compile(given.get('input')!);
    const value = scope.compile(given.get('value') ?? (given.has('value') ? null : '$$REMOVE'));
    return fold([input, value], (root) => {
      const doc = input.run(root);
      if (isNullish(doc)) return null;
      if (!(doc instanceof Map)) {
        fail(4161105, `${name} requires 'input' to evaluate to type Object, but got ${typeName(doc)}`);
      }
      return withField(doc, field, value.run(root));
    });
  };
}

function withField(doc: Doc, field: string, value: Value | undefined): Doc {
  const changed = new Map(doc);
  if (value === undefined) changed.delete(field);
  else changed.set(field, value);
  return changed;
}

/** Documents: their fields by any name, and their conversion from and to arrays. */
export const objectOperators: Operators = {
  $arrayToObject: fixed(1, arrayToObject),
  $getField: getField,
  $mergeObjects: variadic(mergeObjects),
  $objectToArray: fixed(1, objectToArray),
  $setField: changeField(4161103),
  $unsetField: changeField(undefined),
};
