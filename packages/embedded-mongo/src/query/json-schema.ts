import { compare, hashKey } from '../bson/compare.js';
import { remainderDec } from '../bson/decimal.js';
import { compareNumbers, toArithmeticDec, wholeOf } from '../bson/numbers.js';
import { type Doc, Int32, isArray, isDoc, isNum, type Num, typeOf, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { refuse } from '../refused.js';
import { isTrue, typesByName } from './leaf.js';
import type { ValueTest } from './node.js';
import { compileRegex } from './regex.js';

type Keyword = (value: Value, schema: Doc) => ValueTest | undefined;

const annotations = new Set(['title', 'description']);
const unsupported = new Set(['$ref', '$schema', 'default', 'definitions', 'format', 'id']);

/**
 * Compiles a JSON schema (draft 4 with `bsonType`, as MongoDB has it). A keyword for one type says nothing of others.
 * Errors: 14 wrong type of a keyword's value, 9 bad value or unknown keyword, 2 unknown type name.
 */
export function schemaTest(schema: Doc): ValueTest {
  const tests: ValueTest[] = [];
  if (schema.has('type') && schema.has('bsonType'))
    fail(9, "Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
  for (const [name, value] of schema) {
    const test = keywordTest(name, value, schema);
    if (test) tests.push(test);
  }
  return (value) => tests.every((test) => test(value));
}

function keywordTest(name: string, value: Value, schema: Doc): ValueTest | undefined {
  if (Object.hasOwn(keywords, name)) return keywords[name]!(value, schema);
  if (annotations.has(name)) return typeof value === 'string' ? undefined : wrongType(name, 'a string');
  if (name === 'encrypt' || name === 'encryptMetadata') return refuse('client-side encryption', name);
  if (unsupported.has(name)) return fail(9, `$jsonSchema keyword '${name}' is not currently supported`);
  return fail(9, `Unknown $jsonSchema keyword: ${name}`);
}

function wrongType(name: string, wanted: string): never {
  return fail(14, `$jsonSchema keyword '${name}' must be ${wanted}`);
}

function docOf(name: string, value: Value): Doc {
  return isDoc(value) ? value : wrongType(name, 'an object');
}

function arrayOf(name: string, value: Value): Value[] {
  if (!isArray(value)) return wrongType(name, 'an array');
  return value.length === 0 ? fail(9, `$jsonSchema keyword '${name}' cannot be an empty array`) : value;
}

function numberOf(name: string, value: Value): Num {
  return isNum(value) ? value : wrongType(name, 'a number');
}

function countOf(name: string, value: Value): number {
  const count = wholeOf(numberOf(name, value));
  if (count === undefined || count < 0n) return fail(9, `$jsonSchema keyword '${name}' must be a non-negative integer`);
  return Number(count);
}

function uniqueTexts(name: string, value: Value): string[] {
  const texts = arrayOf(name, value).map((text) =>
    typeof text === 'string' ? text : wrongType(name, 'an array of strings'),
  );
  if (new Set(texts).size < texts.length) fail(9, `$jsonSchema keyword '${name}' has duplicate entries`);
  return texts;
}

function subschema(name: string, value: Value): ValueTest {
  return schemaTest(docOf(name, value));
}

function subschemas(name: string, value: Value): ValueTest[] {
  if (!isArray(value)) return wrongType(name, 'an array');
  if (value.length === 0) fail(2, `$jsonSchema keyword '${name}' must be a nonempty array`);
  return value.map((schema) => subschema(name, schema));
}

function named(name: string, value: Value): [string, ValueTest][] {
  return [...docOf(name, value)].map(([field, schema]) => [field, subschema(name, schema)]);
}

function ifText(test: (length: number, text: string) => boolean): ValueTest {
  return (value) => typeof value !== 'string' || test([...value].length, value);
}

function ifArray(test: (array: Value[]) => boolean): ValueTest {
  return (value) => !isArray(value) || test(value);
}

function ifDoc(test: (doc: Doc) => boolean): ValueTest {
  return (value) => !isDoc(value) || test(value);
}

const jsonTypes: Record<string, string> = {
  object: 'object',
  array: 'array',
  number: 'number',
  boolean: 'bool',
  string: 'string',
  null: 'null',
};

function typeKeyword(name: 'type' | 'bsonType'): Keyword {
  return (value) => {
    const names = isArray(value) ? uniqueTexts(name, value) : [value];
    const codes = new Set(names.flatMap((alias) => typesByName(aliasOf(name, alias))));
    return (found) => found !== undefined && codes.has(typeOf(found));
  };
}

function aliasOf(name: 'type' | 'bsonType', alias: Value): string {
  if (typeof alias !== 'string') return wrongType(name, 'a string or an array of strings');
  if (name === 'bsonType') return alias;
  if (alias === 'integer') fail(9, "$jsonSchema type 'integer' is not currently supported.");
  return Object.hasOwn(jsonTypes, alias) ? jsonTypes[alias]! : fail(2, `Unknown type name alias: ${alias}`);
}

function limitKeyword(name: 'minimum' | 'maximum', sign: 1 | -1): Keyword {
  return (value, schema) => {
    const limit = numberOf(name, value);
    const exclusive = schema.get(name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum') === true;
    return (found) => {
      if (!isNum(found)) return true;
      const order = compareNumbers(found, limit) * sign;
      return exclusive ? order > 0 : order >= 0;
    };
  };
}

function exclusiveKeyword(name: string, needs: string): Keyword {
  return (value, schema) => {
    if (typeof value !== 'boolean') return wrongType(name, 'a boolean');
    if (!schema.has(needs)) fail(9, `$jsonSchema keyword '${needs}' must be a present if ${name} is present`);
    return undefined;
  };
}

/** A value in which documents that differ in field order only are the same. */
function unordered(value: Value): Value {
  if (isArray(value)) return value.map(unordered);
  if (!isDoc(value)) return value;
  return new Map([...value].sort(([a], [b]) => compare(a, b)).map(([name, field]) => [name, unordered(field)]));
}

function unorderedKey(value: Value): string {
  return hashKey(unordered(value));
}

function enumKeyword(value: Value): ValueTest {
  const values = arrayOf('enum', value).map(unorderedKey);
  const keys = new Set(values);
  if (keys.size < values.length) fail(9, "$jsonSchema keyword 'enum' array cannot contain duplicate values");
  return (found) => found !== undefined && keys.has(unorderedKey(found));
}

function multipleKeyword(value: Value): ValueTest {
  const divisor = numberOf('multipleOf', value);
  if (compareNumbers(divisor, new Int32(0)) <= 0)
    fail(9, "$jsonSchema keyword 'multipleOf' must have a positive value");
  return (found) => {
    if (!isNum(found)) return true;
    const rest = remainderDec(toArithmeticDec(found), toArithmeticDec(divisor));
    return rest.kind === 'finite' && rest.coefficient === 0n;
  };
}

function propertiesKeyword(value: Value): ValueTest {
  const tests = named('properties', value);
  return ifDoc((doc) => tests.every(([name, test]) => !doc.has(name) || test(doc.get(name))));
}

function patternKeyword(value: Value): ValueTest {
  const tests = named('patternProperties', value).map(([pattern, test]) => ({
    regex: compileRegex(pattern, ''),
    test,
  }));
  return ifDoc((doc) =>
    [...doc].every(([name, field]) => tests.every(({ regex, test }) => !regex.test(name) || test(field))),
  );
}

function additionalKeyword(value: Value, schema: Doc): ValueTest {
  const test = boolOrSchema('additionalProperties', value);
  const properties = schema.get('properties');
  const patterns = schema.get('patternProperties');
  const regexes = isDoc(patterns) ? [...patterns.keys()].map((pattern) => compileRegex(pattern, '')) : [];
  const isKnown = (name: string) =>
    (isDoc(properties) && properties.has(name)) || regexes.some((regex) => regex.test(name));
  return ifDoc((doc) => [...doc].every(([name, field]) => isKnown(name) || test(field)));
}

function boolOrSchema(name: string, value: Value): ValueTest {
  if (typeof value === 'boolean') return () => value;
  return isDoc(value) ? schemaTest(value) : wrongType(name, 'an object or a boolean');
}

function dependenciesKeyword(value: Value): ValueTest {
  const tests = [...docOf('dependencies', value)].map(([name, rule]) => ({ name, test: dependency(rule) }));
  return ifDoc((doc) => tests.every(({ name, test }) => !doc.has(name) || test(doc)));
}

function dependency(rule: Value): ValueTest {
  if (isDoc(rule)) return schemaTest(rule);
  const names = uniqueTexts('dependencies', rule);
  return ifDoc((doc) => names.every((name) => doc.has(name)));
}

function itemsKeyword(value: Value): ValueTest {
  if (isDoc(value)) {
    const test = schemaTest(value);
    return ifArray((array) => array.every(test));
  }
  if (!isArray(value)) return wrongType('items', 'an array or an object');
  const tests = value.map((schema) => subschema('items', schema));
  return ifArray((array) => tests.every((test, index) => index >= array.length || test(array[index])));
}

function additionalItemsKeyword(value: Value, schema: Doc): ValueTest | undefined {
  const test = boolOrSchema('additionalItems', value);
  const items = schema.get('items');
  return isArray(items) ? ifArray((array) => array.slice(items.length).every(test)) : undefined;
}

function uniqueKeyword(value: Value): ValueTest | undefined {
  if (typeof value !== 'boolean') return wrongType('uniqueItems', 'a boolean');
  return isTrue(value) ? ifArray((array) => new Set(array.map(unorderedKey)).size === array.length) : undefined;
}

function textKeyword(value: Value): ValueTest {
  if (typeof value !== 'string') return wrongType('pattern', 'a string');
  const regex = compileRegex(value, '');
  return ifText((_, text) => regex.test(text));
}

function counted(name: string, test: (limit: number) => ValueTest): Keyword {
  return (value) => test(countOf(name, value));
}

const keywords: Record<string, Keyword> = {
  type: typeKeyword('type'),
  bsonType: typeKeyword('bsonType'),
  enum: enumKeyword,
  minimum: limitKeyword('minimum', 1),
  maximum: limitKeyword('maximum', -1),
  exclusiveMinimum: exclusiveKeyword('exclusiveMinimum', 'minimum'),
  exclusiveMaximum: exclusiveKeyword('exclusiveMaximum', 'maximum'),
  multipleOf: multipleKeyword,
  minLength: counted('minLength', (limit) => ifText((length) => length >= limit)),
  maxLength: counted('maxLength', (limit) => ifText((length) => length <= limit)),
  pattern: textKeyword,
  minItems: counted('minItems', (limit) => ifArray((array) => array.length >= limit)),
  maxItems: counted('maxItems', (limit) => ifArray((array) => array.length <= limit)),
  uniqueItems: uniqueKeyword,
  items: itemsKeyword,
  additionalItems: additionalItemsKeyword,
  minProperties: counted('minProperties', (limit) => ifDoc((doc) => doc.size >= limit)),
  maxProperties: counted('maxProperties', (limit) => ifDoc((doc) => doc.size <= limit)),
  required: (value) => {
    const names = uniqueTexts('required', value);
    return ifDoc((doc) => names.every((name) => doc.has(name)));
  },
  properties: propertiesKeyword,
  patternProperties: patternKeyword,
  additionalProperties: additionalKeyword,
  dependencies: dependenciesKeyword,
  allOf: (value) => {
    const tests = subschemas('allOf', value);
    return (found) => tests.every((test) => test(found));
  },
  anyOf: (value) => {
    const tests = subschemas('anyOf', value);
    return (found) => tests.some((test) => test(found));
  },
  oneOf: (value) => {
    const tests = subschemas('oneOf', value);
    return (found) => tests.filter((test) => test(found)).length === 1;
  },
  not: (value) => {
    const test = subschema('not', value);
    return (found) => !test(found);
  },
};
