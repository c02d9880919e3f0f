import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase, SQLITE, sqliteCode } from './sqlite.js';
import { StoreError } from './store-error.js';

/** The file inside the data folder that holds everything. */
export const STORE_FILE = 'store.db';

/** Marks the file as ours in SQLite's own header ("EMDB"). */
const APPLICATION_ID = 0x454d4442;

/**
 * One step per schema version, in order; step n brings a file of version n to n + 1.
 * Each runs in one transaction together with the new version number, so a killed upgrade starts again where it was.
 */
const UPGRADES: string[] = [
  `create table collections (
     id integer primary key autoincrement, db text not null, name text not null, uuid blob not null, options blob not null,
     unique (db, name));
   create table indexes (
     id integer primary key autoincrement, collection integer not null, name text not null, spec blob not null,
     multikey integer not null default 0, unique (collection, name));
   create table changes (
     seq integer primary key, collection integer not null, db text not null, coll text not null, kind text not null,
     doc blob not null, wall integer not null, lsid text, txn integer);
   create table forgotten (id integer primary key, seq integer not null);
   create table replies (lsid text primary key, txn integer not null, reply blob not null, at integer not null) without rowid;`,
];

/** The version of the file format that this code writes. */
export const SCHEMA_VERSION = UPGRADES.length;

const SMALL_FILE = 8 * 1024 * 1024;

/**
 * Opens the store of a folder for writing, creates it on a first start and upgrades an older one.
 * @param used whether the folder held a store before: then a missing file is damage and not a first start
 * @throws StoreError `damaged`, `newer_version`, `unwritable` or `disk_full`
 */
export function openStore(dir: string, used: boolean): Database {
  const path = join(dir, STORE_FILE);
  refuseLostFile(path, used);
  // SQLite gives its side files the rights of the main one.
  closeSync(openSync(path, 'a', 0o600));
  const database = openDatabase(path);
  try {
    configure(database);
    refuseDamage(database, path);
    upgrade(database, path);
    return database;
  } catch (error) {
    database.close();
    throw startError(error, path);
  }
}

/** A second connection that only reads; each open transaction has one, for its own snapshot. */
export function openReader(path: string): Database {
  const database = openDatabase(path);
  database.exec('pragma query_only = on; pragma cache_size = -8000; pragma busy_timeout = 5000');
  return database;
}

function configure(database: Database): void {
  // fullfsync makes macOS flush the drive's own cache; other systems ignore it. While readers overlap, the log cannot
  // begin anew and grows; journal_size_limit gives the space back when it can.
  database.exec(
    `pragma page_size = 8192; pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;
     pragma fullfsync = on; pragma checkpoint_fullfsync = on; pragma temp_store = memory; pragma cache_size = -65536;
     pragma wal_autocheckpoint = 2000; pragma journal_size_limit = 67108864; pragma trusted_schema = off`,
  );
}

/** Offsets of SQLite's file header (https://sqlite.org/fileformat2.html#the_database_header). */
const HEADER = { length: 100, writeVersion: 18, applicationId: 68 } as const;

/** Before SQLite opens the file: from then on it may be changed. */
function refuseLostFile(path: string, used: boolean): void {
  const found = existsSync(path) ? statSync(path) : undefined;
  if (found && !found.isFile()) throw damaged(path, 'not a file');
  const size = found?.size ?? 0;
  if (used && size === 0) throw damaged(path, 'the file is missing or empty although this folder holds a store');
  if (size === 0) return;
  const header = Buffer.alloc(HEADER.length);
  const file = openSync(path, 'r');
  readSync(file, header, 0, HEADER.length, 0);
  closeSync(file);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw damaged(path, 'not a store file');
  // A store that was killed at its first start may still have its mark in the log alone, but it is in WAL mode (2).
  const id = header.readInt32BE(HEADER.applicationId);
  const isNew = id === 0 && header[HEADER.writeVersion] === 2;
  if (id !== APPLICATION_ID && !isNew) throw damaged(path, 'a SQLite file of another program');
}

function refuseDamage(database: Database, path: string): void {
  const id = Number(database.get('pragma application_id')?.application_id);
  const tables = Number(database.get('select count(*) n from sqlite_schema')?.n);
  if (id !== APPLICATION_ID && tables > 0) throw damaged(path, 'a SQLite file of another program');
  const pages = Number(database.get('pragma page_count')?.page_count) * 8192;
  if (pages > SMALL_FILE) return;
  const verdict = database.get('pragma quick_check(1)')?.quick_check;
  if (verdict !== 'ok') throw damaged(path, String(verdict).split('\n').at(-1) ?? 'unreadable pages');
}

function upgrade(database: Database, path: string): void {
  const version = Number(database.get('pragma user_version')?.user_version);
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'newer_version',
      `${path} has format ${version}, this program knows up to ${SCHEMA_VERSION}; start it with the newer program.`,
    );
  }
  for (const [step, sql] of UPGRADES.entries()) {
    if (step < version) continue;
    database.exec(
      `begin immediate; ${sql}; pragma application_id = ${APPLICATION_ID}; pragma user_version = ${step + 1}; commit`,
    );
  }
}

function damaged(path: string, kind: string): StoreError {
  return new StoreError('damaged', `${path} is damaged (${kind}); restore a back-up of it, nothing was changed.`);
}

function startError(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (code === SQLITE.CORRUPT || code === SQLITE.NOTADB) return damaged(path, reason);
  if (code === SQLITE.FULL) return new StoreError('disk_full', `The disk of ${path} is full; free some space.`);
  if (code === SQLITE.READONLY || code === SQLITE.CANTOPEN || code === SQLITE.IOERR) {
    return new StoreError('unwritable', `${path} cannot be written (${reason}); check its rights and its disk.`);
  }
  return error;
}
