import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import { scopeOf } from '../expression/expression.js';
import type { ExpressionEnv, Scope } from '../expression/operator.js';
import { addFields, unset } from './add-fields.js';
import { project } from './project.js';
import { replaceRoot, replaceWith } from './replace-root.js';
import type { TransformCompiler } from './stage.js';

/** The stages that turn one document into one. */
export const TRANSFORMS: Readonly<Record<string, TransformCompiler>> = {
  $addFields: addFields,
  $project: project,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $set: addFields,
  $unset: unset,
};

/**
 * Compiles the pipeline of an update, or of `$merge`, to a function that makes a new document; the old one stays as it is.
 * Errors: 14 a stage is no object, 40323 not one field in a stage, 72 a stage that is not allowed in updates.
 */
export function compileUpdatePipeline(stages: Value[], scope: Scope): (doc: Doc) => Doc {
  const transforms = stages.map((stage) => {
    if (!(stage instanceof Map)) return fail(14, "Each element of the 'pipeline' array must be an object");
    const entry = stage.entries().next().value;
    if (stage.size !== 1 || !entry)
      return fail(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, spec] = entry;
    if (!Object.hasOwn(TRANSFORMS, name)) return fail(72, `${name} is not allowed to be used within an update`);
    return TRANSFORMS[name]!(spec, { scope }).transform;
  });
  return (doc) => transforms.reduce((changed, transform) => transform(changed), doc);
}

/** `compileUpdatePipeline` for an update command with its own environment; it may find no document to fail on. */
export function updatePipeline(stages: Value[], env: ExpressionEnv): (doc: Doc) => Doc {
  return compileUpdatePipeline(stages, scopeOf({ ...env, lazy: true }));
}
