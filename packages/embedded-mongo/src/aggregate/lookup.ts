import { BSONRegExp, type Doc, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { Node, Scope, Variable } from '../expression/operator.js';
import { parsePath } from '../expression/path.js';
import { checkUserName } from '../expression/variable.js';
import { compileFilter, type Filter } from '../query/filter.js';
import { refuse } from '../refused.js';
import { withValueAt } from './set-path.js';
import { MOST_DOCUMENT_BYTES, sizeOf } from './size.js';
import type { Flow, Pipeline, StageCompiler, StageContext } from './stage.js';

interface Spec {
  from?: string;
  as?: string;
  localField?: string;
  foreignField?: string;
  let?: Doc;
  pipeline?: Value[];
}

const TEXTS = ['from', 'as', 'localField', 'foreignField'] as const;

function readSpec(spec: Value): Spec {
  if (!(spec instanceof Map))
    return fail(9, `the $lookup stage specification must be an object, but found ${typeName(spec)}`);
  const read: Spec = {};
  for (const [key, value] of spec) {
    const text = TEXTS.find((name) => name === key);
    if (text) read[text] = textOption(text, value);
    else if (key === 'pipeline') {
      read.pipeline = Array.isArray(value) ? value : fail(14, `'pipeline' option must be specified as an array`);
    } else if (key === 'let') {
      read.let =
        value instanceof Map ? value : fail(9, `$lookup argument 'let' must be an object, is type ${typeName(value)}`);
    } else fail(9, `unknown argument to $lookup: ${key}`);
  }
  checkSpec(read);
  return read;
}

function textOption(name: string, value: Value): string {
  if (name === 'from' && value instanceof Map) return refuse('$lookup from another database');
  return typeof value === 'string'
    ? value
    : fail(9, `$lookup argument '${name}' must be a string, is type ${typeName(value)}`);
}

function checkSpec({ from, as, localField, foreignField, let: variables, pipeline }: Spec): void {
  if (as === undefined) fail(9, "must specify 'as' field for a $lookup");
  const [first] = pipeline ?? [];
  const documents = first instanceof Map && first.has('$documents');
  if (from === undefined && !documents) fail(9, "must specify 'pipeline' and 'from' fields for a $lookup");
  if (pipeline) {
    if ((localField === undefined) !== (foreignField === undefined)) {
      fail(9, "$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
    }
  } else if (localField === undefined || foreignField === undefined) {
    fail(9, "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  } else if (variables) fail(9, "$lookup with a 'let' argument must also specify 'pipeline'");
}

/** The variables of `let`: evaluated on the outer document, read by the pipeline. */
function bindings(variables: Doc | undefined, scope: Scope): { inner: Scope; bind(doc: Doc): void } {
  const bound: { place: Variable; node: Node }[] = [];
  const places: Record<string, Variable> = {};
  for (const [name, operand] of variables ?? []) {
    checkUserName(name);
    const place: Variable = { value: undefined };
    places[name] = place;
    bound.push({ place, node: scope.compile(operand) });
  }
  return {
    inner: scope.with(places),
    bind: (doc) => {
      for (const { place, node } of bound) place.value = node.run(doc);
    },
  };
}

/**
 * `$lookup`: puts the documents of another collection that go with a document into an array of it.
 * Errors: 9 for the specification, 51047 for stages that are not allowed inside, 4568 when a result exceeds 16 MB.
 */
export const lookup: StageCompiler = (spec, context) => {
  const read = readSpec(spec);
  const as = parsePath(read.as!);
  const { inner, bind } = bindings(read.let, context.scope);
  const pipeline = context.sub(read.pipeline ?? [], '$lookup', inner);
  const filterFor = joinFilter(read, context);
  return {
    fields: 'pass',
    reads: read.localField === undefined ? [] : parsePath(read.localField).slice(0, 1),
    *run(input) {
      for (const doc of input) {
        if (!doc) {
          yield undefined;
          continue;
        }
        bind(doc);
        yield withValueAt(doc, as, yield* found(read.from, pipeline, filterFor(doc), context));
      }
    },
  };
};

function* found(from: string | undefined, pipeline: Pipeline, filter: Filter | undefined, context: StageContext) {
  const all: Value[] = [];
  let bytes = 0;
  for (const doc of pipeline.run(sourceOf(from, pipeline, filter, context))) {
    if (!doc) {
      yield undefined;
      continue;
    }
    bytes += sizeOf(doc);
    if (bytes > MOST_DOCUMENT_BYTES) {
      fail(4568, `Total size of documents in ${from ?? '$documents'} matching pipeline exceeds maximum document size`);
    }
    all.push(doc);
  }
  return all;
}

function sourceOf(
  from: string | undefined,
  pipeline: Pipeline,
  filter: Filter | undefined,
  { env }: StageContext,
): Flow {
  if (pipeline.source || from === undefined) return [];
  const both = filter && pipeline.selection.filter ? conjunction(filter, pipeline.selection.filter) : undefined;
  return env.scan(from, { ...pipeline.selection, filter: both ?? filter ?? pipeline.selection.filter });
}

function conjunction(a: Filter, b: Filter): Filter {
  return {
    matches: (doc) => a.matches(doc) && b.matches(doc),
    matchesRaw: (bytes) => {
      const left = a.matchesRaw(bytes);
      return left === false ? false : left && b.matchesRaw(bytes);
    },
    tree: { kind: 'and', nodes: [a.tree, b.tree] },
    positions: () => undefined,
  };
}

/** The filter that joins a document: the foreign field equals one of the local values; nothing there counts as null. */
function joinFilter({ localField, foreignField }: Spec, { queryEnv }: StageContext): (doc: Doc) => Filter | undefined {
  if (localField === undefined || foreignField === undefined) return () => undefined;
  const local = parsePath(localField);
  parsePath(foreignField);
  return (doc) => {
    const values: Value[] = [];
    collect(doc, local, values);
    return compileFilter(equalsAny(foreignField, values.length > 0 ? values : [null]), queryEnv);
  };
}

/** All values at a path; the elements of arrays each, and positions in them. */
function collect(value: Value | undefined, path: readonly string[], into: Value[]): void {
  const [name, ...rest] = path;
  if (name === undefined) {
    if (Array.isArray(value)) for (const item of value) into.push(item);
    else if (value !== undefined) into.push(value);
  } else if (value instanceof Map) collect(value.get(name), rest, into);
  else if (Array.isArray(value)) {
    for (const item of value) if (item instanceof Map) collect(item, path, into);
    if (/^(0|[1-9]\d*)$/.test(name)) collect(value[Number(name)], rest, into);
  }
}

/** In `$in` a regular expression would match texts; here it stands for itself. */
function equalsAny(field: string, values: readonly Value[]): Doc {
  const patterns = values.filter((value) => value instanceof BSONRegExp);
  const others = values.filter((value) => !(value instanceof BSONRegExp));
  const plain: Doc = new Map([[field, new Map([['$in', others]])]]);
  if (patterns.length === 0) return plain;
  const equal = patterns.map((pattern): Value => new Map([[field, new Map([['$eq', pattern]])]]));
  return new Map([['$or', [plain, ...equal]]]);
}
