import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import {
  constantNode,
  type Expression,
  type ExpressionEnv,
  fold,
  isOperatorDoc,
  type Node,
  type Reads,
  type Scope,
  type Variable,
} from './operator.js';
import { checkName, parsePath, valueAt } from './path.js';
import { operatorNamed } from './registry.js';
import { checkReadName, systemVariable } from './variable.js';

export type { Expression, ExpressionEnv } from './operator.js';

/**
 * Compiles an aggregation expression. Constant parts are evaluated at once, so their errors need no document.
 * Errors: 168 for an unknown operator, 238 for one that is refused, and the operators' own.
 */
export function compileExpression(expression: Value, env: ExpressionEnv): Expression {
  return scopeOf(env).compile(expression).run;
}

type Variables = Readonly<Record<string, Variable>>;

/** The outermost scope: the command's `let` variables and the variables of the system. */
export function scopeOf(env: ExpressionEnv): Scope {
  const variables: Record<string, Variable> = {};
  for (const [name, value] of env.vars ?? []) variables[name] = { value };
  return newScope(env, variables, { names: new Set(), whole: false });
}

function newScope(env: ExpressionEnv, variables: Variables, reads: Reads): Scope {
  const scope: Scope = {
    env,
    compile: (operand) => compileOperand(operand, scope, variables, reads),
    with: (more) => newScope(env, { ...variables, ...more }, reads),
    noting: (own) => newScope(env, variables, own),
  };
  return scope;
}

function compileOperand(operand: Value, scope: Scope, variables: Variables, reads: Reads): Node {
  if (typeof operand === 'string') return compileString(operand, scope.env, variables, reads);
  if (Array.isArray(operand)) return compileArray(operand, scope);
  if (operand instanceof Map) return compileDoc(operand, scope);
  return constantNode(operand);
}

function compileString(text: string, env: ExpressionEnv, variables: Variables, reads: Reads): Node {
  if (!text.startsWith('$')) return constantNode(text);
  if (text === '$') fail(16872, "'$' by itself is not a valid FieldPath");
  if (text.startsWith('$$')) return compileVariable(text.slice(2), env, variables, reads);
  const parts = parsePath(text.slice(1));
  const current = variables.CURRENT;
  return current ? { run: () => valueAt(current.value, parts), constant: false } : ofDocument(parts, reads);
}

/** A path into the document itself. */
function ofDocument(parts: string[], reads: Reads): Node {
  const [first, second] = parts;
  if (first === undefined) reads.whole = true;
  else reads.names.add(first);
  if (first === undefined || second !== undefined) return { run: (root) => valueAt(root, parts), constant: false };
  return { run: (root) => (root instanceof Map ? root.get(first) : undefined), constant: false };
}

function compileVariable(text: string, env: ExpressionEnv, variables: Variables, reads: Reads): Node {
  const dot = text.indexOf('.');
  const name = dot < 0 ? text : text.slice(0, dot);
  checkReadName(name);
  const parts = dot < 0 ? [] : parsePath(text.slice(dot + 1));
  if (Object.hasOwn(variables, name)) {
    const variable = variables[name]!;
    return { run: () => valueAt(variable.value, parts), constant: false };
  }
  if (name === 'ROOT' || name === 'CURRENT') return ofDocument(parts, reads);
  return constantNode(valueAt(systemVariable(name, env), parts));
}

function compileArray(items: Value[], scope: Scope): Node {
  const nodes = items.map((item) => scope.compile(item));
  return fold(nodes, (root) => nodes.map((node) => node.run(root) ?? null));
}

function compileDoc(doc: Doc, scope: Scope): Node {
  if (isOperatorDoc(doc)) return compileOperator(doc, scope);
  const fields: [string, Node][] = [];
  for (const [name, operand] of doc) {
    checkName(name);
    fields.push([name, scope.compile(operand)]);
  }
  const run: Expression = (root) => {
    const made: Doc = new Map();
    for (const [name, node] of fields) {
      const value = node.run(root);
      if (value !== undefined) made.set(name, value);
    }
    return made;
  };
  return fold(
    fields.map(([, node]) => node),
    run,
  );
}

function compileOperator(doc: Doc, scope: Scope): Node {
  if (doc.size !== 1) {
    const found = `Found ${doc.size} fields`;
    fail(
      15983,
      `an object representing an expression must have exactly one field, the name of the expression. ${found}`,
    );
  }
  const [name, argument] = doc.entries().next().value!;
  const node = operatorNamed(name)(argument, scope, name);
  // Errors of constant expressions show without any document.
  if (node.constant && !scope.env.lazy) node.run(null);
  return node;
}
