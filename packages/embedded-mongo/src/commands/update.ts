import { Int32 } from 'bson';
import { decode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Filter } from '../query/filter.js';
import type { Collection } from '../storage/catalog.js';
import { DuplicateKey } from '../storage/duplicate-key.js';
import type { Steps } from '../storage/engine.js';
import { queryEnv, type Surroundings } from '../storage/environment.js';
import { select } from '../storage/select.js';
import { insertDocument, updateDocument } from '../storage/writer.js';
import { compileUpdate, type Update, upsertDoc } from '../update/update.js';
import type { Call, Command, Reply } from './command.js';
import { checkBatchSize } from './insert.js';
import {
  anything,
  collation,
  collectionName,
  doc,
  docs,
  flag,
  type Options,
  readOptions,
  readStatements,
} from './options.js';
import { collationFor, compiledFilter, surroundings } from './read.js';
import { collectionToWrite, remember, runStatements, type StatementResult, withId, writeOptions } from './write.js';

const updateOptions = { update: anything, updates: docs, ordered: flag, let: doc, ...writeOptions };

const statementOptions = {
  q: doc,
  u: updateValue,
  c: doc,
  sort: doc,
  multi: flag,
  upsert: flag,
  upsertSupplied: flag,
  arrayFilters: docs,
  collation,
  hint: anything,
};

function updateValue(value: Value, where: string): Doc | Value[] {
  if (value instanceof Map || Array.isArray(value)) return value;
  throw new MongoError(9, `Update argument must be either an object or an array (${where})`);
}

export const update: Command = {
  name: 'update',
  transactional: true,
  writes: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, 'update');
    const options = readOptions('update', call.body, updateOptions);
    const given = call.sequences.get('updates')?.map(decode) ?? options.updates ?? [];
    checkBatchSize(given.length);
    const statements = readStatements('update.updates', given, statementOptions, ['q', 'u']);
    const reply = yield* runStatements(call, statements.length, options.ordered ?? true, function* (at) {
      return yield* updateStatement(call, name, at, statements[at]!, options.let);
    });
    if (!reply.doc.has('nModified')) reply.doc.set('nModified', new Int32(0));
    return reply;
  },
};

type Statement = Options<typeof statementOptions>;

/** A statement of an update with everything compiled. */
export interface CompiledUpdate {
  filter: Filter;
  update: Update;
  isReplacement: boolean;
  around: Surroundings;
}

function* updateStatement(
  call: Call,
  name: string,
  at: number,
  statement: Statement,
  variables: Doc | undefined,
): Steps<StatementResult> {
  const { q = new Map(), u = new Map(), multi = false, upsert = false } = statement;
  if (multi && isReplacement(u)) throw new MongoError(9, 'multi update is not supported for replacement-style update');
  if (multi && statement.sort) throw new MongoError(9, 'Cannot specify sort with multi=true');
  for (;;) {
    const existing = call.engine.catalog.find(call.db, name);
    const collection = upsert ? collectionToWrite(call, name) : existing;
    const around = surroundings(call, collationFor(statement.collation, collection), variables);
    const compiled = compile(q, u, statement.arrayFilters, statement.c, around);
    if (!collection) return remember(call, at, counts(0, 0));
    const result = yield* updateMatches(call, collection, compiled, statement, at);
    if (result) return result;
    if (!upsert) return remember(call, at, counts(0, 0));
    const inserted = yield* tryUpsert(call, collection, q, u, compiled, at);
    if (inserted) return inserted;
  }
}

/** Compiles the parts of an update. */
export function compile(
  q: Doc,
  u: Doc | Value[],
  arrayFilters: Doc[] | undefined,
  constants: Doc | undefined,
  around: Surroundings,
): CompiledUpdate {
  const filter = compiledFilter(q, around);
  const env = {
    ...queryEnv(constants ? { ...around, vars: new Map([...(around.vars ?? []), ...constants]) } : around),
    arrayFilters,
  };
  return { filter, update: compileUpdate(u, env), isReplacement: isReplacement(u), around };
}

/** A document without operators replaces the whole of the old one. */
export function isReplacement(u: Doc | Value[]): boolean {
  return !Array.isArray(u) && !(u.keys().next().value ?? '').startsWith('$');
}

function* updateMatches(
  call: Call,
  collection: Collection,
  compiled: CompiledUpdate,
  statement: Statement,
  at: number,
): Steps<StatementResult | undefined> {
  const { multi = false, sort, hint } = statement;
  const selection = { filter: compiled.filter, collation: compiled.around.collation, sort, hint };
  const rows = select(call.view, collection, selection);
  // A document that an update moves along an index must not be met again: all are found before the first is changed.
  const found: number[] = [];
  let matched = 0;
  let modified = 0;
  for (const row of rows) {
    if (!row) yield undefined;
    else if (multi) found.push(row.row);
    else {
      const outcome = yield* updateOne(call, collection, compiled, row.row);
      if (!outcome.matched) continue;
      return remember(call, at, counts(1, outcome.changed ? 1 : 0));
    }
  }
  for (const [done, row] of found.entries()) {
    const outcome = yield* updateOne(call, collection, compiled, row);
    matched += outcome.matched ? 1 : 0;
    modified += outcome.changed ? 1 : 0;
    if (done % 64 === 63) yield undefined;
  }
  return matched > 0 ? counts(matched, modified) : undefined;
}

/** What became of one document: whether it still matched, and its bytes before and after. */
export interface UpdateOutcome {
  matched: boolean;
  changed: boolean;
  before?: Uint8Array;
  after?: Uint8Array;
}

/** Updates the document of one row, if it still matches when the write can happen. */
export function* updateOne(
  call: Call,
  collection: Collection,
  compiled: CompiledUpdate,
  row: number,
): Steps<UpdateOutcome> {
  const outcome: UpdateOutcome = { matched: false, changed: false };
  const after = yield* updateDocument(call.engine, call.view, collection, row, (before) => {
    outcome.matched = compiled.filter.matches(before.doc);
    outcome.before = before.bytes;
    outcome.after = before.bytes;
    if (!outcome.matched) return undefined;
    const position = compiled.filter.positions(before.doc);
    const result = compiled.update.apply(before.doc, { position, isInsert: false });
    return result.changed ? { doc: result.doc, kind: compiled.isReplacement ? 'replace' : 'update' } : undefined;
  });
  if (after) {
    outcome.changed = true;
    outcome.after = after;
  }
  return outcome;
}

/** Inserts the document of an upsert; undefined when another got in between and the update should be tried again. */
function* tryUpsert(
  call: Call,
  collection: Collection,
  q: Doc,
  u: Doc | Value[],
  compiled: CompiledUpdate,
  at: number,
): Steps<StatementResult | undefined> {
  const made = yield* insertUpsert(call, collection, q, u, compiled);
  if (!made) return undefined;
  const result = counts(1, 0).set('upserted', made.get('_id') ?? null);
  return remember(call, at, result);
}

/** Makes and inserts the document of an upsert. @returns undefined when waiting for a transaction has made it stale */
export function* insertUpsert(
  call: Call,
  collection: Collection,
  q: Doc,
  _u: Doc | Value[],
  compiled: CompiledUpdate,
): Steps<Doc | undefined> {
  const made = withId(upsertDoc(q, compiled.update));
  const before = call.engine.claims.committed();
  try {
    yield* insertDocument(call.engine, call.view, collection, made);
    return made;
  } catch (error) {
    const isStale =
      error instanceof DuplicateKey && !call.view.transaction && call.engine.claims.committed() !== before;
    if (isStale) return undefined;
    throw error;
  }
}

function counts(n: number, nModified: number): Doc {
  return new Map<string, Value>([
    ['n', new Int32(n)],
    ['nModified', new Int32(nModified)],
  ]);
}
