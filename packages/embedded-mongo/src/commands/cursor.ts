import { Long } from 'bson';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Steps } from '../storage/engine.js';
import type { Cursor } from '../wire/cursors.js';
import type { Batch, Call, Command, Reply } from './command.js';
import { count, cursorId, integer, list, readOptions, text } from './options.js';

const ALL = Number.MAX_SAFE_INTEGER;

const getMoreOptions = { getMore: cursorId, collection: text, batchSize: count, maxTimeMS: integer };

/** How long a cursor waits for news when the client does not say, in milliseconds (manual, `getMore`). */
const AWAIT = 1000;

export const getMore: Command = {
  name: 'getMore',
  transactional: true,
  *run(call): Steps<Reply> {
    const { getMore: id = 0n, collection, batchSize, maxTimeMS } = readOptions('getMore', call.body, getMoreOptions);
    const cursor = call.server.cursors.get(id);
    const ns = `${call.db}.${collection}`;
    if (cursor.ns !== ns) {
      throw new MongoError(
        13,
        `Requested getMore on namespace '${ns}', but cursor belongs to a different namespace ${cursor.ns}`,
      );
    }
    checkOwner(call, cursor);
    const { documents, finished, extra } = yield* nextBatch(call, cursor, batchSize || ALL, maxTimeMS ?? AWAIT);
    const batch: Batch = { field: 'nextBatch', ns, id: finished ? 0n : id, documents, extra };
    return { doc: new Map(), batch, committed: cursor.stream };
  },
};

function checkOwner(call: Call, cursor: Cursor): void {
  if (cursor.lsid !== call.session?.key) {
    throw new MongoError(50738, `Cannot run getMore on cursor ${cursor.id}, which was created in another session.`);
  }
  if (cursor.txn !== call.view.transaction?.txn) {
    throw new MongoError(50741, `Cannot run getMore on cursor ${cursor.id}, which was created in another transaction.`);
  }
  if (cursor.busy) throw new MongoError(12050, `cursor id ${cursor.id} is already in use`);
}

function* nextBatch(call: Call, cursor: Cursor, size: number, wait: number): ReturnType<Cursor['source']> {
  const { cursors } = call.server;
  cursor.busy = true;
  try {
    const batch = yield* cursor.source(size, wait);
    if (batch.finished) cursors.close(cursor.id);
    return batch;
  } catch (error) {
    cursors.close(cursor.id);
    throw error;
  } finally {
    cursor.busy = false;
    cursor.lastUsed = Date.now();
  }
}

const killCursorsOptions = { killCursors: text, cursors: list };

export const killCursors: Command = {
  name: 'killCursors',
  transactional: true,
  answer(call) {
    const { cursors = [] } = readOptions('killCursors', call.body, killCursorsOptions);
    const killed: Value[] = [];
    const notFound: Value[] = [];
    for (const id of cursors) {
      const list = call.server.cursors.close(id instanceof Long ? id.toBigInt() : 0n) ? killed : notFound;
      list.push(id);
    }
    const doc: Doc = new Map<string, Value>([
      ['cursorsKilled', killed],
      ['cursorsNotFound', notFound],
      ['cursorsAlive', []],
      ['cursorsUnknown', []],
    ]);
    return { doc };
  },
};
