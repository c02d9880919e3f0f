import { type Doc, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { Node, Variable } from '../expression/operator.js';
import { checkUserName } from '../expression/variable.js';
import { refuse } from '../refused.js';
import type { FlowStage, StageCompiler, StageContext } from './stage.js';
import { compileUpdatePipeline } from './update-pipeline.js';

/** `$out`: replaces a collection of the database by the documents. */
export interface OutOutput {
  readonly kind: 'out';
  readonly db: string;
  readonly collection: string;
}

/** What becomes of a document that is there already: a rule, or its new form from the old and the incoming one. */
export type WhenMatched = 'replace' | 'merge' | 'keepExisting' | 'fail' | ((existing: Doc, incoming: Doc) => Doc);

/** `$merge`: puts the documents into a collection. */
export interface MergeOutput {
  readonly kind: 'merge';
  readonly db: string;
  readonly collection: string;
  /** The fields that identify a document; they need a unique index. */
  readonly on: readonly string[];
  readonly whenMatched: WhenMatched;
  readonly whenNotMatched: 'insert' | 'discard' | 'fail';
}

function* everything(input: Parameters<FlowStage['run']>[0]): ReturnType<FlowStage['run']> {
  yield* input;
}

interface Target {
  readonly db: string;
  readonly collection: string;
}

function targetOf(spec: Doc, db: string, name: string, code: number): Target {
  const target = { db, collection: '' };
  for (const [key, value] of spec) {
    if (key === 'timeseries') refuse('a time series');
    if (key !== 'db' && key !== 'coll') fail(40415, `BSON field '${name}.${key}' is an unknown field.`);
    if (typeof value !== 'string')
      fail(14, `BSON field '${name}.${key}' is the wrong type '${typeName(value)}', expected type 'string'`);
    target[key === 'db' ? 'db' : 'collection'] = value;
  }
  if (!spec.has('coll') || (name === '$out' && !spec.has('db')))
    fail(code, `If an object is passed to ${name} it must have the fields 'db' and 'coll'`);
  return target;
}

/** `$out`. Errors: 16990 neither string nor object, 16994 without names. */
export const out: StageCompiler = (spec, { env }) => {
  let target: Target;
  if (typeof spec === 'string') target = { db: env.db, collection: spec };
  else if (spec instanceof Map) target = targetOf(spec, env.db, '$out', 40414);
  else return fail(16990, `$out only supports a string or object argument, but found ${typeName(spec)}`);
  return { run: everything, output: { kind: 'out', ...checked(target) } };
};

function checked(target: Target): Target {
  const { collection } = target;
  if (collection === '' || collection.includes('$') || collection.includes('\0')) {
    fail(73, `Invalid namespace specified '${target.db}.${collection}'`);
  }
  return target;
}

const OPTIONS = new Set([
  'into',
  'on',
  'let',
  'whenMatched',
  'whenNotMatched',
  'targetCollectionVersion',
  'allowMergeOnNullishValues',
]);

function mergeTarget(into: Value | undefined, db: string): Target {
  if (typeof into === 'string') return { db, collection: into };
  if (into instanceof Map) return targetOf(into, db, '$merge', 40414);
  if (into === undefined) return fail(40414, "BSON field '$merge.into' is missing but a required field");
  return fail(51178, `$merge 'into' field must be either a string or an object, but found ${typeName(into)}`);
}

function fieldsOn(on: Value | undefined): string[] {
  if (on === undefined) return ['_id'];
  if (typeof on === 'string') return [on];
  if (!Array.isArray(on))
    return fail(51186, `$merge 'on' field must be either a string or an array of strings, but found ${typeName(on)}`);
  if (on.length === 0) fail(51187, "If explicitly specifying $merge 'on', must include at least one field");
  const fields = on.map((field) =>
    typeof field === 'string'
      ? field
      : fail(51134, `$merge 'on' array elements must be strings, but found ${typeName(field)}`),
  );
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice !== undefined) fail(31465, `Found a duplicate field '${twice}'`);
  return fields;
}

function oneOf<T extends string>(value: Value | undefined, key: string, allowed: readonly T[], standard: T): T {
  if (value === undefined) return standard;
  return (
    allowed.find((name) => name === value) ??
    fail(2, `Enumeration value '${String(value)}' for field '${key}' is not a valid value.`)
  );
}

const MATCHED = ['replace', 'merge', 'keepExisting', 'fail'] as const;
const NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

/** The combinations that MongoDB has not. */
const IMPOSSIBLE = new Set(['fail fail', 'fail discard', 'keepExisting discard', 'keepExisting fail']);

/** `$merge`. Errors: 51178, 51186, 51187 and 51134 for its arguments, 2 an unknown mode, 51181 modes that do not go together. */
export const merge: StageCompiler = (given, context) => {
  const spec = typeof given === 'string' ? new Map<string, Value>([['into', given]]) : given;
  if (!(spec instanceof Map)) fail(51182, `$merge only supports a string or object argument, not ${typeName(given)}`);
  for (const key of spec.keys()) if (!OPTIONS.has(key)) fail(40415, `BSON field '$merge.${key}' is an unknown field.`);
  if (spec.has('targetCollectionVersion') || spec.has('allowMergeOnNullishValues'))
    refuse('$merge into a sharded collection');
  const target = checked(mergeTarget(spec.get('into'), context.env.db));
  const whenNotMatched = oneOf(spec.get('whenNotMatched'), 'whenNotMatched', NOT_MATCHED, 'insert');
  const whenMatched = matchedOf(spec, context);
  if (IMPOSSIBLE.has(`${whenMatched} ${whenNotMatched}`)) {
    fail(
      51181,
      `Combination of $merge modes 'whenMatched: ${whenMatched}' and 'whenNotMatched: ${whenNotMatched}' is not supported`,
    );
  }
  return {
    run: everything,
    output: { kind: 'merge', ...target, on: fieldsOn(spec.get('on')), whenMatched, whenNotMatched },
  };
};

function matchedOf(spec: Doc, { scope }: StageContext): WhenMatched {
  const value = spec.get('whenMatched');
  const variables = spec.get('let');
  if (!Array.isArray(value)) {
    if (variables !== undefined) fail(51199, "Cannot use 'let' variables with 'whenMatched' that is no pipeline");
    if (value !== undefined && typeof value !== 'string')
      fail(51191, `$merge 'whenMatched' must be a string or an array, not ${typeName(value)}`);
    return oneOf(value, 'whenMatched', MATCHED, 'merge');
  }
  if (variables !== undefined && !(variables instanceof Map)) fail(14, "BSON field '$merge.let' is the wrong type");
  const bound: { place: Variable; node: Node }[] = [];
  const places: Record<string, Variable> = {};
  for (const [name, operand] of variables ?? new Map<string, Value>([['new', '$$ROOT']])) {
    if (name !== 'new') checkUserName(name);
    else if (operand !== '$$ROOT')
      fail(51273, "'let' may not define a value for the reserved 'new' variable other than '$$ROOT'");
    places[name] = { value: undefined };
    bound.push({ place: places[name], node: scope.compile(operand) });
  }
  const update = compileUpdatePipeline(value, scope.with(places));
  return (existing, incoming) => {
    for (const { place, node } of bound) place.value = node.run(incoming);
    return update(existing);
  };
}
