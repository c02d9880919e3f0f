import { Int32, Timestamp } from 'bson';
import { decode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { timestampOf } from '../storage/clock.js';
import type { Steps } from '../storage/engine.js';
import { insertDocument } from '../storage/writer.js';
import type { Call, Command, Reply } from './command.js';
import { anything, collectionName, docs, flag, readOptions, requireFields } from './options.js';
import { collectionToWrite, remember, runStatements, withId, writeOptions } from './write.js';

const insertOptions = { insert: anything, documents: docs, ordered: flag, ...writeOptions };

const INSERTED: Doc = new Map<string, Value>([['n', new Int32(1)]]);

export const insert: Command = {
  name: 'insert',
  transactional: true,
  writes: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, 'insert');
    const options = readOptions('insert', call.body, insertOptions);
    const raw = call.sequences.get('documents');
    if (!raw) requireFields('insert', call.body, ['documents']);
    const number = raw?.length ?? options.documents?.length ?? 0;
    checkBatchSize(number);
    const collection = collectionToWrite(call, name);
    return yield* runStatements(call, number, options.ordered ?? true, function* (at) {
      const given = raw ? decode(raw[at]!) : options.documents![at]!;
      const doc = filledIn(call, withId(given));
      const bytes = doc === given ? raw?.[at] : undefined;
      yield* insertDocument(call.engine, call.view, collection, doc, bytes);
      return remember(call, at, INSERTED);
    });
  },
};

/** @throws MongoError 16 for none, or for more statements than the handshake allows */
export function checkBatchSize(number: number): void {
  if (number >= 1 && number <= 100_000) return;
  throw new MongoError(16, `Write batch sizes must be between 1 and 100000. Got ${number} operations.`);
}

/** An empty timestamp in a top-level field becomes the time of the write (manual, "Timestamps"). */
function filledIn(call: Call, doc: Doc): Doc {
  let filled = doc;
  for (const [name, value] of doc) {
    if (name === '_id' || !(value instanceof Timestamp) || value.high !== 0 || value.low !== 0) continue;
    if (filled === doc) filled = new Map(doc);
    filled.set(name, timestampOf(call.engine.log.last() + 1));
  }
  return filled;
}
