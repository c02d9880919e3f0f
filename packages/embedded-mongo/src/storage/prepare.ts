import { decode, encode } from '../bson/codec.js';
import type { Collation } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { encodeKey, successor } from '../bson/keys.js';
import { isSameRaw } from '../bson/raw.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from './catalog.js';
import { documentClaim, uniqueClaim } from './claims.js';
import { duplicateKey } from './duplicate-key.js';
import { fetchRow, isVisible, type View } from './engine.js';
import { idKeyOf, keysOf, keyText, partsOf } from './index-keys.js';
import type { Index } from './index-spec.js';
import { checkValidator } from './validator.js';

/** The largest document, in bytes. */
export const MAX_DOCUMENT = 16 * 1024 * 1024;

/** A document as it is now. */
export interface Before {
  row: number;
  bytes: Uint8Array;
  doc: Doc;
}

/** How one index changes when a document is written: those that do not are left out. */
export interface KeyChange {
  index: Index;
  removed: Uint8Array[];
  added: Uint8Array[];
  multikey: number;
}

/** A write of one document with everything computed, so that nothing can fail half-way. */
export interface Prepared {
  collection: Collection;
  before: Before | undefined;
  after: { doc: Doc; bytes: Uint8Array } | undefined;
  idKey: Uint8Array;
  keys: KeyChange[];
  claims: string[];
}

/**
 * Computes a write. Neither `before` (an insert) nor `after` (a delete) need be there, but one of them.
 * @throws MongoError 10334 for a document over 16 MB, 15 for one nested too deep, 171, or what the validator of the collection says
 */
export function prepare(
  view: View,
  collection: Collection,
  before: Before | undefined,
  after: Doc | undefined,
  bytes?: Uint8Array,
): Prepared {
  const encoded = after && (bytes ?? encode(after));
  if (encoded && encoded.length > MAX_DOCUMENT) {
    throw new MongoError(
      10334,
      `BSONObj size: ${encoded.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT}`,
    );
  }
  if (after && encoded) checkDepth(after, encoded.length);
  if (after) checkValidator(collection, before?.doc, after);
  const id = (after ?? before?.doc)?.get('_id') ?? null;
  const idKey = idKeyOf(id, collection.collation);
  const keys: KeyChange[] = [];
  const claims = [documentClaim(collection, idKey)];
  for (const index of collection.indexes) {
    if (index.id === 0 || !isVisible(view, index) || hasSameKeys(index, before?.bytes, encoded)) continue;
    const change = keyChange(index, before?.doc, after);
    keys.push(change);
    if (index.unique) for (const key of [...change.removed, ...change.added]) claims.push(uniqueClaim(index, key));
  }
  return {
    collection,
    before,
    after: after && encoded ? { doc: after, bytes: encoded } : undefined,
    idKey,
    keys,
    claims,
  };
}

/** The deepest nesting of a stored document, itself counted; a message may hold a little more around it. */
const MAX_NESTING = 180;
/** A level of nesting takes at least a type, a name that ends, a length and an end. */
const LEVEL_BYTES = 7;

function checkDepth(doc: Doc, bytes: number): void {
  if (bytes < MAX_NESTING * LEVEL_BYTES || !isDeeper(doc, MAX_NESTING)) return;
  throw new MongoError(15, `cannot store a document because it exceeds ${MAX_NESTING} levels of nesting`);
}

function isDeeper(value: Value, levels: number): boolean {
  if (!(value instanceof Map) && !Array.isArray(value)) return false;
  if (levels === 0) return true;
  for (const inner of value.values()) if (isDeeper(inner, levels - 1)) return true;
  return false;
}

/** A document may have thousands of keys in an index that a write does not touch. */
function hasSameKeys({ fields }: Index, before: Uint8Array | undefined, after: Uint8Array | undefined): boolean {
  return (
    before !== undefined && after !== undefined && fields?.every((name) => isSameRaw(before, after, name)) === true
  );
}

function keyChange(index: Index, before: Doc | undefined, after: Doc | undefined): KeyChange {
  const old = before ? keysOf(index, before).keys : [];
  const fresh = after ? keysOf(index, after) : { keys: [], multikey: 0 };
  if (old.length === 0) return { index, removed: [], added: fresh.keys, multikey: fresh.multikey };
  const oldTexts = new Set(old.map(keyText));
  const newTexts = new Set(fresh.keys.map(keyText));
  return {
    index,
    removed: old.filter((key) => !newTexts.has(keyText(key))),
    added: fresh.keys.filter((key) => !oldTexts.has(keyText(key))),
    multikey: fresh.multikey,
  };
}

/** @throws DuplicateKey when a unique key of the write belongs to another document in the view */
export function checkUnique(view: View, write: Prepared): void {
  if (!write.after) return;
  if (!write.before) checkId(view, write);
  for (const { index, added } of write.keys) {
    if (index.unique) for (const key of added) checkKey(view, write, index, key);
  }
}

function checkId(view: View, { collection, idKey, after }: Prepared): void {
  const id = after?.doc.get('_id') ?? null;
  const overlay = view.transaction?.overlays.get(collection.id);
  const mine = overlay?.byId.get(keyText(idKey));
  const taken = mine
    ? mine.bytes !== undefined
    : isVisible(view, collection) && sameIds(view, collection, id, idKey).some((row) => !overlay?.byRow.has(row));
  if (taken) throw duplicateKey(collection, collection.indexes[0]!, [id]);
}

function sameIds(view: View, collection: Collection, id: Value, idKey: Uint8Array): number[] {
  const table = `d${collection.id}`;
  if (!collection.collation) {
    const row = view.database.get(`select r from ${table} where k = ?`, idKey);
    return row ? [Number(row.r)] : [];
  }
  const prefix = encodeKey([id], [1], collection.collation);
  const rows = view.database.all(
    `select r, doc from ${table} where k >= ? and k < ?`,
    prefix,
    successor(prefix) ?? prefix,
  );
  const isSame = (bytes: Uint8Array): boolean => compare(decode(bytes).get('_id'), id, collection.collation) === 0;
  return rows.filter((row) => isSame(row.doc as Uint8Array)).map((row) => Number(row.r));
}

function checkKey(view: View, write: Prepared, index: Index, key: Uint8Array): void {
  const { collection, before, after } = write;
  const own = before?.row ?? 0;
  const overlay = view.transaction?.overlays.get(collection.id);
  const inside = overlay?.unique.get(uniqueClaim(index, key));
  const rows = inside !== undefined && inside !== own ? [inside] : [];
  for (const found of view.database.all(`select r from x${index.id} where k = ? and r <> ? limit 8`, key, own)) {
    // A document that the transaction has changed may have kept this key.
    const changed = overlay?.byRow.get(Number(found.r));
    if (!changed || (changed.bytes && hasKey(index, changed.bytes, key))) rows.push(Number(found.r));
  }
  const values = after ? valuesOfKey(index, after.doc, key) : [];
  for (const row of rows) {
    if (!index.collation || hasValues(view, write, index, row, values)) throw duplicateKey(collection, index, values);
  }
}

const hasKey = (index: Index, bytes: Uint8Array, key: Uint8Array): boolean =>
  keysOf(index, decode(bytes)).keys.some((one) => keyText(one) === keyText(key));

/** The field values behind one key of a document. */
function valuesOfKey(index: Index, doc: Doc, key: Uint8Array): Value[] {
  const text = keyText(key);
  const rows = partsOf(index, doc);
  const found = rows.find((row) => keyText(encodeKey(row, index.directions, index.collation)) === text);
  return (found ?? []).map((value) => (value === undefined ? [] : value));
}

/** Whether a document really has these values: strings that differ may share a collated key. */
function hasValues(view: View, write: Prepared, index: Index, row: number, values: Value[]): boolean {
  const bytes = fetchRow(view, write.collection, row);
  if (!bytes) return false;
  return partsOf(index, decode(bytes)).some((parts) => sameValues(parts, values, index.collation));
}

function sameValues(parts: (Value | undefined)[], values: Value[], collation: Collation | undefined): boolean {
  return parts.every((part, at) => compare(part === undefined ? [] : part, values[at], collation) === 0);
}
