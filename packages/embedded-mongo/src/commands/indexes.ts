import { Int32 } from 'bson';
import { decode, encode } from '../bson/codec.js';
import { compareKeys } from '../bson/keys.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from '../storage/catalog.js';
import { duplicateKey, shown } from '../storage/duplicate-key.js';
import { type Engine, isVisible, type Steps, type View } from '../storage/engine.js';
import { numberOf } from '../storage/environment.js';
import { keysOf } from '../storage/index-keys.js';
import { checkIndexSpec, type Index } from '../storage/index-spec.js';
import { checkUnique, prepare } from '../storage/prepare.js';
import { scan } from '../storage/scan.js';
import { sourceOf } from '../wire/cursors.js';
import type { Command, Reply } from './command.js';
import { createCollection, inBatch } from './create.js';
import { anything, collectionName, doc, docs, readOptions } from './options.js';
import { openCursor } from './read.js';
import { numberValue } from './write.js';

const createOptions = {
  createIndexes: anything,
  indexes: docs,
  commitQuorum: anything,
  ignoreUnknownIndexOptions: anything,
};

/** The most indexes of one collection, as MongoDB has it. */
const MOST_INDEXES = 64;

export const createIndexes: Command = {
  name: 'createIndexes',
  transactional: true,
  writes: true,
  answer(call) {
    const name = collectionName(call.body, 'createIndexes');
    const { indexes = [] } = readOptions('createIndexes', call.body, createOptions);
    if (indexes.length === 0) throw new MongoError(2, 'Must specify at least one index to create');
    const isNew = call.engine.catalog.find(call.db, name) === undefined;
    const existing = call.engine.catalog.find(call.db, name);
    const specs = indexes.map((spec) => checkIndexSpec(spec, existing?.collationSpec));
    const collection = existing ?? createCollection(call.engine, call.db, name, new Map());
    const before = collection.indexes.length;
    const missing = specs.filter((spec) => isMissing(collection, spec));
    if (before + missing.length > MOST_INDEXES)
      throw new MongoError(67, `add index fails, too many indexes for ${call.db}.${name}`);
    if (missing.length > 0 && existing && call.view.transaction && isVisible(call.view, existing)) {
      const text = `Cannot create new indexes on existing collection ${call.db}.${name} in a multi-document transaction.`;
      throw new MongoError(263, text);
    }
    for (const spec of missing) buildIndex(call.engine, collection, spec);
    const answer: Doc = new Map<string, Value>([
      ['numIndexesBefore', new Int32(before)],
      ['numIndexesAfter', new Int32(collection.indexes.length)],
      ['createdCollectionAutomatically', isNew],
    ]);
    if (missing.length === 0) answer.set('note', 'all indexes already exist');
    return { doc: answer };
  },
};

/** @throws MongoError 85 or 86 for another index of the same name or key */
function isMissing(collection: Collection, spec: Doc): boolean {
  const bytes = encode(comparable(spec));
  for (const index of collection.indexes) {
    const known = index.spec;
    const sameName = index.name === spec.get('name');
    const sameKey =
      equal(known.get('key') as Doc, spec.get('key') as Doc) &&
      known.get('unique') === spec.get('unique') &&
      known.get('sparse') === spec.get('sparse') &&
      equalPart(known, spec, 'collation') &&
      equalPart(known, spec, 'partialFilterExpression');
    if (index.id === 0 && equal(known.get('key') as Doc, spec.get('key') as Doc)) return false;
    if (sameName && sameKey && compareKeys(encode(comparable(known)), bytes) === 0) return false;
    if (sameName && !sameKey) {
      throw new MongoError(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${shownSpec(spec)}, existing index: ${shownSpec(known)}`,
      );
    }
    if (sameName)
      throw new MongoError(
        85,
        `An equivalent index already exists with the same name but different options. Requested index: ${shownSpec(spec)}, existing index: ${shownSpec(known)}`,
      );
    if (sameKey) throw new MongoError(85, `Index already exists with a different name: ${index.name}`);
  }
  return true;
}

function comparable(spec: Doc): Doc {
  const kept = ['unique', 'sparse', 'partialFilterExpression', 'collation', 'expireAfterSeconds'];
  return new Map(kept.filter((name) => spec.has(name)).map((name) => [name, spec.get(name)!]));
}

/** Whether two key patterns are the same; the kind of number does not matter. */
function equal(a: Doc, b: Doc): boolean {
  const text = (key: Doc): string => JSON.stringify([...key].map(([path, direction]) => [path, numberOf(direction)]));
  return text(a) === text(b);
}

const equalPart = (a: Doc, b: Doc, part: string): boolean => shown(a.get(part)) === shown(b.get(part));
const shownSpec = (spec: Doc): string => shown(spec);

/** Makes an index and fills it. @throws MongoError 11000 when a unique one does not fit the documents */
export function buildIndex(engine: Engine, collection: Collection, spec: Doc): Index {
  const view: View = { database: engine.database, transaction: undefined };
  try {
    engine.batch.begin();
    engine.database.exec('savepoint build');
    const index = engine.catalog.addIndex(collection, spec, engine.claims.next());
    fill(engine, view, collection, index);
    engine.database.exec('release build');
    return index;
  } catch (error) {
    if (!(error instanceof MongoError)) throw engine.batch.fail(error);
    engine.database.forget();
    engine.database.exec('rollback to build; release build');
    engine.catalog.reload();
    throw error;
  }
}

function fill(engine: Engine, view: View, collection: Collection, index: Index): void {
  const { database, catalog } = engine;
  const probe = `select r from x${index.id} where k = ? limit 1`;
  const add = `insert into x${index.id} (k, r) values (?, ?)`;
  for (const row of scan(view, collection, { index: undefined, ranges: [], reverse: false })) {
    if (!row) continue;
    const document = decode(row.bytes);
    const { keys, multikey } = keysOf(index, document);
    if ((index.multikey | multikey) !== index.multikey) catalog.setMultikey(index, multikey);
    for (const key of keys) {
      if (index.unique && database.get(probe, key)) checkRow(view, collection, document, index);
      database.run(add, key, row.row);
    }
  }
}

/** A key that is there twice: an error, unless a collation only gave two strings one key. */
function checkRow(view: View, collection: Collection, document: Doc, index: Index): void {
  const write = prepare(view, { ...collection, indexes: [collection.indexes[0]!, index] }, undefined, document);
  checkUnique(view, { ...write, before: { row: 0, bytes: new Uint8Array(), doc: document } });
  if (!index.collation) throw duplicateKey(collection, index, []);
}

export const listIndexes: Command = {
  name: 'listIndexes',
  readsOnly: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, 'listIndexes');
    readOptions('listIndexes', call.body, { listIndexes: anything, cursor: doc });
    const collection = call.engine.catalog.find(call.db, name);
    if (!collection) throw new MongoError(26, `ns does not exist: ${call.db}.${name}`);
    const specs = collection.indexes.map((index) => encode(index.spec));
    return yield* openCursor(call, `${call.db}.${name}`, sourceOf(specs.values()), Number.MAX_SAFE_INTEGER);
  },
};

export const dropIndexes: Command = {
  name: 'dropIndexes',
  aliases: ['deleteIndexes'],
  writes: true,
  answer(call) {
    const name = collectionName(call.body, call.body.has('dropIndexes') ? 'dropIndexes' : 'deleteIndexes');
    const { index } = readOptions('dropIndexes', call.body, {
      dropIndexes: anything,
      deleteIndexes: anything,
      index: anything,
    });
    const collection = call.engine.catalog.find(call.db, name);
    if (!collection) throw new MongoError(26, `ns not found ${call.db}.${name}`);
    const before = collection.indexes.length;
    const dropped = index === '*' ? collection.indexes.slice(1) : namedIndexes(collection, index);
    inBatch(call.engine, () => {
      call.engine.claims.next();
      for (const one of dropped) call.engine.catalog.dropIndex(collection, one);
    });
    return { doc: new Map([['nIndexesWas', numberValue(before)]]) };
  },
};

function namedIndexes(collection: Collection, wanted: Value | undefined): Index[] {
  const names = Array.isArray(wanted) ? wanted : [wanted];
  return names.map((name) => {
    const index = collection.indexes.find(
      (one) => one.name === name || (name instanceof Map && equal(one.spec.get('key') as Doc, name)),
    );
    if (!index)
      throw new MongoError(27, `index not found with name [${typeof name === 'string' ? name : shown(name)}]`);
    if (index.id === 0) throw new MongoError(72, 'cannot drop _id index');
    return index;
  });
}
