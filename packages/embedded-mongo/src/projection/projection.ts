import {
  compileLeaf,
  compute,
  computes,
  dropFrom,
  isNested,
  keepOnly,
  put,
  type Tree,
} from '../aggregate/projection-tree.js';
import { decode, encode } from '../bson/codec.js';
import { rawKeeper } from '../bson/raw.js';
import { type Doc, isDoc, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { scopeOf } from '../expression/expression.js';
import type { Scope } from '../expression/operator.js';
import { isOperator } from '../expression/registry.js';
import type { Filter } from '../query/filter.js';
import { isTrue } from '../query/leaf.js';
import type { QueryEnv } from '../query/node.js';
import { applyElemMatch, compileElemMatch, type ElemMatch } from './elem-match.js';
import { applyPositional, namesField } from './positional.js';
import { applySlice, isFindSlice, type Slice, sliceOf } from './slice.js';

/** What a projection says, while it is read. */
type Reading = {
  env: QueryEnv;
  scope: Scope;
  tree: Tree;
  /** Every path, for collisions; `tree` lacks slices of an exclusion. */
  paths: Tree;
  mode: 'keep' | 'drop' | undefined;
  id: boolean | undefined;
  slices: { path: string[]; slice: Slice }[];
  elemMatches: ElemMatch[];
  positional: string[] | undefined;
};

/** A projection, ready to be used. */
export interface Projection {
  of(doc: Doc): Doc;
  /** The same of a document as it is stored. */
  ofBytes(bytes: Uint8Array): Uint8Array;
}

/**
 * Compiles the projection of a find. `filter` gives the element for `path.$`.
 * Errors: 31253 and 31254 both kinds at once, 31249 and 31250 paths that meet, 31252 a computed field among dropped ones,
 * 31276, 31277, 31394, 31395, 51246 of the positional form, 31274, 31275 of `$elemMatch`.
 */
export function compileProjection(spec: Doc, filter: Filter, env: QueryEnv): Projection {
  const scope = scopeOf({ now: env.now, collation: env.collation, vars: env.vars });
  const reading: Reading = {
    env,
    scope,
    tree: new Map(),
    paths: new Map(),
    mode: undefined,
    id: undefined,
    slices: [],
    elemMatches: [],
    positional: undefined,
  };
  if (spec.size === 0) return { of: (doc) => doc, ofBytes: (bytes) => bytes };
  read(spec, '', reading);
  if (reading.positional && !namesField(filter.tree, reading.positional[0]!)) {
    fail(31277, `Positional projection '${reading.positional.join('.')}.$' does not match the query document.`);
  }
  const project = fieldsOf(reading);
  const of = (doc: Doc): Doc => finish(project(doc), doc, reading, filter);
  const whole = wholeFields(reading);
  return { of, ofBytes: whole ? rawKeeper(whole) : (bytes) => encode(of(decode(bytes))) };
}

/** The names of the fields, when whole ones are kept and nothing else is done. */
function wholeFields({ tree, slices, elemMatches, positional }: Reading): string[] | undefined {
  const isMore = slices.length > 0 || elemMatches.length > 0 || positional !== undefined;
  return !isMore && tree.size > 0 && [...tree.values()].every((leaf) => leaf === 'keep') ? [...tree.keys()] : undefined;
}

function finish(projected: Doc, doc: Doc, reading: Reading, filter: Filter): Doc {
  let result = projected;
  if (reading.positional) result = applyPositional(result, reading.positional, filter.positions(doc));
  for (const { path, slice } of reading.slices) result = applySlice(result, path, slice);
  for (const elemMatch of reading.elemMatches) result = applyElemMatch(result, doc, elemMatch);
  return result;
}

function read(spec: Doc, prefix: string, reading: Reading): void {
  for (const [name, value] of spec) {
    if (prefix !== '' && name.includes('.')) fail(31249, `Path collision at ${prefix}${name}`);
    readField(prefix + name, value, reading);
  }
}

function readField(path: string, value: Value, reading: Reading): void {
  if (path.endsWith('.$')) readPositional(path.slice(0, -2), value, reading);
  else if (path.includes('.$.')) {
    fail(31394, "As of 4.4, it's illegal to specify positional operator in the middle of a path.");
  } else if (typeof value === 'boolean' || isNum(value)) readFlag(path, isTrue(value), reading);
  else if (isDoc(value)) readDoc(path, value, reading);
  else readExpression(path, value, reading);
}

function readDoc(path: string, value: Doc, reading: Reading): void {
  if (value.size === 0) fail(51270, 'An empty sub-projection is not a valid value. Found empty object at path');
  const [name] = value.keys();
  const nested: boolean = isNested(value);
  if (nested) read(value, `${path}.`, reading);
  else if (name === '$elemMatch' && value.size === 1) readElemMatch(path, value.get('$elemMatch')!, reading);
  else if (name === '$slice' && value.size === 1 && isFindSlice(value.get('$slice')!)) {
    put(reading.paths, path, 'keep');
    reading.slices.push({ path: path.split('.'), slice: sliceOf(value.get('$slice')!) });
  } else readExpression(path, value, reading);
}

function readFlag(path: string, keep: boolean, reading: Reading): void {
  put(reading.paths, path, 'keep');
  if (path === '_id') {
    reading.id = keep;
    return;
  }
  setMode(path, keep ? 'keep' : 'drop', reading);
  put(reading.tree, path, keep ? 'keep' : 'drop');
}

function setMode(path: string, mode: 'keep' | 'drop', reading: Reading): void {
  if (reading.mode && reading.mode !== mode) {
    if (mode === 'keep') fail(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    fail(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  reading.mode = mode;
}

function readExpression(path: string, value: Value, reading: Reading): void {
  if (reading.mode === 'drop') {
    if (isDoc(value)) fail(31252, 'Cannot use expression other than $meta in exclusion projection');
    fail(31310, `Cannot use an expression ${path} in an exclusion projection`);
  }
  put(reading.paths, path, 'keep');
  reading.mode = 'keep';
  put(reading.tree, path, compileLeaf(value, reading.scope, isOperator));
}

function readPositional(path: string, value: Value, reading: Reading): void {
  if (path === '' || path.endsWith('.$')) fail(31394, 'Positional projection may only be used at the end of a path');
  if (isDoc(value)) fail(31271, 'positional projection cannot be used with an expression or sub object');
  if (typeof value !== 'string' && !isTrue(value)) fail(31395, 'positional projection cannot be used with exclusion');
  if (reading.positional) fail(31276, 'Cannot specify more than one positional projection per query.');
  if (reading.elemMatches.length > 0) fail(31256, 'Cannot specify positional operator and $elemMatch.');
  put(reading.paths, path, 'keep');
  setMode(path, 'keep', reading);
  put(reading.tree, path, 'keep');
  reading.positional = path.split('.');
}

function readElemMatch(path: string, value: Value, reading: Reading): void {
  if (path.includes('.')) fail(31275, 'Cannot use $elemMatch projection on a nested field');
  const condition = isDoc(value) ? value : fail(31274, 'elemMatch: Invalid argument, object required');
  if (reading.positional) fail(31255, 'Cannot specify positional operator and $elemMatch.');
  put(reading.paths, path, 'keep');
  reading.elemMatches.push(compileElemMatch(path, condition, reading.env));
}

/** Keeping or dropping fields. Where no field says which, `_id: 1` or an `$elemMatch` without a slice means keeping. */
function fieldsOf({ tree, mode, id, slices, elemMatches }: Reading): (doc: Doc) => Doc {
  const standard = id === true || (elemMatches.length > 0 && slices.length === 0) ? 'keep' : 'drop';
  if ((mode ?? standard) === 'drop') {
    if (id === false) put(tree, '_id', 'drop');
    return (doc) => dropFrom(doc, tree);
  }
  if (id !== false && !tree.has('_id')) put(tree, '_id', 'keep');
  for (const { path } of slices) put(tree, path.join('.'), 'keep');
  if (!computes(tree)) return (doc) => keepOnly(doc, tree);
  return (doc) => compute(keepOnly(doc, tree), tree, doc);
}
