import type { Value } from '../bson/value.js';
import { fail } from '../error.js';
import { refuseName } from '../refused.js';
import { type ExpressionEnv, type Node, type Operators, operandsByName, type Variable } from './operator.js';

/** A name after `$$`: a letter or a byte above ASCII first, then also digits and `_`. Error 9. */
export function checkReadName(name: string): void {
  checkShape(name, /^[A-Za-z\u0080-\u{10ffff}]/u);
}

/** A name that a user may give to a variable: like a read name, but lower case, or CURRENT. Error 9. */
export function checkUserName(name: string): void {
  if (name === 'CURRENT') return;
  checkShape(name, /^[a-z\u0080-\u{10ffff}]/u);
}

function checkShape(name: string, first: RegExp): void {
  if (name === '') fail(9, 'empty variable names are not allowed');
  if (!first.test(name)) fail(9, `'${name}' starts with an invalid character for a user variable name`);
  if (!/^[A-Za-z0-9_\u0080-\u{10ffff}]*$/u.test(name)) {
    fail(9, `'${name}' contains an invalid character for a variable name`);
  }
}

/** A variable that is not bound by the expression. Errors: 17276 unknown, 51144 `$$CLUSTER_TIME` without a clock. */
export function systemVariable(name: string, env: ExpressionEnv): Value | undefined {
  switch (name) {
    case 'REMOVE':
      return undefined;
    case 'NOW':
      return env.now;
    case 'CLUSTER_TIME':
      return env.clusterTime ?? fail(51144, "Builtin variable '$$CLUSTER_TIME' is not available");
    default:
      refuseName('system variable', `$$${name}`);
      return fail(17276, `Use of undefined variable: ${name}`);
  }
}

const LET = { object: 16874, unknown: 16875, fields: { vars: 16876, in: 16877 } };

/** `$let` and `$literal`. */
export const variableOperators: Operators = {
  $let: (argument, scope, name) => {
    const given = operandsByName(argument, name, LET);
    const vars = given.get('vars')!;
    if (!(vars instanceof Map)) fail(10065, 'invalid parameter: expected an object (vars)');
    const bindings: { place: Variable; node: Node }[] = [];
    const places: Record<string, Variable> = {};
    for (const [variable, operand] of vars) {
      checkUserName(variable);
      const place: Variable = { value: undefined };
      places[variable] = place;
      bindings.push({ place, node: scope.compile(operand) });
    }
    const body = scope.with(places).compile(given.get('in')!);
    if (bindings.length === 0 || body.constant) return body;
    return {
      constant: false,
      run: (root) => {
        const values = bindings.map(({ node }) => node.run(root));
        for (const [at, { place }] of bindings.entries()) place.value = values[at];
        return body.run(root);
      },
    };
  },
  $literal: (argument) => ({ run: () => argument, constant: true }),
};
