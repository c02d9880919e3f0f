import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import { checkName } from '../expression/path.js';
import { checkBytes, sizeOf } from './size.js';
import type { Documents, Pipeline, StageCompiler } from './stage.js';

/** One of the pipelines at work. It is fed document by document; with nothing to read it pauses. */
interface Branch {
  readonly name: string;
  readonly waiting: Doc[];
  readonly documents: Documents;
  readonly results: Value[];
  finished: boolean;
}

/** `$facet`: several pipelines over the same documents, which are read once. Errors: 40169, 40170, 40600. */
export const facet: StageCompiler = (spec, { sub, scope }) => {
  if (!(spec instanceof Map) || spec.size === 0) fail(40169, 'the $facet specification must be a non-empty object');
  const pipelines = Array.from(spec, ([name, stages]): [string, Pipeline] => {
    checkName(name);
    if (!Array.isArray(stages)) fail(40170, `arguments to $facet must be arrays, ${name} is not an array`);
    return [name, sub(stages, '$facet', scope)];
  });
  return {
    *run(input) {
      const state = { ended: false };
      const branches = pipelines.map(([name, pipeline]) => start(name, pipeline, state));
      let bytes = 0;
      for (const doc of input) {
        if (!doc) yield undefined;
        else for (const branch of branches) bytes += feed(branch, doc);
        checkBytes(bytes, '$facet');
        if (branches.every(({ finished }) => finished)) break;
      }
      state.ended = true;
      for (const branch of branches) yield* finish(branch);
      yield new Map(branches.map(({ name, results }) => [name, results]));
    },
  };
};

function start(name: string, pipeline: Pipeline, state: { ended: boolean }): Branch {
  const waiting: Doc[] = [];
  return { name, waiting, documents: pipeline.run(queue(waiting, state)), results: [], finished: false };
}

function* queue(waiting: Doc[], state: { ended: boolean }): Generator<Doc | undefined> {
  while (waiting.length > 0 || !state.ended) yield waiting.shift();
}

/** Gives a document to a branch and lets it work until it needs another; the bytes that it gave back. */
function feed(branch: Branch, doc: Doc): number {
  if (branch.finished) return 0;
  branch.waiting.push(doc);
  let bytes = 0;
  while (!branch.finished) {
    const { value, done } = branch.documents.next();
    if (done) branch.finished = true;
    else if (value) {
      branch.results.push(value);
      bytes += sizeOf(value);
    } else if (branch.waiting.length === 0) break;
  }
  return bytes;
}

function* finish(branch: Branch): Generator<undefined> {
  let bytes = 0;
  for (const doc of branch.documents) {
    if (!doc) {
      yield undefined;
      continue;
    }
    branch.results.push(doc);
    bytes += sizeOf(doc);
    checkBytes(bytes, '$facet');
  }
}
