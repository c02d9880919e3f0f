import { Binary } from 'bson';
import { decode, encode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Engine } from '../storage/engine.js';
import { endTransaction, type Transaction } from '../storage/transaction.js';

/** What the statements of one retryable write have done, by their number in the command. */
export interface RetryRecord {
  readonly lsid: string;
  readonly txn: number;
  readonly done: Map<number, Doc>;
}

/** A logical session of a client. */
export interface Session {
  readonly key: string;
  lastUsed: number;
  /** The highest transaction number seen. */
  txn: number;
  transaction: Transaction | undefined;
  state: 'none' | 'open' | 'committed' | 'aborted';
  retry: RetryRecord | undefined;
  /** Settles when the running numbered command of the session has ended. */
  busy: Promise<void> | undefined;
}

/** The sessions of a store, and the memory of what their retryable writes did. */
export interface Sessions {
  /** The session of an `lsid`, made when it is new. @throws MongoError 9 for a malformed one */
  get(lsid: Value | undefined): Session | undefined;
  /** What is known of a retryable write; a newer number forgets the older one. @throws MongoError 225 */
  retryOf(session: Session, txn: number): RetryRecord;
  /** Notes what a statement did; it reaches the file together with the write itself. */
  note(record: RetryRecord, statement: number, result: Doc): void;
  /** Writes noted statements into the open batch. */
  flush(): void;
  /** The open batch was undone: what statements did must be read again from the file. */
  rolledBack(): void;
  abort(session: Session): void;
  end(key: string): void;
  all(): Iterable<Session>;
  /** Aborts the transactions that began before this moment. */
  abortOlder(than: number): void;
  /** Ends the sessions that have been idle for half an hour; answers which. */
  sweep(now: number): Set<string>;
}

/** The place of a committed transaction among the statements of a retry record: a commit repeated finds it there. */
export const COMMITTED = -1;

const SESSION_LIFE = 30 * 60_000;

export function createSessions(engine: Engine): Sessions {
  const sessions = new Map<string, Session>();
  const dirty = new Set<RetryRecord>();

  const abort = (session: Session): void => {
    if (!session.transaction) return;
    endTransaction(engine, session.transaction);
    session.transaction = undefined;
    session.state = 'aborted';
  };
  const end = (key: string): void => {
    const session = sessions.get(key);
    if (!session) return;
    abort(session);
    sessions.delete(key);
  };
  return {
    abort,
    end,
    all: () => sessions.values(),
    get(lsid) {
      if (lsid === undefined) return undefined;
      const key = sessionKey(lsid);
      let session = sessions.get(key);
      if (!session) {
        session = newSession(engine, key);
        sessions.set(key, session);
      }
      session.lastUsed = Date.now();
      return session;
    },
    retryOf(session, txn) {
      if (txn < session.txn) throw tooOld(session, txn);
      session.txn = txn;
      session.retry ??= storedRetry(engine, session.key);
      if (session.retry?.txn !== txn) session.retry = { lsid: session.key, txn, done: new Map() };
      return session.retry;
    },
    note(record, statement, result) {
      record.done.set(statement, result);
      dirty.add(record);
    },
    flush() {
      for (const { lsid, txn, done } of dirty) {
        const reply: Doc = new Map([...done].map(([statement, result]) => [String(statement), result]));
        const sql = 'insert or replace into replies (lsid, txn, reply, at) values (?, ?, ?, ?)';
        engine.database.run(sql, lsid, txn, encode(reply), Date.now());
      }
      dirty.clear();
    },
    rolledBack() {
      dirty.clear();
      for (const session of sessions.values()) session.retry = undefined;
    },
    abortOlder(than) {
      for (const { lsid, startedAt } of engine.transactions) {
        const session = sessions.get(lsid);
        // A statement that runs needs its snapshot to the end; the next one of a transaction that is too old finds none.
        if (session && startedAt < than && !session.busy) abort(session);
      }
    },
    sweep(now) {
      const ended = new Set<string>();
      for (const [key, session] of sessions) {
        if (now - session.lastUsed <= SESSION_LIFE || session.busy) continue;
        end(key);
        ended.add(key);
      }
      const old = engine.database.get('select 1 from replies where at < ? limit 1', now - SESSION_LIFE * 2);
      if (old) {
        engine.batch.begin();
        engine.database.run('delete from replies where at < ?', now - SESSION_LIFE * 2);
      }
      return ended;
    },
  };
}

/** @throws MongoError 225: a session's numbers only rise */
export function tooOld(session: Session, txn: number): MongoError {
  const text = `Cannot start transaction with { txnNumber: ${txn} } on session because a newer transaction with txnNumber ${session.txn} has already started on this session.`;
  return new MongoError(225, text);
}

/** The session of an `lsid` document as text. @throws MongoError 9 */
export function sessionKey(lsid: Value): string {
  const id = lsid instanceof Map ? lsid.get('id') : undefined;
  if (!(id instanceof Binary)) throw new MongoError(9, 'lsid must be a document with a UUID in its field id');
  return Buffer.from(id.value() as Uint8Array).toString('hex');
}

function newSession(engine: Engine, key: string): Session {
  const retry = storedRetry(engine, key);
  const txn = retry?.txn ?? -1;
  const state = retry?.done.has(COMMITTED) ? 'committed' : 'none';
  return { key, lastUsed: Date.now(), txn, transaction: undefined, state, retry, busy: undefined };
}

function storedRetry(engine: Engine, key: string): RetryRecord | undefined {
  const row = engine.database.get('select txn, reply from replies where lsid = ?', key);
  if (!row) return undefined;
  const done = new Map([...decode(row.reply as Uint8Array)].map(([at, result]) => [Number(at), result as Doc]));
  return { lsid: key, txn: Number(row.txn), done };
}
