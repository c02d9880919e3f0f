import { type Doc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { type Expression, isOperatorDoc, type Scope } from '../expression/operator.js';
import { parsePath } from '../expression/path.js';

/** What is to be done at a path: keep it, drop it, or compute it. */
export type Leaf = 'keep' | 'drop' | Expression;

/** Names to what is done there, in the order of the specification. */
export type Tree = Map<string, Leaf | Tree>;

/**
 * Puts a leaf into a tree.
 * Errors: 31249 a path below another that is there, 31250 a path above or equal to one.
 */
export function put(tree: Tree, path: string, leaf: Leaf): void {
  const parts = parsePath(path);
  const last = parts.pop()!;
  let place = tree;
  for (const [at, part] of parts.entries()) {
    const next = place.get(part) ?? new Map();
    if (!(next instanceof Map)) {
      const rest = [...parts.slice(at + 1), last].join('.');
      fail(31249, `Path collision at ${path} remaining portion ${rest}`);
    }
    place.set(part, next);
    place = next;
  }
  if (place.has(last)) fail(31250, `Path collision at ${path}`);
  place.set(last, leaf);
}

/** Whether a document in a specification stands for paths below its own; otherwise it is an expression. */
export function isNested(value: Value): value is Doc {
  return value instanceof Map && value.size > 0 && !isOperatorDoc(value);
}

/** Compiles a leaf that is an expression. Error 31325 for an operator that is not known at all. */
export function compileLeaf(value: Value, scope: Scope, known: (name: string) => boolean): Expression {
  if (value instanceof Map && isOperatorDoc(value)) {
    const [name] = value.keys();
    if (value.size === 1 && !known(name!)) fail(31325, `Unknown expression ${name}`);
  }
  return scope.compile(value).run;
}

/** Documents of arrays are treated one by one; `scalar` says what becomes of what is no document. */
function through(
  value: Value | undefined,
  apply: (doc: Doc) => Doc,
  scalar: (value: Value | undefined) => Value | undefined,
): Value | undefined {
  if (value instanceof Map) return apply(value);
  if (!Array.isArray(value)) return scalar(value);
  const items: Value[] = [];
  for (const item of value) {
    const changed = through(item, apply, scalar);
    if (changed !== undefined) items.push(changed);
  }
  return items;
}

/** Only what the tree keeps. */
export function keepOnly(doc: Doc, tree: Tree): Doc {
  const kept: Doc = new Map();
  for (const [name, value] of doc) {
    const what = tree.get(name);
    if (what === 'keep') kept.set(name, value);
    else if (what instanceof Map) {
      const below = through(
        value,
        (inner) => keepOnly(inner, what),
        () => undefined,
      );
      if (below !== undefined) kept.set(name, below);
    }
  }
  return kept;
}

/** All but what the tree drops. */
export function dropFrom(doc: Doc, tree: Tree): Doc {
  const kept: Doc = new Map();
  for (const [name, value] of doc) {
    const what = tree.get(name);
    if (what === undefined) kept.set(name, value);
    else if (what instanceof Map)
      kept.set(
        name,
        through(
          value,
          (inner) => dropFrom(inner, what),
          (same) => same,
        )!,
      );
  }
  return kept;
}

/** Sets what the tree computes from `root`; what is no document on the way becomes one. */
export function compute(doc: Doc, tree: Tree, root: Doc): Doc {
  const changed: Doc = new Map(doc);
  for (const [name, what] of tree) {
    if (typeof what === 'function') set(changed, name, what(root));
    else if (what instanceof Map && computes(what)) {
      const below = (inner: Doc) => compute(inner, what, root);
      changed.set(name, through(changed.get(name), below, () => below(new Map()))!);
    }
  }
  return changed;
}

function set(doc: Doc, name: string, value: Value | undefined): void {
  if (value === undefined) doc.delete(name);
  else doc.set(name, value);
}

/** Whether anything in the tree is computed. */
export function computes(tree: Tree): boolean {
  return [...tree.values()].some((what) => typeof what === 'function' || (what instanceof Map && computes(what)));
}
