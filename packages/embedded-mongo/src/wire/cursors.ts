import { randomBytes } from 'node:crypto';
import type { Doc } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Steps } from '../storage/engine.js';

/** What a cursor brings next. */
export interface CursorBatch {
  documents: Uint8Array[];
  /** Nothing comes after this batch. */
  finished: boolean;
  /** Further fields of the cursor document, such as a resume token. */
  extra?: Doc;
}

/** Produces batches of at most `size` documents; `wait` in milliseconds is for cursors that wait for news. */
export type CursorSource = (size: number, wait: number) => Steps<CursorBatch>;

export interface Cursor {
  readonly id: bigint;
  /** Its namespace, `db.collection`. */
  readonly ns: string;
  readonly source: CursorSource;
  /** The session that opened it, and the transaction's number. */
  readonly lsid: string | undefined;
  readonly txn: number | undefined;
  /** Stays open however long it is idle, while its session lives. */
  readonly keep: boolean;
  /** Brings changes, also that of its collection's end. */
  readonly stream: boolean;
  lastUsed: number;
  busy: boolean;
}

/** The open cursors of a store. */
export interface Cursors {
  open(cursor: Pick<Cursor, 'ns' | 'source' | 'lsid' | 'txn' | 'keep' | 'stream'>): Cursor;
  /** @throws MongoError 43 when there is none */
  get(id: bigint): Cursor;
  close(id: bigint): boolean;
  closeWhere(test: (cursor: Cursor) => boolean): void;
  sweep(now: number): void;
  count(): number;
}

const MOST_CURSORS = 1000;
const IDLE_LIFE = 10 * 60_000;

export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>();
  const newId = (): bigint => {
    const id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn;
    return id === 0n || cursors.has(id) ? newId() : id;
  };
  return {
    count: () => cursors.size,
    open(parts) {
      if (cursors.size >= MOST_CURSORS) {
        throw new MongoError(2, `Too many open cursors: the embedded store allows ${MOST_CURSORS}`);
      }
      const cursor: Cursor = { ...parts, id: newId(), lastUsed: Date.now(), busy: false };
      cursors.set(cursor.id, cursor);
      return cursor;
    },
    get(id) {
      const cursor = cursors.get(id);
      if (!cursor) throw new MongoError(43, `cursor id ${id} not found`);
      cursor.lastUsed = Date.now();
      return cursor;
    },
    close: (id) => cursors.delete(id),
    closeWhere(test) {
      for (const cursor of cursors.values()) if (test(cursor)) cursors.delete(cursor.id);
    },
    sweep(now) {
      for (const cursor of cursors.values()) {
        if (!cursor.keep && !cursor.busy && now - cursor.lastUsed > IDLE_LIFE) cursors.delete(cursor.id);
      }
    },
  };
}

/** The most bytes of documents in one batch; one larger document still goes alone. */
const BATCH_BYTES = 16 * 1024 * 1024;

/**
 * A cursor over encoded documents that come one by one; `undefined` is a moment to pause in.
 * A batch ends at its size or at 16 MB.
 * @param most how many there are at the most, so that no further batch has to find out that there is nothing left
 */
export function sourceOf(documents: Iterator<Uint8Array | undefined>, most = Infinity): CursorSource {
  let held: Uint8Array | undefined;
  let given = 0;
  return function* (size) {
    const batch: Uint8Array[] = [];
    let bytes = 0;
    for (;;) {
      if (batch.length >= size || given >= most) return { documents: batch, finished: given >= most };
      const next = held ? { done: false, value: held } : documents.next();
      held = undefined;
      if (next.done) return { documents: batch, finished: true };
      if (!next.value) {
        yield undefined;
        continue;
      }
      if (batch.length > 0 && bytes + next.value.length > BATCH_BYTES) {
        held = next.value;
        return { documents: batch, finished: false };
      }
      batch.push(next.value);
      given += 1;
      bytes += next.value.length;
    }
  };
}
