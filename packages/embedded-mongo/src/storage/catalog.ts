import { randomUUID } from 'node:crypto';
import { decode, encode } from '../bson/codec.js';
import type { Collation } from '../bson/collation.js';
import { collationOf } from '../bson/collation.js';
import type { Doc } from '../bson/value.js';
import { MongoError } from '../error.js';
import { type Index, indexFromSpec, primaryIndex } from './index-spec.js';
import type { Database } from './sqlite.js';

/** A collection as the engine holds it in memory; its documents are the rows of table `d<id>`. */
export interface Collection {
  readonly id: number;
  db: string;
  name: string;
  readonly uuid: Uint8Array;
  options: Doc;
  readonly collation: Collation | undefined;
  readonly collationSpec: Doc | undefined;
  /** The index on `_id` first, then the others in order of creation. */
  indexes: Index[];
  /** The next free row number; numbers are never used twice while the store runs. */
  nextRow: number;
  /** The number of the write that created it: older snapshots do not hold its table. */
  readonly since: number;
}

/** What collections and indexes there are: the tables `collections` and `indexes`, kept in memory. */
export interface Catalog {
  find(db: string, name: string): Collection | undefined;
  byId(id: number): Collection | undefined;
  all(): Iterable<Collection>;
  /** @throws MongoError 48 when it is there already */
  create(db: string, name: string, options: Doc, since: number): Collection;
  drop(collection: Collection): void;
  rename(collection: Collection, db: string, name: string): void;
  /** Stores changed options, as `collMod` does. */
  setOptions(collection: Collection, options: Doc): void;
  /** Makes the key table of an index; the caller fills it. */
  addIndex(collection: Collection, spec: Doc, since: number): Index;
  dropIndex(collection: Collection, index: Index): void;
  /** Replaces an index's specification, as `collMod` does. */
  setIndexSpec(collection: Collection, index: Index, spec: Doc): Index;
  /** Notes that a field of the index has held an array. */
  setMultikey(index: Index, fields: number): void;
  /** Reads everything again, after a rolled back batch. */
  reload(): void;
}

const keyOf = (db: string, name: string): string => `${db}.${name}`;

/** Loads the catalog of an open store. */
export function openCatalog(database: Database): Catalog {
  const byName = new Map<string, Collection>();
  const byId = new Map<number, Collection>();

  const remember = (collection: Collection): void => {
    byName.set(keyOf(collection.db, collection.name), collection);
    byId.set(collection.id, collection);
  };
  const reload = (): void => {
    const known = new Map(byId);
    byName.clear();
    byId.clear();
    for (const row of database.all('select * from collections')) {
      const fresh = readCollection(database, row, 0);
      const old = known.get(fresh.id);
      // Commands that are under way hold the object: it stays the same one, and row numbers never come twice.
      if (old) Object.assign(old, fresh, { since: old.since, nextRow: Math.max(old.nextRow, fresh.nextRow) });
      remember(old ?? fresh);
    }
    for (const row of database.all('select * from indexes order by id')) {
      const collection = byId.get(Number(row.collection));
      const spec = decode(row.spec as Uint8Array);
      const since = known.get(Number(row.collection))?.since ?? 0;
      collection?.indexes.push(indexFromSpec(Number(row.id), spec, Number(row.multikey), since));
    }
  };
  reload();

  return {
    find: (db, name) => byName.get(keyOf(db, name)),
    byId: (id) => byId.get(id),
    all: () => byId.values(),
    reload,
    create(db, name, options, since) {
      if (byName.has(keyOf(db, name))) {
        throw new MongoError(48, `Collection ${db}.${name} already exists.`);
      }
      const collection = insertCollection(database, db, name, options, since);
      remember(collection);
      return collection;
    },
    drop(collection) {
      database.forget();
      for (const index of collection.indexes) if (index.id > 0) database.exec(`drop table x${index.id}`);
      database.exec(`drop table d${collection.id}`);
      database.run('delete from indexes where collection = ?', collection.id);
      database.run('delete from collections where id = ?', collection.id);
      byName.delete(keyOf(collection.db, collection.name));
      byId.delete(collection.id);
    },
    rename(collection, db, name) {
      database.run('update collections set db = ?, name = ? where id = ?', db, name, collection.id);
      byName.delete(keyOf(collection.db, collection.name));
      collection.db = db;
      collection.name = name;
      remember(collection);
    },
    setOptions(collection, options) {
      database.run('update collections set options = ? where id = ?', encode(options), collection.id);
      collection.options = options;
    },
    addIndex(collection, spec, since) {
      const name = String(spec.get('name'));
      const values = [collection.id, name, encode(spec)];
      const row = database.get('insert into indexes (collection, name, spec) values (?, ?, ?) returning id', ...values);
      const index = indexFromSpec(Number(row?.id), spec, 0, since);
      database.exec(`create table x${index.id} (k blob, r integer, primary key (k, r)) without rowid`);
      collection.indexes.push(index);
      return index;
    },
    dropIndex(collection, index) {
      database.forget();
      database.exec(`drop table x${index.id}`);
      database.run('delete from indexes where id = ?', index.id);
      collection.indexes = collection.indexes.filter((other) => other !== index);
    },
    setIndexSpec(collection, index, spec) {
      database.run('update indexes set spec = ? where id = ?', encode(spec), index.id);
      const changed = indexFromSpec(index.id, spec, index.multikey, index.since);
      collection.indexes = collection.indexes.map((other) => (other === index ? changed : other));
      return changed;
    },
    setMultikey(index, fields) {
      index.multikey |= fields;
      database.run('update indexes set multikey = ? where id = ?', index.multikey, index.id);
    },
  };
}

function insertCollection(database: Database, db: string, name: string, options: Doc, since: number): Collection {
  const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
  const sql = 'insert into collections (db, name, uuid, options) values (?, ?, ?, ?) returning *';
  const row = database.get(sql, db, name, uuid, encode(options));
  // A table's number is never given twice, so that an old snapshot cannot mistake one collection for another.
  database.exec(`create table d${row?.id} (r integer primary key, k blob not null unique, doc blob not null)`);
  return readCollection(database, row ?? {}, since);
}

function readCollection(database: Database, row: Record<string, unknown>, since: number): Collection {
  const id = Number(row.id);
  const options = decode(row.options as Uint8Array);
  const spec = options.get('collation');
  const collationSpec = spec instanceof Map ? spec : undefined;
  const collation = collationOf(collationSpec);
  const last = database.get(`select max(r) r from d${id}`)?.r;
  return {
    id,
    db: String(row.db),
    name: String(row.name),
    uuid: row.uuid as Uint8Array,
    options,
    collation,
    collationSpec,
    indexes: [primaryIndex(collationSpec)],
    nextRow: Number(last ?? 0) + 1,
    since,
  };
}
