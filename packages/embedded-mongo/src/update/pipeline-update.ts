import { isStage } from '../aggregate/registry.js';
import { updatePipeline } from '../aggregate/update-pipeline.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { UpdateEnv } from './modifier.js';

/** A pipeline update; `_id` stays when the stages leave it out. Errors: 40324 for a stage that does not exist, 72 for one that an update cannot have. */
export function transformOf(pipeline: Value[], env: UpdateEnv): (doc: Doc) => Doc {
  for (const stage of pipeline) checkName(stage);
  const transform = updatePipeline(pipeline, env);
  return (doc) => {
    const result = transform(doc);
    const id = doc.get('_id');
    return id === undefined || result.has('_id') ? result : new Map([['_id', id], ...result]);
  };
}

function checkName(stage: Value): void {
  const [name] = isDoc(stage) ? stage.keys() : [];
  if (name !== undefined && !isStage(name)) fail(40324, `Unrecognized pipeline stage name: '${name}'`);
}
