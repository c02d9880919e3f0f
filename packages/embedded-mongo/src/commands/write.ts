import { Int32, Long, ObjectId } from 'bson';
import type { Doc, Value } from '../bson/value.js';
import { typeName } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from '../storage/catalog.js';
import type { Steps } from '../storage/engine.js';
import type { Call, Reply } from './command.js';
import { createCollection, inBatch } from './create.js';
import { only } from './options.js';

/** Options that all writing commands share. */
export const writeOptions = {
  bypassDocumentValidation: only([false], 'bypassDocumentValidation'),
  isTimeseriesNamespace: only([false], 'a time series'),
};

/** The collection to write to; a missing one is made, as MongoDB does. */
export function collectionToWrite(call: Call, name: string): Collection {
  return call.engine.catalog.find(call.db, name) ?? createCollection(call.engine, call.db, name, new Map());
}

/** What one statement of a write command did; `n`, `nModified`, perhaps `upserted`. */
export type StatementResult = Doc;

/**
 * Runs the statements of a write command one after the other.
 * An ordered command stops at the first error; errors are part of the answer, but a conflict in a transaction ends it.
 * A statement that an earlier attempt has done is not done again: its result is repeated.
 */
export function* runStatements(
  call: Call,
  number: number,
  ordered: boolean,
  run: (at: number) => Steps<StatementResult>,
): Steps<Reply> {
  const results: (StatementResult | undefined)[] = [];
  const errors: Value[] = [];
  openBatch(call);
  for (let at = 0; at < number; at++) {
    const known = call.retry?.done.get(at);
    try {
      results[at] = known ?? (yield* run(at));
    } catch (error) {
      if (!(error instanceof MongoError) || isForWholeCommand(error)) throw error;
      errors.push(writeError(error, at));
      if (ordered || call.view.transaction) break;
      continue;
    }
    if (at % 64 === 63) yield undefined;
  }
  return { doc: summary(results, errors) };
}

/** Opens the batch for a command that is about to write: SQLite then need not lock the file anew for each read. */
export function openBatch(call: Call): void {
  if (!call.view.transaction) inBatch(call.engine, () => undefined);
}

/** Remembers what a statement did, so that a retry finds it; call it right after the write. */
export function remember(call: Call, at: number, result: StatementResult): StatementResult {
  if (call.retry) call.server.sessions.note(call.retry, at, result);
  return result;
}

const isForWholeCommand = (error: MongoError): boolean =>
  error.labels.length > 0 || error.code === 14031 || error.code === 50 || error.code === 257;

function writeError(error: MongoError, at: number): Doc {
  const doc: Doc = new Map<string, Value>([
    ['index', new Int32(at)],
    ['code', new Int32(error.code)],
  ]);
  if ('keyPattern' in error && error.keyPattern instanceof Map) doc.set('keyPattern', error.keyPattern);
  if ('keyValue' in error && error.keyValue instanceof Map) doc.set('keyValue', error.keyValue);
  if ('errInfo' in error && error.errInfo instanceof Map) doc.set('errInfo', error.errInfo);
  return doc.set('errmsg', error.message);
}

function summary(results: (StatementResult | undefined)[], errors: Value[]): Doc {
  const total = (field: string): number =>
    results.reduce((sum, result) => sum + ((result?.get(field) as Int32 | undefined)?.value ?? 0), 0);
  const doc: Doc = new Map<string, Value>([['n', new Int32(total('n'))]]);
  if (results.some((result) => result?.has('nModified'))) doc.set('nModified', new Int32(total('nModified')));
  const upserted: Value[] = [];
  for (const [at, result] of results.entries()) {
    const id = result?.get('upserted');
    if (id !== undefined)
      upserted.push(
        new Map<string, Value>([
          ['index', new Int32(at)],
          ['_id', id],
        ]),
      );
  }
  if (upserted.length > 0) doc.set('upserted', upserted);
  if (errors.length > 0) doc.set('writeErrors', errors);
  return doc;
}

/** Puts a missing `_id` in front, moves a later one there. @throws MongoError 53 or 52 for an `_id` that cannot be one */
export function withId(doc: Doc): Doc {
  if (doc.keys().next().value === '_id') return checkedId(doc);
  const id = doc.get('_id') ?? new ObjectId();
  return checkedId(new Map<string, Value>([['_id', id], ...[...doc].filter(([name]) => name !== '_id')]));
}

function checkedId(doc: Doc): Doc {
  const id = doc.get('_id');
  const type = typeName(id);
  if (type === 'array' || type === 'regex') {
    throw new MongoError(53, `The '_id' value cannot be of type ${type}`);
  }
  if (id instanceof Map) {
    for (const name of id.keys()) {
      if (name.startsWith('$'))
        throw new MongoError(52, `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`);
    }
  }
  return doc;
}

/** A number as the answers give it: an int when it fits. */
export function numberValue(number: number): Int32 | Long {
  return number <= 0x7fffffff && number >= -0x80000000 ? new Int32(number) : Long.fromNumber(number);
}
