import { typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { refuse } from '../refused.js';
import type { StageCompiler } from './stage.js';

interface Spec {
  coll?: string;
  pipeline: Value[];
}

function readSpec(spec: Value): Spec {
  if (typeof spec === 'string') return { coll: spec, pipeline: [] };
  if (!(spec instanceof Map)) {
    return fail(9, `the $unionWith stage specification must be an object or string, but found ${typeName(spec)}`);
  }
  const read: Spec = { pipeline: [] };
  for (const [key, value] of spec) {
    if (key === 'coll')
      read.coll =
        typeof value === 'string'
          ? value
          : fail(14, `BSON field '$unionWith.coll' is the wrong type '${typeName(value)}', expected type 'string'`);
    else if (key === 'pipeline')
      read.pipeline = Array.isArray(value) ? value : fail(10065, 'invalid parameter: expected an object (pipeline)');
    else if (key === 'db') refuse('$unionWith of another database');
    else fail(40415, `BSON field '$unionWith.${key}' is an unknown field.`);
  }
  const [first] = read.pipeline;
  const documents = first instanceof Map && first.has('$documents');
  if (read.coll === undefined && !documents)
    fail(9, '$unionWith stage without explicit collection must have a pipeline with $documents as first stage');
  return read;
}

/** `$unionWith`: the documents of a pipeline over another collection after those that came in. */
export const unionWith: StageCompiler = (spec, { env, scope, sub }) => {
  const { coll, pipeline: stages } = readSpec(spec);
  const pipeline = sub(stages, '$unionWith', scope);
  return {
    *run(input) {
      yield* input;
      yield* pipeline.run(pipeline.source || coll === undefined ? [] : env.scan(coll, pipeline.selection));
    },
  };
};
