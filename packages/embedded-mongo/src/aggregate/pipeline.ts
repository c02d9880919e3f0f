import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import { scopeOf } from '../expression/expression.js';
import type { Reads, Scope } from '../expression/operator.js';
import { compileFilter, type QueryEnv } from '../query/filter.js';
import { parseSort } from '../query/sort-key.js';
import { refuse } from '../refused.js';
import { limitOf, skipOf } from './limit.js';
import { matchSpec } from './match.js';
import { stageNamed } from './registry.js';
import { sorting, sortSpec } from './sort.js';
import type { Documents, Flow, Pipeline, PipelineEnv, Place, Selection, Stage, StageContext } from './stage.js';

export type { MergeOutput, OutOutput } from './output.js';
export type { Flow, Pipeline, PipelineEnv, Selection } from './stage.js';

/** The most stages of a pipeline, as the server's default. */
const MOST_STAGES = 1000;

/** A stage as it is written. */
interface Written {
  readonly name: string;
  readonly spec: Value;
}

/**
 * Compiles a pipeline. What the storage can do first, `selection`, is not done again by `run`.
 * Errors: 14, 40323 and 40324 for what is no stage, 40601 and 40602 for a stage in the wrong place, 73 for a collection
 * that is missing or in the way, 238 for what is refused, and the stages' own.
 */
export function compilePipeline(stages: Value[], env: PipelineEnv): Pipeline {
  return compileWithin(stages, env, scopeOf(env), 'command');
}

function compileWithin(stages: Value, env: PipelineEnv, scope: Scope, place: Place): Pipeline {
  const written = read(stages, place);
  if (place === 'command') checkCollection(written, env);
  const context = contextOf(env, scope, place);
  // A facet's documents come from the stage before, so there is no storage to do anything first.
  const lead = place === '$facet' ? NOTHING : leading(written, context);
  const reads: Reads[] = [];
  const compiled = compileStages(written.slice(lead.stages), context, reads);
  return {
    selection: { ...lead.selection, fields: needed(compiled, reads) },
    match: lead.match,
    source: compiled[0] !== undefined && 'source' in compiled[0],
    output: outputOf(compiled.at(-1)),
    stages: written.map(({ name }) => name),
    run: (input) => compiled.reduce(connect, all(input)),
  };
}

function contextOf(env: PipelineEnv, scope: Scope, place: Place): StageContext {
  const queryEnv: QueryEnv = {
    now: env.now,
    collation: env.collation,
    vars: env.vars && new Map(env.vars),
    expression: (expression) => scope.compile(expression).run,
  };
  return { env, scope, place, queryEnv, sub: (stages, where, inner) => compileWithin(stages, env, inner, where) };
}

function* all(input: Flow): Documents {
  yield* input;
}

function connect(input: Documents, stage: Stage): Documents {
  return 'run' in stage ? stage.run(input) : transformed(input, stage.transform);
}

function* transformed(input: Flow, transform: (doc: Doc) => Doc): Documents {
  for (const doc of input) yield doc && transform(doc);
}

function outputOf(stage: Stage | undefined): Pipeline['output'] {
  return stage && 'output' in stage ? stage.output : undefined;
}

function read(stages: Value, place: Place): Written[] {
  if (!Array.isArray(stages)) return fail(14, "'pipeline' option must be specified as an array");
  if (stages.length > MOST_STAGES) fail(7749501, `Pipeline length must be no longer than ${MOST_STAGES} stages`);
  const written = stages.map((stage): Written => {
    if (!(stage instanceof Map)) return fail(14, "Each element of the 'pipeline' array must be an object");
    const entry = stage.entries().next().value;
    if (stage.size !== 1 || !entry)
      return fail(40323, 'A pipeline stage specification object must contain exactly one field.');
    return { name: entry[0], spec: entry[1] };
  });
  for (const [at, { name }] of written.entries()) checkPlace(name, at, written.length, place);
  return written;
}

const SOURCES = new Set(['$collStats', '$documents', '$indexStats']);
const STATISTICS = new Set(['$collStats', '$indexStats']);
const OUTPUTS = new Set(['$merge', '$out']);

function checkPlace(name: string, at: number, count: number, place: Place): void {
  if (place === '$facet' && (SOURCES.has(name) || OUTPUTS.has(name) || name === '$facet')) {
    fail(40600, `${name} is not allowed to be used within a $facet stage`);
  }
  const isInner = place === '$lookup' || place === '$unionWith';
  if (isInner && STATISTICS.has(name)) refuse('statistics of the collection that another stage reads', name);
  if (OUTPUTS.has(name)) {
    if (place === '$lookup') fail(51047, `${name} is not allowed within a $lookup's sub-pipeline`);
    if (place === '$unionWith') fail(31441, `${name} is not allowed within a $unionWith's sub-pipeline`);
    if (at !== count - 1) fail(40601, `${name} can only be the final stage in the pipeline`);
  }
  if (SOURCES.has(name) && at > 0) fail(40602, `${name} is only valid as the first stage in a pipeline`);
}

function checkCollection(written: Written[], { collection }: PipelineEnv): void {
  const first = written[0]?.name;
  if (collection === undefined) {
    if (first !== '$documents')
      fail(73, `{aggregate: 1} is not valid for '${first ?? 'an empty pipeline'}'; a collection is required.`);
  } else if (first === '$documents') fail(73, "'$documents' can only be run with {aggregate: 1}");
}

interface Lead {
  readonly selection: Selection;
  readonly match: Doc | undefined;
  /** How many stages it stands for. */
  readonly stages: number;
}

const NOTHING: Lead = { selection: {}, match: undefined, stages: 0 };

/**
 * The leading `$match`es, then `$sort`, `$skip` and `$limit`, in this order, which storage does as for a find; and the
 * `$match`es behind them, so that only what fits is decoded.
 */
function leading(written: readonly Written[], { queryEnv }: StageContext): Lead {
  let at = 0;
  const take = (name: string): Value | undefined => (written[at]?.name === name ? written[at++]!.spec : undefined);
  const takeMatches = (): Doc | undefined => {
    const matches: Doc[] = [];
    for (let spec = take('$match'); spec !== undefined; spec = take('$match')) matches.push(matchSpec(spec));
    return matches.length > 1 ? new Map([['$and', matches]]) : matches[0];
  };
  const match = takeMatches();
  const [sort, skip, limit] = [take('$sort'), take('$skip'), take('$limit')];
  const after = takeMatches();
  const selection: Selection = {
    filter: match && compileFilter(match, queryEnv),
    sort: sort === undefined ? undefined : checkedSort(sort),
    skip: skip === undefined ? undefined : skipOf(skip),
    limit: limit === undefined ? undefined : limitOf(limit),
    filterAfter: after && compileFilter(after, queryEnv),
  };
  return { selection, match, stages: at };
}

/** A sort whose keys are checked now, even if there will be nothing to sort. */
function checkedSort(spec: Value): Doc {
  const sort = sortSpec(spec);
  parseSort(sort);
  return sort;
}

/** Compiles the stages, each in a scope that notes what its expressions read. */
function compileStages(written: readonly Written[], context: StageContext, reads: Reads[]): Stage[] {
  return written.map(({ name, spec }, at) => {
    const own: Reads = { names: new Set(), whole: false };
    reads.push(own);
    if (name === '$sort') return sorting(sortSpec(spec), context.env.collation, most(written.slice(at + 1)));
    return stageNamed(name)(spec, { ...context, scope: context.scope.noting(own) });
  });
}

/** How many documents the stages after a sort can use: a limit with the skip before it. */
function most([first, second]: readonly Written[]): number {
  if (first?.name === '$limit') return limitOf(first.spec);
  return first?.name === '$skip' && second?.name === '$limit' ? skipOf(first.spec) + limitOf(second.spec) : Infinity;
}

/** The fields that are looked at until a stage makes new documents; `undefined` for all of them. */
function needed(stages: readonly Stage[], reads: readonly Reads[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const [at, stage] of stages.entries()) {
    if (!stage.fields || reads[at]!.whole) return undefined;
    for (const name of [...reads[at]!.names, ...(stage.reads ?? [])]) names.add(name);
    if (stage.fields === 'end') return names;
  }
  return undefined;
}
