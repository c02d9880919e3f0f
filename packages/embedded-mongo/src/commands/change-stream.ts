import { Binary, BSONRegExp } from 'bson';
import { compilePipeline } from '../aggregate/pipeline.js';
import type { Pipeline } from '../aggregate/stage.js';
import { decode, encode } from '../bson/codec.js';
import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/value.js';
import { Long, Timestamp } from '../bson/value.js';
import { MongoError } from '../error.js';
import { refuse } from '../refused.js';
import type { ChangeScope, LoggedChange } from '../storage/change-log.js';
import { seqOf, timestampOf } from '../storage/clock.js';
import type { Engine, Steps } from '../storage/engine.js';
import { filterOf } from '../storage/environment.js';
import { select } from '../storage/select.js';
import type { CursorBatch, CursorSource } from '../wire/cursors.js';
import type { Call, Reply } from './command.js';
import { anything, doc, flag, type Options, only, readOptions, text } from './options.js';
import { openCursor } from './read.js';

const streamOptions = {
  fullDocument: text,
  fullDocumentBeforeChange: only(['off'], 'an image from before a change'),
  resumeAfter: doc,
  startAfter: doc,
  startAtOperationTime: anything,
  allChangesForCluster: flag,
  showExpandedEvents: only([false], 'showExpandedEvents'),
};

type StreamOptions = Options<typeof streamOptions>;

/** Stages that make sense on one event at a time (manual, "Modify Change Stream Output"). */
const ALLOWED = new Set(['$match', '$project', '$addFields', '$set', '$unset', '$replaceRoot', '$replaceWith']);

/** Opens a cursor that brings changes as they are committed. */
export function* openChangeStream(
  call: Call,
  name: string | undefined,
  stages: Doc[],
  size: number,
  collation: Collation | undefined,
): Steps<Reply> {
  const [first, ...rest] = stages;
  const spec = first!.get('$changeStream');
  if (!(spec instanceof Map)) throw new MongoError(50808, '$changeStream stage expects a document as argument');
  const options = readOptions('$changeStream', new Map([['', null], ...spec]), streamOptions);
  checkOptions(call, name, options);
  for (const stage of rest) {
    const kind = stage.keys().next().value ?? '';
    if (!ALLOWED.has(kind)) throw new MongoError(20, `${kind} is not permitted in a $changeStream pipeline`);
  }
  const env = { now: call.now, collation, db: call.db, collection: name, scan: () => [] };
  const stream: Stream = {
    engine: call.engine,
    scope: scopeOf(call, name, options),
    isCollection: name !== undefined,
    lookUp: options.fullDocument === 'updateLookup',
    pipeline: rest.length > 0 ? compilePipeline(rest, env) : undefined,
    seq: startingPoint(call.engine, options),
    ended: false,
    last: undefined,
  };
  if (options.resumeAfter ?? options.startAfter) stream.last = lastWords(stream, options);
  const ns = `${call.db}.${name ?? '$cmd.aggregate'}`;
  return yield* openCursor(call, ns, eventSource(stream), size, { stream: true });
}

interface Stream {
  readonly engine: Engine;
  readonly scope: ChangeScope;
  readonly isCollection: boolean;
  readonly lookUp: boolean;
  readonly pipeline: Pipeline | undefined;
  /** The last change that was looked at. */
  seq: number;
  ended: boolean;
  /** What is still to be said when the stream is resumed after the end of its collection. */
  last: Doc | undefined;
}

/** The client has seen the end of the collection or database, but not that the stream ends with it. */
function lastWords(stream: Stream, { resumeAfter, startAfter }: StreamOptions): Doc | undefined {
  if (String((resumeAfter ?? startAfter)?.get('_data')).endsWith(INVALIDATE_MARK)) return undefined;
  const [seen] = stream.engine.log.after(stream.seq - 1, stream.scope, 1);
  return seen?.seq === stream.seq && endsStream(stream, seen) ? invalidateOf(seen) : undefined;
}

function checkOptions(call: Call, name: string | undefined, options: StreamOptions): void {
  if (call.view.transaction)
    throw new MongoError(263, 'Operation not permitted in transaction :: caused by :: $changeStream');
  if (options.allChangesForCluster && (call.db !== 'admin' || name !== undefined)) {
    throw new MongoError(
      72,
      'A $changeStream with allChangesForCluster may only be opened on the admin database with aggregate: 1',
    );
  }
  const { fullDocument = 'default' } = options;
  if (fullDocument === 'whenAvailable' || fullDocument === 'required')
    refuse('an image from before a change', fullDocument);
  if (fullDocument !== 'default' && fullDocument !== 'updateLookup') {
    throw new MongoError(
      2,
      `Enumeration value '${fullDocument}' for field '$changeStream.fullDocument' is not a valid value.`,
    );
  }
  const starts = [options.resumeAfter, options.startAfter, options.startAtOperationTime].filter(
    (start) => start !== undefined,
  );
  if (starts.length > 1) {
    throw new MongoError(40674, 'Only one type of resume option is allowed, but multiple were found.');
  }
}

function scopeOf(call: Call, name: string | undefined, options: StreamOptions): ChangeScope {
  if (options.allChangesForCluster) return {};
  return name === undefined ? { db: call.db } : { db: call.db, coll: name };
}

/** The number after which events are wanted. @throws MongoError 286 when the history does not reach back so far */
function startingPoint(engine: Engine, options: StreamOptions): number {
  const { resumeAfter, startAfter, startAtOperationTime } = options;
  const token = resumeAfter ?? startAfter;
  if (token) return checkHistory(engine, seqOfToken(token, startAfter !== undefined));
  if (startAtOperationTime === undefined) return engine.log.committed();
  if (!(startAtOperationTime instanceof Timestamp)) {
    throw new MongoError(
      14,
      "BSON field '$changeStream.startAtOperationTime' is the wrong type, expected type 'timestamp'",
    );
  }
  return checkHistory(engine, seqOf(startAtOperationTime) - 1);
}

function checkHistory(engine: Engine, seq: number): number {
  if (seq < engine.log.forgotten()) {
    throw new MongoError(
      286,
      'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
      ['NonResumableChangeStreamError'],
    );
  }
  return seq;
}

const INVALIDATE_MARK = 'ff';

function tokenOf(seq: number, isInvalidate = false): Doc {
  return new Map([['_data', seq.toString(16).padStart(16, '0').toUpperCase() + (isInvalidate ? INVALIDATE_MARK : '')]]);
}

function seqOfToken(token: Doc, mayBeInvalidate: boolean): number {
  const data = token.get('_data');
  if (typeof data !== 'string' || !/^[0-9A-F]{16}(ff)?$/.test(data)) {
    throw new MongoError(50811, 'Invalid resume token: it was not given by this store');
  }
  if (data.endsWith(INVALIDATE_MARK) && !mayBeInvalidate) {
    throw new MongoError(
      260,
      "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
    );
  }
  return Number.parseInt(data.slice(0, 16), 16);
}

const PAGE = 200;

/** Brings the events after the stream's point; waits for news when there are none. */
function eventSource(stream: Stream): CursorSource {
  return function* (size, wait) {
    const until = performance.now() + wait;
    for (;;) {
      const batch = readEvents(stream, size);
      const left = until - performance.now();
      if (batch.documents.length > 0 || batch.finished || left <= 0) return batch;
      yield news(stream.engine, left);
    }
  };
}

/** Settles at the next commit with changes, or when the time is over. */
function news(engine: Engine, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = engine.log.onCommit(() => {
      clearTimeout(timer);
      resolve();
    });
    const timer = setTimeout(() => {
      cancel();
      resolve();
    }, ms);
  });
}

function readEvents(stream: Stream, size: number): CursorBatch {
  const documents: Uint8Array[] = [];
  if (stream.last && size > 0) {
    stream.ended = true;
    documents.push(...shaped(stream, stream.last));
  }
  while (documents.length < size && !stream.ended) {
    const page = stream.engine.log.after(stream.seq, stream.scope, Math.min(PAGE, size));
    if (page.length === 0) {
      stream.seq = Math.max(stream.seq, stream.engine.log.committed());
      break;
    }
    for (const change of page) {
      if (documents.length >= size) break;
      stream.seq = change.seq;
      for (const event of eventsOf(stream, change)) documents.push(...shaped(stream, event));
    }
  }
  return {
    documents,
    finished: stream.ended,
    extra: new Map([['postBatchResumeToken', tokenOf(stream.seq, stream.ended)]]),
  };
}

function shaped(stream: Stream, event: Doc): Uint8Array[] {
  if (!stream.pipeline) return [encode(event)];
  const shapedEvents: Uint8Array[] = [];
  const wanted = stream.pipeline.selection.filter?.matches(event) ?? true;
  for (const result of wanted ? stream.pipeline.run([event]) : []) {
    if (!result) continue;
    if (!result.has('_id')) {
      throw new MongoError(
        280,
        'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline.',
      );
    }
    shapedEvents.push(encode(result));
  }
  return shapedEvents;
}

/** One change as the events that a stream shows of it. */
function eventsOf(stream: Stream, change: LoggedChange): Doc[] {
  const event = eventOf(stream, change);
  if (!endsStream(stream, change)) return [event];
  stream.ended = true;
  return [event, invalidateOf(change)];
}

function endsStream({ isCollection, scope }: Stream, { kind }: LoggedChange): boolean {
  if (isCollection) return kind === 'drop' || kind === 'rename';
  return kind === 'dropDatabase' && Object.keys(scope).length > 0;
}

function invalidateOf({ seq, wall }: LoggedChange): Doc {
  return new Map<string, Value>([
    ['_id', tokenOf(seq, true)],
    ['operationType', 'invalidate'],
    ['clusterTime', timestampOf(seq)],
    ['wallTime', new Date(wall)],
  ]);
}

function eventOf(stream: Stream, change: LoggedChange): Doc {
  const { kind, seq, wall, db, coll } = change;
  const event: Doc = new Map<string, Value>([
    ['_id', tokenOf(seq)],
    ['operationType', kind],
    ['clusterTime', timestampOf(seq)],
    ['wallTime', new Date(wall)],
  ]);
  if (change.lsid !== null && change.txn !== null) {
    event.set('txnNumber', Long.fromNumber(change.txn));
    event.set('lsid', new Map([['id', new Binary(Buffer.from(change.lsid, 'hex'), 4)]]));
  }
  const stored = decode(change.doc);
  if (kind === 'insert' || kind === 'replace') event.set('fullDocument', stored);
  if (kind === 'update' && stream.lookUp) event.set('fullDocument', currentDocument(stream.engine, change, stored));
  event.set(
    'ns',
    kind === 'dropDatabase'
      ? new Map([['db', db]])
      : new Map([
          ['db', db],
          ['coll', coll],
        ]),
  );
  if (kind === 'rename') event.set('to', stored);
  const id = stored.get('_id');
  if (id !== undefined && kind !== 'rename') event.set('documentKey', new Map([['_id', id]]));
  const description = stored.get('updateDescription');
  if (kind === 'update' && description !== undefined) event.set('updateDescription', description);
  return event;
}

function currentDocument(engine: Engine, change: LoggedChange, stored: Doc): Doc | null {
  const collection = engine.catalog.byId(change.collection);
  const id = stored.get('_id');
  if (!collection || id === undefined || id instanceof BSONRegExp) return null;
  const view = { database: engine.database, transaction: undefined };
  const filter = filterOf(new Map([['_id', new Map([['$eq', id]])]]));
  for (const row of select(view, collection, { filter, limit: 1 })) if (row) return decode(row.bytes);
  return null;
}
