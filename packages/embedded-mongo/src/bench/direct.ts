import { mkdirSync } from 'node:fs';
import { deserialize, type ObjectId, serialize } from 'bson';
import { openStore } from '../storage/schema.js';
import type { Database } from '../storage/sqlite.js';
import { type Item, PAGE } from './items.js';

/**
 * The same work by SQL written by hand, in this thread: the same SQLite with the same settings, documents as BSON,
 * a unique key and one index. No protocol, no second thread, no change history, no retries.
 */
export interface Direct {
  read(id: ObjectId): Item;
  page(fromNumber: number): Item[];
  /** Inserts with one COMMIT, which is on disk when it returns. */
  insert(items: readonly Item[]): void;
  /** Takes one from the stock of each, in one COMMIT. */
  update(ids: readonly ObjectId[]): void;
  /** The items of a shelf, for which every document is decoded. */
  decodeAll(shelf: number): Item[];
  /** Reads the bytes of every document, and nothing more; answers how many there are. */
  readAll(): number;
  close(): void;
}

const ROWS_AT_A_TIME = 512;

/** Opens an empty one in a folder. */
export function openDirect(dir: string): Direct {
  mkdirSync(dir, { recursive: true });
  const database = openStore(dir, false);
  database.exec(
    `create table items (r integer primary key, k blob not null unique, doc blob not null);
     create table numbers (k integer, r integer, primary key (k, r)) without rowid`,
  );
  let lastRow = 0;
  const insertOne = (item: Item): void => {
    lastRow += 1;
    database.run('insert into items (r, k, doc) values (?, ?, ?)', lastRow, item._id.id, serialize(item));
    database.run('insert into numbers (k, r) values (?, ?)', item.number, lastRow);
  };
  const updateOne = (id: ObjectId): void => {
    const row = database.get('select r, doc from items where k = ?', id.id)!;
    const item = decoded(row.doc);
    item.stock -= 1;
    database.run('update items set doc = ? where r = ?', serialize(item), row.r!);
  };
  return {
    read: (id) => decoded(database.get('select doc from items where k = ?', id.id)?.doc),
    page(fromNumber) {
      const sql = `select doc from (select k, r from numbers where k >= ? order by k, r limit ${PAGE}) n
        cross join items i on i.r = n.r`;
      return database.all(sql, fromNumber).map(({ doc }) => decoded(doc));
    },
    insert: (items) => inTransaction(database, items, insertOne),
    update: (ids) => inTransaction(database, ids, updateOne),
    decodeAll(shelf) {
      const found: Item[] = [];
      for (const doc of documents(database)) {
        const item = decoded(doc);
        if (item.shelf === shelf) found.push(item);
      }
      return found;
    },
    readAll() {
      let count = 0;
      for (const _doc of documents(database)) count += 1;
      return count;
    },
    close: () => database.close(),
  };
}

const decoded = (bytes: unknown): Item => deserialize(bytes as Uint8Array) as Item;

function inTransaction<T>(database: Database, all: readonly T[], write: (one: T) => void): void {
  database.exec('begin immediate');
  for (const one of all) write(one);
  database.exec('commit');
}

function* documents(database: Database): Generator<Uint8Array> {
  let last = 0;
  for (;;) {
    const sql = 'select r, doc from items where r > ? order by r limit ?';
    const rows = database.all(sql, last, ROWS_AT_A_TIME);
    for (const { doc } of rows) yield doc as Uint8Array;
    if (rows.length < ROWS_AT_A_TIME) return;
    last = rows.at(-1)!.r as number;
  }
}
