import { type Doc, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { isTrue } from '../expression/boolean.js';
import type { Scope } from '../expression/operator.js';
import { isOperator } from '../expression/registry.js';
import { compileLeaf, compute, computes, dropFrom, isNested, keepOnly, put, type Tree } from './projection-tree.js';
import type { TransformCompiler, TransformStage } from './stage.js';

interface Projection {
  readonly tree: Tree;
  /** What decides whether all else is kept or dropped; `_id` alone decides last. */
  mode: 'keep' | 'drop' | undefined;
  id: boolean | undefined;
}

/**
 * `$project`: either the fields to keep, with computed ones, or the fields to drop.
 * Errors: 15969 no object, 51272 empty, 31253 and 31254 both kinds at once, 31252 and 31310 a computed field among dropped ones.
 */
export const project: TransformCompiler = (spec, { scope }) => {
  if (!(spec instanceof Map)) fail(15969, '$project specification must be an object');
  if (spec.size === 0) fail(51272, 'projection specification must have at least one field');
  const projection: Projection = { tree: new Map(), mode: undefined, id: undefined };
  read(spec, '', projection, scope);
  return stageOf(projection);
};

function read(spec: Doc, prefix: string, projection: Projection, scope: Scope): void {
  for (const [name, value] of spec) {
    if (prefix !== '' && name.includes('.')) fail(16412, `FieldPath field names may not contain '.': ${name}`);
    const path = prefix + name;
    if (isNested(value)) read(value, `${path}.`, projection, scope);
    else if (typeof value === 'boolean' || isNum(value)) readFlag(path, isTrue(value), projection);
    else readExpression(path, value, projection, scope);
  }
}

function readFlag(path: string, keep: boolean, projection: Projection): void {
  const mode = keep ? 'keep' : 'drop';
  if (path === '_id') {
    projection.id = keep;
    return;
  }
  if (projection.mode && projection.mode !== mode) {
    if (keep) fail(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    fail(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  projection.mode = mode;
  put(projection.tree, path, mode);
}

function readExpression(path: string, value: Value, projection: Projection, scope: Scope): void {
  if (projection.mode === 'drop') {
    if (value instanceof Map) fail(31252, 'Cannot use expression other than $meta in exclusion projection');
    fail(31310, `Cannot use an expression ${path} in an exclusion projection`);
  }
  projection.mode = 'keep';
  put(projection.tree, path, compileLeaf(value, scope, isOperator));
}

function stageOf({ tree, mode, id }: Projection): TransformStage {
  if ((mode ?? (id ? 'keep' : 'drop')) === 'drop') {
    if (id === false) put(tree, '_id', 'drop');
    return { fields: 'pass', transform: (doc) => dropFrom(doc, tree) };
  }
  if (id !== false && !tree.has('_id')) put(tree, '_id', 'keep');
  const keep = (doc: Doc) => keepOnly(doc, tree);
  const transform = computes(tree) ? (doc: Doc) => compute(keep(doc), tree, doc) : keep;
  return { fields: 'end', reads: tree.keys(), transform };
}
