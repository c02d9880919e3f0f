import { type Doc, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { Scope } from '../expression/operator.js';
import type { TransformCompiler, TransformStage } from './stage.js';

/** `$replaceRoot`. Errors: 40229 no object, 40231 without `newRoot`, 40230 anything else, 40228 the new root is no document. */
export const replaceRoot: TransformCompiler = (spec, { scope }) => {
  if (!(spec instanceof Map))
    fail(40229, `expected an object as specification for $replaceRoot stage, got ${typeName(spec)}`);
  for (const key of spec.keys()) {
    if (key !== 'newRoot') fail(40415, `BSON field '$replaceRoot.${key}' is an unknown field.`);
  }
  if (!spec.has('newRoot')) fail(40231, 'no newRoot specified for the $replaceRoot stage');
  return replacement(spec.get('newRoot')!, scope, "'newRoot' expression ");
};

/** `$replaceWith`. */
export const replaceWith: TransformCompiler = (spec, { scope }) => {
  return replacement(spec, scope, "'replacement document' ");
};

function replacement(expression: Value, scope: Scope, what: string): TransformStage {
  const { run } = scope.compile(expression);
  return {
    fields: 'end',
    transform: (doc): Doc => {
      const root = run(doc);
      if (root instanceof Map) return root;
      return fail(40228, `${what} must evaluate to an object, but resulting value was of type: ${typeName(root)}`);
    },
  };
}
