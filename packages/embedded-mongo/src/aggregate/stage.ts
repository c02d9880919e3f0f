import type { Doc, Value } from '../bson/value.js';
import type { ExpressionEnv, Scope } from '../expression/operator.js';
import type { Filter, QueryEnv } from '../query/filter.js';
import type { MergeOutput, OutOutput } from './output.js';

/** Documents as they come; `undefined` is a moment in which the work may be interrupted. */
export type Flow = Iterable<Doc | undefined>;

/** What a stage hands on. */
export type Documents = Generator<Doc | undefined, void, void>;

/** A stage that turns each document into another, or the documents that it gets into others. */
export type Stage = TransformStage | FlowStage;

/** What a stage needs of the documents that come in, besides what its expressions read. */
export interface Needs {
  /** Top-level fields that it reads in other ways. */
  readonly reads?: Iterable<string>;
  /** Documents go on with all their fields, or new ones are made. Without: it needs everything. */
  readonly fields?: 'pass' | 'end';
}

/** One document in, one document out. The input is never changed. */
export interface TransformStage extends Needs {
  readonly transform: (doc: Doc) => Doc;
}

export interface FlowStage extends Needs {
  run(input: Flow): Documents;
  /** The documents do not come from the stage before: the stage is a source, and must be the first. */
  readonly source?: true;
  /** Where the documents go; only the last stage of a command has it. */
  readonly output?: OutOutput | MergeOutput;
}

/** What a read of a collection has to apply, all of it. */
export interface Selection {
  readonly filter?: Filter;
  readonly sort?: Doc;
  readonly skip?: number;
  readonly limit?: number;
  /** What must be true of those that `limit` leaves: fewer may come out than that. */
  readonly filterAfter?: Filter;
  /** The only top-level fields that matter afterwards; all of them when none are named. See `decoderOf`. */
  readonly fields?: ReadonlySet<string>;
}

/** What a pipeline needs from outside. */
export interface PipelineEnv extends ExpressionEnv {
  /** The database of the command. */
  readonly db: string;
  /** The collection; none for `aggregate: 1`. */
  readonly collection?: string;
  /** Reads a collection of the database; one that does not exist is empty. */
  scan(collection: string, selection: Selection): Flow;
  /** The answers of `$collStats` and `$indexStats` for the collection. */
  collStats?(spec: Doc): Doc[];
  indexStats?(): Doc[];
}

/** Where a pipeline stands: some stages are not allowed within others. */
export type Place = 'command' | '$facet' | '$lookup' | '$unionWith';

export interface StageContext {
  readonly env: PipelineEnv;
  readonly scope: Scope;
  readonly place: Place;
  /** The environment for filters of the pipeline. */
  readonly queryEnv: QueryEnv;
  /** Compiles a pipeline inside this one. */
  sub(stages: Value, place: Place, scope: Scope): Pipeline;
}

export type StageCompiler = (spec: Value, context: StageContext) => Stage;

/** Compiles a stage that needs nothing but expressions, so that updates may use it too. */
export type TransformCompiler = (spec: Value, context: Pick<StageContext, 'scope'>) => TransformStage;

/** A compiled pipeline. */
export interface Pipeline {
  /** What the storage has to do before `run` gets its documents. */
  readonly selection: Selection;
  /** The leading filter as it was written, for `explain`. */
  readonly match: Doc | undefined;
  /** The pipeline brings its own documents and reads no collection: give `run` nothing. */
  readonly source: boolean;
  readonly output: OutOutput | MergeOutput | undefined;
  /** The names of the stages, for `explain`. */
  readonly stages: readonly string[];
  run(input: Flow): Documents;
}
