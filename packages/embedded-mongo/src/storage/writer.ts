import { decode } from '../bson/codec.js';
import type { Doc } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from './catalog.js';
import { type Change, deleteChange, documentChange, updateChange } from './change-log.js';
import { uniqueClaim } from './claims.js';
import { type Engine, fetchRow, type Steps, type View } from './engine.js';
import { keyText } from './index-keys.js';
import { type Before, checkUnique, type Prepared, prepare } from './prepare.js';
import { claim, countBytes, overlayOf, type Transaction, writeConflict } from './transaction.js';

/** What an update makes of a document, or undefined when it leaves it alone. */
export type Change1 = (before: Before) => { doc: Doc; kind: 'update' | 'replace' } | undefined;

/** Inserts a document that has its `_id`. @throws DuplicateKey */
export function* insertDocument(
  engine: Engine,
  view: View,
  collection: Collection,
  doc: Doc,
  bytes?: Uint8Array,
): Steps<void> {
  const write = prepare(view, collection, undefined, doc, bytes);
  yield* untilFree(engine, view, write);
  checkUnique(view, write);
  const change = documentChange('insert', collection, write.after!.bytes);
  apply(engine, view, write, change);
}

/**
 * Updates one document as it is at the moment of the write: `change` sees it again after every wait.
 * @returns the document afterwards, or undefined when it is gone or was left alone
 */
export function* updateDocument(
  engine: Engine,
  view: View,
  collection: Collection,
  row: number,
  change: Change1,
): Steps<Uint8Array | undefined> {
  for (;;) {
    const before = readBefore(view, collection, row);
    const made = before && change(before);
    if (!before || !made) return undefined;
    const write = prepare(view, collection, before, made.doc);
    if (yield* waited(engine, view, write)) continue;
    checkUnique(view, write);
    const bytes = write.after!.bytes;
    const logged =
      made.kind === 'update'
        ? updateChange(collection, before.doc, made.doc)
        : documentChange('replace', collection, bytes);
    apply(engine, view, write, logged);
    return bytes;
  }
}

/** Deletes one document if it is still wanted. @returns the document that was deleted */
export function* removeDocument(
  engine: Engine,
  view: View,
  collection: Collection,
  row: number,
  wanted: (before: Before) => boolean,
): Steps<Uint8Array | undefined> {
  for (;;) {
    const before = readBefore(view, collection, row);
    if (!before || !wanted(before)) return undefined;
    const write = prepare(view, collection, before, undefined);
    if (yield* waited(engine, view, write)) continue;
    apply(engine, view, write, deleteChange(collection, before.doc.get('_id') ?? null));
    return before.bytes;
  }
}

function readBefore(view: View, collection: Collection, row: number): Before | undefined {
  const bytes = fetchRow(view, collection, row);
  return bytes && { row, bytes, doc: decode(bytes) };
}

function* untilFree(engine: Engine, view: View, write: Prepared): Steps<void> {
  while (yield* waited(engine, view, write));
}

/** Claims for a transaction; waits once for the transaction that stands in the way of a plain write. */
function* waited(engine: Engine, view: View, write: Prepared): Steps<boolean> {
  if (view.transaction) {
    for (const key of write.claims) claim(engine, view.transaction, key);
    return false;
  }
  if (!engine.claims.any()) return false;
  for (const key of write.claims) {
    const holder = engine.claims.holder(key);
    if (!holder) continue;
    yield holder.ended;
    return true;
  }
  return false;
}

function apply(engine: Engine, view: View, write: Prepared, change: Change): void {
  if (view.transaction) applyInside(view.transaction, write, change);
  else applyToFile(engine, write, change);
}

/** Remembers a write in the transaction. */
function applyInside(transaction: Transaction, write: Prepared, change: Change): void {
  const { collection, before, after, idKey } = write;
  const overlay = overlayOf(transaction, collection);
  const known = overlay.byId.get(keyText(idKey));
  const row = before?.row ?? known?.row ?? transaction.nextRow--;
  const entry = { row, idKey, bytes: after?.bytes };
  overlay.byId.set(keyText(idKey), entry);
  overlay.byRow.set(row, entry);
  for (const { index, removed, added } of write.keys) {
    if (!index.unique) continue;
    for (const key of removed) overlay.unique.delete(uniqueClaim(index, key));
    for (const key of added) overlay.unique.set(uniqueClaim(index, key), row);
  }
  transaction.changes.push(change);
  countBytes(transaction, change.doc.length);
}

function applyToFile(engine: Engine, write: Prepared, change: Change): void {
  try {
    engine.batch.begin();
    removeRows(engine, write);
    addRows(engine, write);
    for (const key of write.claims) engine.claims.note(key);
    engine.log.append(change);
  } catch (error) {
    throw engine.batch.fail(error);
  }
}

function removeRows({ database }: Engine, { collection, before, after, keys }: Prepared): void {
  if (!before) return;
  for (const { index, removed } of keys) {
    for (const key of removed) database.run(`delete from x${index.id} where k = ? and r = ?`, key, before.row);
  }
  if (!after) database.run(`delete from d${collection.id} where r = ?`, before.row);
}

function addRows({ database, catalog }: Engine, { collection, before, after, keys, idKey }: Prepared): void {
  if (!after) return;
  const row = before?.row ?? collection.nextRow++;
  if (before) database.run(`update d${collection.id} set doc = ? where r = ?`, after.bytes, row);
  else database.run(`insert into d${collection.id} (r, k, doc) values (?, ?, ?)`, row, idKey, after.bytes);
  for (const { index, added, multikey } of keys) {
    for (const key of added) database.run(`insert into x${index.id} (k, r) values (?, ?)`, key, row);
    if ((index.multikey | multikey) !== index.multikey) catalog.setMultikey(index, multikey);
  }
}

/**
 * Writes everything a transaction did into the open batch.
 * Deletes come first, so that a unique key can move from one document to another.
 * @throws MongoError 112 when a collection is gone or a new unique index is violated
 */
export function commitTransaction(engine: Engine, transaction: Transaction): void {
  const view: View = { database: engine.database, transaction: undefined };
  if (transaction.changes.length === 0) return;
  try {
    engine.batch.begin();
    engine.database.exec('savepoint whole');
    const writes = preparedWrites(engine, view, transaction);
    for (const write of writes) removeRows(engine, write);
    for (const write of writes) {
      checkCommitted(view, write);
      addRows(engine, write);
    }
    for (const key of transaction.held) engine.claims.note(key);
    for (const change of transaction.changes) engine.log.append(change, transaction);
    engine.database.exec('release whole');
  } catch (error) {
    throw undoCommit(engine, error);
  }
}

/** A conflict undoes this transaction only; a failing disk undoes the batch. */
function undoCommit(engine: Engine, error: unknown): unknown {
  if (!(error instanceof MongoError)) return engine.batch.fail(error);
  engine.database.exec('rollback to whole; release whole');
  engine.catalog.reload();
  return error;
}

function preparedWrites(engine: Engine, view: View, transaction: Transaction): Prepared[] {
  const writes: Prepared[] = [];
  for (const [id, overlay] of transaction.overlays) {
    const collection = engine.catalog.byId(id);
    if (!collection) throw writeConflict();
    for (const { row, bytes } of overlay.byRow.values()) {
      const before = row > 0 ? readBefore(view, collection, row) : undefined;
      if (row > 0 && !before) throw writeConflict();
      if (before || bytes) writes.push(prepare(view, collection, before, bytes && decode(bytes), bytes));
    }
  }
  return writes;
}

/** Claims have kept all unique keys free, but for indexes made after the snapshot. */
function checkCommitted(view: View, write: Prepared): void {
  try {
    checkUnique(view, write);
  } catch (error) {
    throw error instanceof MongoError && error.code === 11000 ? writeConflict() : error;
  }
}
