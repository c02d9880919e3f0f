import { Int32 } from 'bson';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { refuse } from '../refused.js';
import type { Collection } from '../storage/catalog.js';
import type { Steps } from '../storage/engine.js';
import { choosePlan, type Plan } from '../storage/planner.js';
import { type Selection, select } from '../storage/select.js';
import { aggregateOptions, collectionOf, compileAggregate } from './aggregate.js';
import type { Call, Command, Reply } from './command.js';
import { findOptions } from './find.js';
import { SERVER_VERSION } from './hello.js';
import { anything, collation, doc, docOrNull, docs, flag, integer, readOptions, text } from './options.js';
import { collationFor, compiledFilter, surroundings } from './read.js';
import { numberValue } from './write.js';

const VERBOSITY = new Set(['queryPlanner', 'executionStats', 'allPlansExecution']);

/** What an explained command would read. */
interface Explained {
  name: string;
  filter: Doc;
  selection: Selection;
  stages?: readonly string[];
}

export const explain: Command = {
  name: 'explain',
  readsOnly: true,
  *run(call): Steps<Reply> {
    const { explain: inner = new Map(), verbosity = 'allPlansExecution' } = readOptions('explain', call.body, {
      explain: doc,
      verbosity: text,
    });
    if (!VERBOSITY.has(verbosity))
      throw new MongoError(9, 'verbosity string must be one of {queryPlanner, executionStats, allPlansExecution}');
    const explained = readInner(call, inner);
    const collection = call.engine.catalog.find(call.db, explained.name);
    const plan = collection && choosePlan(call.view, collection, explained.selection);
    const winning = planStages(plan, explained);
    const reply: Doc = new Map<string, Value>([
      ['explainVersion', '1'],
      ['queryPlanner', planner(call, explained, winning)],
    ]);
    if (verbosity !== 'queryPlanner')
      reply.set('executionStats', yield* executionStats(call, collection, explained, winning));
    reply.set('command', new Map(inner).set('$db', call.db));
    reply.set(
      'serverInfo',
      new Map<string, Value>([
        ['host', call.server.identity.address],
        ['version', SERVER_VERSION],
      ]),
    );
    return { doc: reply };
  },
};

/** Reads the command that is explained with that command's own list of options. */
function readInner(call: Call, inner: Doc): Explained {
  const command = inner.keys().next().value ?? '';
  const name = collectionOf(inner.get(command) ?? null) ?? '';
  const collection = call.engine.catalog.find(call.db, name);
  if (command === 'find') {
    const {
      filter = new Map(),
      sort,
      hint,
      limit,
      skip,
      let: variables,
      collation,
    } = readOptions('find', inner, findOptions);
    const around = surroundings(call, collationFor(collation, collection), variables);
    const selection = {
      filter: compiledFilter(filter, around),
      collation: around.collation,
      sort,
      hint,
      limit: Math.abs(limit ?? 0),
      skip,
    };
    return { name, filter, selection };
  }
  if (command === 'aggregate') {
    const options = readOptions('aggregate', inner, aggregateOptions);
    const { pipeline, around } = compileAggregate(call, name, options.pipeline ?? [], options);
    const filter = pipeline.selection.filter ?? compiledFilter(new Map(), around);
    return {
      name,
      filter: pipeline.match ?? new Map(),
      selection: { ...pipeline.selection, filter, collation: around.collation },
      stages: pipeline.stages,
    };
  }
  return readOther(call, command, name, inner, collection);
}

const countOptions = { count: anything, query: docOrNull, limit: integer, skip: integer, hint: anything, collation };
const distinctOptions = { distinct: anything, key: text, query: docOrNull, collation, hint: anything };
const updateOptions = { update: anything, updates: docs, ordered: flag };
const deleteOptions = { delete: anything, deletes: docs, ordered: flag };

function readOther(
  call: Call,
  command: string,
  name: string,
  inner: Doc,
  collection: Collection | undefined,
): Explained {
  const around = surroundings(call, collection?.collation, undefined);
  const of = (filter: Doc = new Map()): Explained => ({
    name,
    filter,
    selection: { filter: compiledFilter(filter, around), collation: around.collation },
  });
  const first = (statements: Doc[] | undefined): Doc | undefined => statements?.[0]?.get('q') as Doc | undefined;
  switch (command) {
    case 'count':
      return of(readOptions('count', inner, countOptions).query);
    case 'distinct':
      return of(readOptions('distinct', inner, distinctOptions).query);
    case 'update':
      return of(first(readOptions('update', inner, updateOptions).updates));
    case 'delete':
      return of(first(readOptions('delete', inner, deleteOptions).deletes));
    default:
      return refuse('explain of this command', command);
  }
}

function planner(call: Call, { name, filter }: Explained, winning: Doc): Doc {
  return new Map<string, Value>([
    ['namespace', `${call.db}.${name}`],
    ['parsedQuery', filter],
    ['indexFilterSet', false],
    ['winningPlan', winning],
    ['rejectedPlans', []],
  ]);
}

/** The plan in the words of MongoDB's stages, the outermost first. */
function planStages(plan: Plan | undefined, { filter, selection, stages }: Explained): Doc {
  if (!plan) return new Map([['stage', 'EOF']]);
  const { index } = plan;
  const direction = plan.reverse ? 'backward' : 'forward';
  let inner: Doc = new Map<string, Value>([
    ['stage', 'COLLSCAN'],
    ['filter', filter],
    ['direction', direction],
  ]);
  if (index) {
    const scan: Doc = new Map<string, Value>([
      ['stage', 'IXSCAN'],
      ['keyPattern', index.spec.get('key') ?? null],
      ['indexName', index.name],
      ['isMultiKey', index.multikey !== 0],
      ['isUnique', index.unique],
      ['isSparse', index.sparse],
      ['isPartial', index.partial !== undefined],
      ['direction', direction],
      ['numberOfRanges', new Int32(plan.ranges.length)],
    ]);
    inner = new Map<string, Value>([
      ['stage', 'FETCH'],
      ['filter', filter],
      ['inputStage', scan],
    ]);
  }
  if (selection.sort && selection.sort.size > 0 && !plan.sorted)
    inner = around('SORT', inner, ['sortPattern', selection.sort]);
  if (selection.limit) inner = around('LIMIT', inner, ['limitAmount', numberValue(selection.limit)]);
  return stages ? inner.set('pipeline', [...stages]) : inner;
}

function around(stage: string, inner: Doc, detail: [string, Value]): Doc {
  return new Map<string, Value>([['stage', stage], detail, ['inputStage', inner]]);
}

function* executionStats(
  call: Call,
  collection: Collection | undefined,
  explained: Explained,
  winning: Doc,
): Steps<Doc> {
  const started = performance.now();
  let returned = 0;
  if (collection) {
    for (const row of select(call.view, collection, explained.selection)) {
      if (row) returned += 1;
      else yield undefined;
    }
  }
  return new Map<string, Value>([
    ['executionSuccess', true],
    ['nReturned', numberValue(returned)],
    ['executionTimeMillis', numberValue(Math.round(performance.now() - started))],
    ['executionStages', winning],
  ]);
}
