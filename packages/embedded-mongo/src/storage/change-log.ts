import { encode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import type { Collection } from './catalog.js';
import { type Clock, clockAfter } from './clock.js';
import type { Steps } from './engine.js';
import type { Database } from './sqlite.js';
import { updateDescription } from './update-description.js';

/** What a change was; `doc` holds the document, or the `_id`, or the `_id` and the description of an update. */
export type ChangeKind = 'insert' | 'update' | 'replace' | 'delete' | 'drop' | 'rename' | 'dropDatabase';

/** One change before it has its place in the log. */
export interface Change {
  collection: number;
  db: string;
  coll: string;
  kind: ChangeKind;
  doc: Uint8Array;
}

/** One change as the log holds it. */
export interface LoggedChange extends Change {
  seq: number;
  /** Milliseconds since 1970. */
  wall: number;
  lsid: string | null;
  txn: number | null;
}

/** The bounded history of changes inside the store file, which change streams read. */
export interface ChangeLog {
  append(change: Change, transaction?: { lsid: string; txn: number }): void;
  /** Committed changes after a number, oldest first. */
  after(seq: number, scope: ChangeScope, limit: number): LoggedChange[];
  /** The number of the newest committed change. */
  committed(): number;
  /** The number of the newest change that is no longer kept; a resume before it is refused. */
  forgotten(): number;
  /** The newest number given, committed or not. */
  last(): number;
  /** All appended so far is committed. */
  commit(): void;
  /** The open batch was undone. */
  rolledBack(): void;
  /** Calls back once after the next commit that brings changes; the answer takes the call back. */
  onCommit(callback: () => void): () => void;
  /**
   * Cuts the history to its bound, a little at a time, so that clients are served in between.
   * @param write runs a cut in the open batch
   */
  trim(write: (cut: () => void) => void): Steps<void>;
}

/** Whose changes: of one collection, of a database, or all. */
export interface ChangeScope {
  db?: string;
  coll?: string;
}

/** How many changes the history keeps. */
const KEPT = 200_000;

/** How many are counted, and how many are cut, before others have a turn. */
const COUNTED_AT_ONCE = 5000;
const CUT_AT_ONCE = 500;

/** Opens the history of a store, which keeps the newest `kept` changes. */
export function openChangeLog(database: Database, kept = KEPT): ChangeLog {
  const clock: Clock = clockAfter(Number(database.get('select max(seq) s from changes')?.s ?? 0));
  let committed = clock.last();
  let dirty = false;
  let forgotten = Number(database.get('select seq from forgotten')?.seq ?? 0);
  let listeners = new Set<() => void>();
  /** How many changes there are: known after the first count, until a batch is undone. */
  let size: number | undefined;
  let appended = 0;
  const sql =
    'insert into changes (seq, collection, db, coll, kind, doc, wall, lsid, txn) values (?, ?, ?, ?, ?, ?, ?, ?, ?)';

  return {
    append(change, transaction) {
      const { collection, db, coll, kind, doc } = change;
      const by = transaction ? [transaction.lsid, transaction.txn] : [null, null];
      database.run(sql, clock.next(), collection, db, coll, kind, doc, Date.now(), ...by);
      dirty = true;
      appended += 1;
    },
    after(seq, scope, limit) {
      const names = [scope.db, scope.coll].filter((name) => name !== undefined);
      const where = `${scope.db === undefined ? '' : 'and db = ? '}${scope.coll === undefined ? '' : 'and coll = ? '}`;
      const rows = database.all(
        `select * from changes where seq > ? and seq <= ? ${where}order by seq limit ?`,
        seq,
        committed,
        ...names,
        limit,
      );
      return rows as unknown as LoggedChange[];
    },
    committed: () => committed,
    forgotten: () => forgotten,
    last: () => clock.last(),
    commit() {
      committed = clock.last();
      if (!dirty) return;
      dirty = false;
      const called = listeners;
      listeners = new Set();
      for (const callback of called) callback();
    },
    rolledBack() {
      dirty = false;
      size = undefined;
    },
    onCommit(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    *trim(write) {
      if (size === undefined) {
        appended = 0;
        size = yield* countChanges(database, clock.last());
      }
      while (size !== undefined && size + appended > kept) {
        const excess = Math.min(size + appended - kept, CUT_AT_ONCE);
        write(() => {
          forgotten = forgetOldest(database, excess);
        });
        if (size !== undefined) size -= excess;
        yield undefined;
      }
    },
  };
}

/** How many changes there are up to a number. */
function* countChanges(database: Database, upTo: number): Steps<number> {
  const sql = `select count(*) n, max(seq) last from
    (select seq from changes where seq > ? and seq <= ? order by seq limit ${COUNTED_AT_ONCE})`;
  let count = 0;
  let last = 0;
  for (;;) {
    const some = database.get(sql, last, upTo);
    count += Number(some?.n);
    if (Number(some?.n) < COUNTED_AT_ONCE) return count;
    last = Number(some?.last);
    yield undefined;
  }
}

/** Deletes so many changes. @returns the number of the newest of them */
function forgetOldest(database: Database, count: number): number {
  const edge = Number(database.get('select seq from changes order by seq limit 1 offset ?', count - 1)?.seq);
  database.run('delete from changes where seq <= ?', edge);
  database.run('insert or replace into forgotten (id, seq) values (1, ?)', edge);
  return edge;
}

/** The log entry of an insert or a whole replacement. */
export function documentChange(kind: 'insert' | 'replace', collection: Collection, bytes: Uint8Array): Change {
  return { collection: collection.id, db: collection.db, coll: collection.name, kind, doc: bytes };
}

/** The log entry of a delete. */
export function deleteChange(collection: Collection, id: Value): Change {
  const doc = encode(new Map([['_id', id]]));
  return { collection: collection.id, db: collection.db, coll: collection.name, kind: 'delete', doc };
}

/** The log entry of an update by operators. */
export function updateChange(collection: Collection, before: Doc, after: Doc): Change {
  const doc = encode(
    new Map<string, Value>([
      ['_id', after.get('_id') ?? null],
      ['updateDescription', updateDescription(before, after)],
    ]),
  );
  return { collection: collection.id, db: collection.db, coll: collection.name, kind: 'update', doc };
}
