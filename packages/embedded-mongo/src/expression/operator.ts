import type { Timestamp } from 'bson';
import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';

/** What an expression may know besides the document. */
export interface ExpressionEnv {
  /** The value of `$$NOW`: one moment for the whole command. */
  readonly now: Date;
  /** The value of `$$CLUSTER_TIME`. */
  readonly clusterTime?: Timestamp;
  /** The order of strings in comparisons. */
  readonly collation?: Collation;
  /** The variables of the command's `let`, already evaluated. */
  readonly vars?: ReadonlyMap<string, Value>;
  /** Constant parts are evaluated with the first document and not before, as in an update. */
  readonly lazy?: boolean;
}

/** Evaluates on a document; `undefined` is the missing value. */
export type Expression = (root: Value) => Value | undefined;

/** A compiled expression; a constant one may be run without a document. */
export interface Node {
  readonly run: Expression;
  readonly constant: boolean;
}

/** The place of a variable. An evaluation never overlaps another of the same tree, so one place per binding is enough. */
export interface Variable {
  value: Value | undefined;
}

/** The top-level fields that expressions read of their document. */
export interface Reads {
  readonly names: Set<string>;
  /** An expression reads the document as a whole. */
  whole: boolean;
}

/** What an operator needs while it is compiled. */
export interface Scope {
  readonly env: ExpressionEnv;
  compile(operand: Value): Node;
  /** The same scope with further variables. */
  with(variables: Record<string, Variable>): Scope;
  /** The same scope, which notes what its expressions read. */
  noting(reads: Reads): Scope;
}

/** Compiles the argument of one named operator. */
export type Operator = (argument: Value, scope: Scope, name: string) => Node;

/** A family of operators by name. */
export type Operators = Record<string, Operator>;

export type Argument = Value | undefined;

/** Computes a value from evaluated arguments. */
export type Apply = (args: Argument[], env: ExpressionEnv, name: string) => Argument;

/** Null or missing, which most operators treat alike. */
export function isNullish(value: Argument): value is null | undefined {
  return value === null || value === undefined;
}

export function constantNode(value: Argument): Node {
  return { run: () => value, constant: true };
}

/** Evaluates only once when nothing varies. */
export function fold(children: readonly Node[], run: Expression): Node {
  if (!children.every((child) => child.constant)) return { run, constant: false };
  let known: { value: Argument } | undefined;
  return {
    constant: true,
    run: () => {
      known ??= { value: run(null) };
      return known.value;
    },
  };
}

function operands(argument: Value): Value[] {
  return Array.isArray(argument) ? argument : [argument];
}

function nary(list: Value[], scope: Scope, name: string, apply: Apply): Node {
  const nodes = list.map((operand) => scope.compile(operand));
  const env = scope.env;
  if (nodes.length === 1) {
    const only = nodes[0]!.run;
    return fold(nodes, (root) => apply([only(root)], env, name));
  }
  return fold(nodes, (root) => apply(evaluate(nodes, root), env, name));
}

function evaluate(nodes: readonly Node[], root: Value): Argument[] {
  return nodes.map((node) => node.run(root));
}

/** An operator with a fixed number of arguments; a lone argument needs no array. Error 16020. */
export function fixed(count: number, apply: Apply): Operator {
  return (argument, scope, name) => {
    const list = operands(argument);
    if (list.length !== count) {
      fail(16020, `Expression ${name} takes exactly ${count} arguments. ${list.length} were passed in.`);
    }
    return nary(list, scope, name, apply);
  };
}

/** An operator with between `least` and `most` arguments. Error 28667. */
export function ranged(least: number, most: number, apply: Apply): Operator {
  return (argument, scope, name) => {
    const list = operands(argument);
    if (list.length < least || list.length > most) {
      const span = `at least ${least} arguments, and at most ${most}`;
      fail(28667, `Expression ${name} takes ${span}, but ${list.length} were passed in.`);
    }
    return nary(list, scope, name, apply);
  };
}

/** An operator with any number of arguments. */
export function variadic(apply: Apply): Operator {
  return (argument, scope, name) => nary(operands(argument), scope, name, apply);
}

/** Names and error codes of an operator that takes an object. */
export interface Shape<K extends string> {
  /** The code when the argument is no object. */
  readonly object: number;
  /** The code for an unknown name. */
  readonly unknown: number;
  /** Each known name: the code when it is absent, or 0 when it may be. */
  readonly fields: Readonly<Record<K, number>>;
}

/** The operands of an object argument, checked against the shape. */
export function operandsByName<K extends string>(argument: Value, name: string, shape: Shape<K>): Map<K, Value> {
  if (!(argument instanceof Map)) fail(shape.object, `${name} only supports an object as its argument`);
  const known = (key: string): key is K => Object.hasOwn(shape.fields, key);
  const given = new Map<K, Value>();
  for (const [key, operand] of argument) {
    if (!known(key)) fail(shape.unknown, `Unrecognized argument to ${name}: ${key}`);
    given.set(key, operand);
  }
  for (const [key, code] of Object.entries<number>(shape.fields)) {
    if (code !== 0 && !argument.has(key)) fail(code, `Missing '${key}' parameter to ${name}`);
  }
  return given;
}

/** The evaluated arguments of an object argument. `has` tells an absent one from one that is missing. */
export interface Named<K extends string> {
  get(key: K): Argument;
  has(key: K): boolean;
}

/**
 * An operator that takes an object of known names, all evaluated before `apply`.
 * @param checks errors of arguments that show at once when the argument is constant, whatever the others are
 */
export function named<K extends string>(
  shape: Shape<K>,
  apply: (args: Named<K>, env: ExpressionEnv, name: string) => Argument,
  checks: Partial<Record<K, (value: Argument, name: string) => unknown>> = {},
): Operator {
  return (argument, scope, name) => {
    const nodes = new Map<K, Node>();
    for (const [key, operand] of operandsByName(argument, name, shape)) {
      const node = scope.compile(operand);
      if (node.constant && !scope.env.lazy) checks[key]?.(node.run(null), name);
      nodes.set(key, node);
    }
    const has = (key: K) => nodes.has(key);
    const run: Expression = (root) => apply({ get: (key) => nodes.get(key)?.run(root), has }, scope.env, name);
    return fold([...nodes.values()], run);
  };
}

/** Whether a document is written as an operator: its first key starts with `$`. */
export function isOperatorDoc(doc: Doc): boolean {
  const first = doc.keys().next();
  return !first.done && first.value.startsWith('$');
}
