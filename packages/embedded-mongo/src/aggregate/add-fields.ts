import { type Doc, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { Scope } from '../expression/operator.js';
import { isOperator } from '../expression/registry.js';
import { compileLeaf, compute, dropFrom, isNested, put, type Tree } from './projection-tree.js';
import type { TransformCompiler } from './stage.js';

/** `$addFields`, also called `$set`. Errors: 40272 no object, 40177 empty, those of paths and expressions. */
export const addFields: TransformCompiler = (spec, { scope }) => {
  if (!(spec instanceof Map)) fail(40272, `$addFields specification stage must be an object, got ${typeName(spec)}`);
  if (spec.size === 0) fail(40177, 'specification must have at least one field');
  const tree: Tree = new Map();
  read(spec, '', tree, scope);
  return { fields: 'pass', transform: (doc) => compute(doc, tree, doc) };
};

function read(spec: Doc, prefix: string, tree: Tree, scope: Scope): void {
  for (const [name, value] of spec) {
    if (prefix !== '' && name.includes('.')) fail(16412, `FieldPath field names may not contain '.': ${name}`);
    const path = prefix + name;
    if (isNested(value)) read(value, `${path}.`, tree, scope);
    else put(tree, path, compileLeaf(value, scope, isOperator));
  }
}

/** `$unset`. Errors: 31002 neither string nor array, 31119 empty, 31120 not all strings. */
export const unset: TransformCompiler = (spec) => {
  const tree: Tree = new Map();
  for (const path of pathsOf(spec)) put(tree, path, 'drop');
  return { fields: 'pass', transform: (doc) => dropFrom(doc, tree) };
};

function pathsOf(spec: Value): string[] {
  if (typeof spec === 'string') return [spec];
  if (!Array.isArray(spec)) return fail(31002, '$unset specification must be a string or an array');
  if (spec.length === 0) fail(31119, '$unset specification must be a string or an array with at least one field');
  return spec.map((path) =>
    typeof path === 'string'
      ? path
      : fail(31120, '$unset specification must be a string or an array containing only string values'),
  );
}
