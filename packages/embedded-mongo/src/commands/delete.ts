import { Int32 } from 'bson';
import { decode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from '../storage/catalog.js';
import type { Steps } from '../storage/engine.js';
import { type Selection, select } from '../storage/select.js';
import { removeDocument } from '../storage/writer.js';
import type { Call, Command, Reply } from './command.js';
import { checkBatchSize } from './insert.js';
import {
  anything,
  collation,
  collectionName,
  doc,
  docs,
  flag,
  integer,
  readOptions,
  readStatements,
} from './options.js';
import { collationFor, compiledFilter, surroundings } from './read.js';
import { remember, runStatements, type StatementResult, writeOptions } from './write.js';

const deleteOptions = { delete: anything, deletes: docs, ordered: flag, let: doc, ...writeOptions };
const statementOptions = { q: doc, limit, collation, hint: anything };

/** All that match, or the first. @throws MongoError 9 for any other number */
function limit(value: Value, where: string): number {
  const number = integer(value, where);
  if (number === 0 || number === 1) return number;
  throw new MongoError(9, `The limit field in delete objects must be 0 or 1. Got ${number}`);
}

export const remove: Command = {
  name: 'delete',
  transactional: true,
  writes: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, 'delete');
    const options = readOptions('delete', call.body, deleteOptions);
    const given = call.sequences.get('deletes')?.map(decode) ?? options.deletes ?? [];
    checkBatchSize(given.length);
    const statements = readStatements('delete.deletes', given, statementOptions, ['q', 'limit']);
    return yield* runStatements(call, statements.length, options.ordered ?? true, function* (at) {
      const statement = statements[at]!;
      const collection = call.engine.catalog.find(call.db, name);
      const around = surroundings(call, collationFor(statement.collation, collection), options.let);
      const filter = compiledFilter(statement.q, around);
      if (!collection) return counts(0);
      const selection = { filter, collation: around.collation, hint: statement.hint };
      return yield* removeMatches(call, collection, selection, statement.limit === 1, at);
    });
  },
};

function* removeMatches(
  call: Call,
  collection: Collection,
  selection: Selection,
  single: boolean,
  at: number,
): Steps<StatementResult> {
  const { engine, view } = call;
  const isWanted = (before: { doc: Doc }): boolean => selection.filter.matches(before.doc);
  let removed = 0;
  for (const row of select(view, collection, selection)) {
    if (!row) {
      yield undefined;
      continue;
    }
    const gone = yield* removeDocument(engine, view, collection, row.row, isWanted);
    if (gone) removed += 1;
    if (gone && single) return remember(call, at, counts(1));
    if (removed % 64 === 63) yield undefined;
  }
  return counts(removed);
}

function counts(n: number): Doc {
  return new Map<string, Value>([['n', new Int32(n)]]);
}
