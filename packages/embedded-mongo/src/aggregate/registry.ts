import { fail } from '../error.js';
import { isRefused, refuseName } from '../refused.js';
import { bucket } from './bucket.js';
import { bucketAuto } from './bucket-auto.js';
import { count } from './count.js';
import { facet } from './facet.js';
import { group } from './group.js';
import { limit, skip } from './limit.js';
import { lookup } from './lookup.js';
import { match } from './match.js';
import { merge, out } from './output.js';
import { sample } from './sample.js';
import { sort } from './sort.js';
import { sortByCount } from './sort-by-count.js';
import { collStats, documents, indexStats } from './source.js';
import type { StageCompiler } from './stage.js';
import { unionWith } from './union-with.js';
import { unwind } from './unwind.js';
import { TRANSFORMS } from './update-pipeline.js';

const STAGES: Readonly<Record<string, StageCompiler>> = {
  ...TRANSFORMS,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
  $collStats: collStats,
  $count: count,
  $documents: documents,
  $facet: facet,
  $group: group,
  $indexStats: indexStats,
  $limit: limit,
  $lookup: lookup,
  $match: match,
  $merge: merge,
  $out: out,
  $sample: sample,
  $skip: skip,
  $sort: sort,
  $sortByCount: sortByCount,
  $unionWith: unionWith,
  $unwind: unwind,
};

/** The names of all supported stages. */
export const supportedStages: readonly string[] = Object.keys(STAGES).sort();

/** Whether MongoDB has a stage of that name, here or not. */
export function isStage(name: string): boolean {
  return Object.hasOwn(STAGES, name) || isRefused('stage', name) || name === '$changeStream';
}

/** The stage of that name. Errors: 238 a refused one, 40602 `$changeStream` that is not the first, 40324 an unknown one. */
export function stageNamed(name: string): StageCompiler {
  if (Object.hasOwn(STAGES, name)) return STAGES[name]!;
  refuseName('stage', name);
  if (name === '$changeStream') fail(40602, `${name} is only valid as the first stage in a pipeline`);
  return fail(40324, `Unrecognized pipeline stage name: '${name}'`);
}
