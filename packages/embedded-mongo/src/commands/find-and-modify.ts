import { Int32 } from 'bson';
import { decode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from '../storage/catalog.js';
import type { Steps } from '../storage/engine.js';
import { select } from '../storage/select.js';
import { removeDocument } from '../storage/writer.js';
import type { Call, Command, Reply } from './command.js';
import { projection } from './find.js';
import {
  anything,
  collation,
  collectionName,
  doc,
  docOrNull,
  docs,
  flag,
  type Options,
  readOptions,
} from './options.js';
import { collationFor, compiledFilter, surroundings } from './read.js';
import { compile, insertUpsert, updateOne } from './update.js';
import { collectionToWrite, openBatch, remember, writeOptions } from './write.js';

const options = {
  findAndModify: anything,
  findandmodify: anything,
  query: docOrNull,
  sort: docOrNull,
  remove: flag,
  update: anything,
  new: flag,
  fields: docOrNull,
  upsert: flag,
  collation,
  arrayFilters: docs,
  hint: anything,
  let: doc,
  ...writeOptions,
};

type FindAndModify = Options<typeof options>;

export const findAndModify: Command = {
  name: 'findAndModify',
  aliases: ['findandmodify'],
  transactional: true,
  writes: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, call.body.has('findAndModify') ? 'findAndModify' : 'findandmodify');
    const given = readOptions('findAndModify', call.body, options);
    checkCombination(given);
    const known = call.retry?.done.get(0);
    if (known) return { doc: known };
    openBatch(call);
    if (given.remove) return { doc: yield* removeOne(call, name, given) };
    return { doc: yield* changeOne(call, name, given) };
  },
};

function checkCombination(given: FindAndModify): void {
  if (given.remove && given.update !== undefined)
    throw new MongoError(9, 'Cannot specify both an update and remove=true');
  if (given.remove && given.upsert) throw new MongoError(9, 'Cannot specify both upsert=true and remove=true ');
  if (given.remove && given.new) {
    throw new MongoError(
      9,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  }
  if (!given.remove && given.update === undefined)
    throw new MongoError(9, 'Either an update or remove=true must be specified');
}

function* removeOne(call: Call, name: string, given: FindAndModify): Steps<Doc> {
  const collection = call.engine.catalog.find(call.db, name);
  const around = surroundings(call, collationFor(given.collation, collection), given.let);
  const filter = compiledFilter(given.query, around);
  const project = projection(given.fields, filter, around);
  if (!collection) return answer(0, undefined, null);
  const selection = { filter, collation: around.collation, sort: given.sort, hint: given.hint };
  for (const row of select(call.view, collection, selection)) {
    if (!row) {
      yield undefined;
      continue;
    }
    const gone = yield* removeDocument(call.engine, call.view, collection, row.row, (before) =>
      filter.matches(before.doc),
    );
    if (gone) return remember(call, 0, answer(1, undefined, shape(decode(gone), project)));
  }
  return answer(0, undefined, null);
}

function* changeOne(call: Call, name: string, given: FindAndModify): Steps<Doc> {
  const q = given.query ?? new Map();
  const u = given.update;
  if (!(u instanceof Map) && !Array.isArray(u))
    throw new MongoError(9, 'Update argument must be either an object or an array');
  for (;;) {
    const collection = given.upsert ? collectionToWrite(call, name) : call.engine.catalog.find(call.db, name);
    const around = surroundings(call, collationFor(given.collation, collection), given.let);
    const compiled = compile(q, u, given.arrayFilters, undefined, around);
    const project = projection(given.fields, compiled.filter, around);
    if (!collection) return answer(0, false, null);
    const changed = yield* changeFirst(call, collection, given, compiled, project);
    if (changed) return changed;
    if (!given.upsert) return answer(0, false, null);
    const made = yield* insertUpsert(call, collection, q, u, compiled);
    if (made) return remember(call, 0, answer(1, false, given.new ? shape(made, project) : null, made.get('_id')));
  }
}

type Compiled = ReturnType<typeof compile>;
type Project = ReturnType<typeof projection>;

function* changeFirst(
  call: Call,
  collection: Collection,
  given: FindAndModify,
  compiled: Compiled,
  project: Project,
): Steps<Doc | undefined> {
  const { filter, around } = compiled;
  const selection = { filter, collation: around.collation, sort: given.sort, hint: given.hint };
  for (const row of select(call.view, collection, selection)) {
    if (!row) {
      yield undefined;
      continue;
    }
    const outcome = yield* updateOne(call, collection, compiled, row.row);
    if (!outcome.matched) continue;
    const bytes = given.new ? outcome.after : outcome.before;
    return remember(call, 0, answer(1, true, shape(bytes && decode(bytes), project)));
  }
  return undefined;
}

function shape(found: Doc | undefined, project: Project): Doc | null {
  if (!found) return null;
  return project ? project.of(found) : found;
}

function answer(n: number, updatedExisting: boolean | undefined, value: Doc | null, upserted?: Value): Doc {
  const last: Doc = new Map<string, Value>([['n', new Int32(n)]]);
  if (updatedExisting !== undefined) last.set('updatedExisting', updatedExisting);
  if (upserted !== undefined) last.set('upserted', upserted);
  return new Map<string, Value>([
    ['lastErrorObject', last],
    ['value', value],
  ]);
}
