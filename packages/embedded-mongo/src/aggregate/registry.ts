import { fail, refuse } from '../error.js';
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

/** Stages that MongoDB has and this package has not, `$changeStream` being a command of its own here. */
export const refusedStages: readonly string[] = [
  '$changeStream',
  '$changeStreamSplitLargeEvent',
  '$currentOp',
  '$densify',
  '$fill',
  '$geoNear',
  '$graphLookup',
  '$listClusterCatalog',
  '$listLocalSessions',
  '$listSampledQueries',
  '$listSearchIndexes',
  '$listSessions',
  '$planCacheStats',
  '$queryStats',
  '$querySettings',
  '$rankFusion',
  '$redact',
  '$scoreFusion',
  '$search',
  '$searchMeta',
  '$setWindowFields',
  '$shardedDataDistribution',
  '$vectorSearch',
];

const REFUSED = new Set(refusedStages);

/** The stage of that name. Errors: 238 a refused one, 40324 an unknown one. */
export function stageNamed(name: string): StageCompiler {
  if (Object.hasOwn(STAGES, name)) return STAGES[name]!;
  if (REFUSED.has(name)) refuse(name);
  return fail(40324, `Unrecognized pipeline stage name: '${name}'`);
}
