import { Binary } from 'bson';
import { encode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { type RefusedFeature, refuse } from '../refused.js';
import type { Collection } from '../storage/catalog.js';
import type { Engine, Steps } from '../storage/engine.js';
import { filterOf } from '../storage/environment.js';
import { sourceOf } from '../wire/cursors.js';
import type { Command, Reply } from './command.js';
import { createCollection, inBatch } from './create.js';
import {
  anything,
  collation,
  collectionName,
  doc,
  docOrNull,
  flag,
  type OptionReader,
  only,
  readOptions,
  text,
} from './options.js';
import { openCursor } from './read.js';
import { numberValue } from './write.js';

/** An option whose presence alone asks for a kind of collection that is not there. */
const refused =
  (what: RefusedFeature): OptionReader<never> =>
  () =>
    refuse(what);

const createOptions = {
  create: anything,
  collation,
  capped: only([false], 'a capped collection'),
  size: anything,
  max: anything,
  autoIndexId: only([true], 'autoIndexId: false'),
  validator: doc,
  validationLevel: text,
  validationAction: text,
  viewOn: refused('a view'),
  pipeline: refused('a view'),
  timeseries: refused('a time series'),
  expireAfterSeconds: refused('a time series'),
  clusteredIndex: refused('a clustered collection'),
  encryptedFields: refused('client-side encryption'),
  storageEngine: refused('an option of a storage engine'),
  indexOptionDefaults: refused('indexOptionDefaults'),
  changeStreamPreAndPostImages: refused('an image from before a change'),
};

export const create: Command = {
  name: 'create',
  transactional: true,
  writes: true,
  answer(call) {
    const name = collectionName(call.body, 'create');
    const given = readOptions('create', call.body, createOptions);
    const options: Doc = new Map();
    if (given.collation?.order) options.set('collation', given.collation.spec);
    addValidator(options, given);
    const existing = call.engine.catalog.find(call.db, name);
    const isSame = existing && Buffer.compare(encode(existing.options), encode(options)) === 0;
    if (!isSame) createCollection(call.engine, call.db, name, options);
    return { doc: new Map() };
  },
};

/** Puts checked validation rules among the options of a collection. */
export function addValidator(
  options: Doc,
  given: { validator?: Doc; validationLevel?: string; validationAction?: string },
): void {
  const { validator, validationLevel: level, validationAction: action } = given;
  if (validator) {
    filterOf(validator);
    options.set('validator', validator);
  }
  if (level !== undefined && !['strict', 'moderate', 'off'].includes(level)) {
    throw new MongoError(2, `Enumeration value '${level}' for field 'validationLevel' is not a valid value.`);
  }
  if (action === 'warn') refuse('validationAction "warn"');
  if (action !== undefined && action !== 'error') {
    throw new MongoError(2, `Enumeration value '${action}' for field 'validationAction' is not a valid value.`);
  }
  if (level !== undefined) options.set('validationLevel', level);
  if (action !== undefined) options.set('validationAction', action);
}

export const drop: Command = {
  name: 'drop',
  writes: true,
  answer(call) {
    const name = collectionName(call.body, 'drop');
    readOptions('drop', call.body, { drop: anything });
    const collection = call.engine.catalog.find(call.db, name);
    if (!collection) return { doc: new Map([['ns', `${call.db}.${name}`]]) };
    const doc: Doc = new Map();
    doc.set('nIndexesWas', numberOfIndexes(collection));
    doc.set('ns', `${call.db}.${name}`);
    dropCollection(call.engine, collection);
    call.server.cursors.closeWhere((cursor) => cursor.ns === `${call.db}.${name}` && !cursor.stream);
    return { doc };
  },
};

const numberOfIndexes = (collection: Collection): Value => numberValue(collection.indexes.length);

/** Drops a collection and tells the change log. */
export function dropCollection(engine: Engine, collection: Collection): void {
  const { id, db, name } = collection;
  inBatch(engine, () => {
    engine.claims.next();
    engine.catalog.drop(collection);
    engine.log.append({ collection: id, db, coll: name, kind: 'drop', doc: encode(new Map()) });
  });
}

export const dropDatabase: Command = {
  name: 'dropDatabase',
  writes: true,
  answer(call) {
    readOptions('dropDatabase', call.body, { dropDatabase: anything });
    const { engine, db } = call;
    const collections = [...engine.catalog.all()].filter((collection) => collection.db === db);
    for (const collection of collections) dropCollection(engine, collection);
    if (collections.length > 0) {
      inBatch(engine, () =>
        engine.log.append({ collection: 0, db, coll: '', kind: 'dropDatabase', doc: encode(new Map()) }),
      );
    }
    call.server.cursors.closeWhere((cursor) => cursor.ns.startsWith(`${db}.`) && !cursor.stream);
    return { doc: new Map(collections.length > 0 ? [['dropped', db]] : []) };
  },
};

const listOptions = {
  listCollections: anything,
  filter: docOrNull,
  nameOnly: flag,
  authorizedCollections: flag,
  cursor: doc,
};

export const listCollections: Command = {
  name: 'listCollections',
  readsOnly: true,
  *run(call): Steps<Reply> {
    const { filter, nameOnly = false } = readOptions('listCollections', call.body, listOptions);
    const wanted = filterOf(filter ?? new Map());
    const found: Uint8Array[] = [];
    const collections = [...call.engine.catalog.all()].filter((collection) => collection.db === call.db);
    for (const collection of collections.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const described = describe(collection, nameOnly);
      if (wanted.matches(described)) found.push(encode(described));
    }
    return yield* openCursor(
      call,
      `${call.db}.$cmd.listCollections`,
      sourceOf(found.values()),
      Number.MAX_SAFE_INTEGER,
    );
  },
};

function describe(collection: Collection, nameOnly: boolean): Doc {
  const described: Doc = new Map<string, Value>([
    ['name', collection.name],
    ['type', 'collection'],
  ]);
  if (nameOnly) return described;
  described.set('options', collection.options);
  const info: Doc = new Map<string, Value>([
    ['readOnly', false],
    ['uuid', new Binary(collection.uuid, 4)],
  ]);
  described.set('info', info);
  described.set('idIndex', collection.indexes[0]!.spec);
  return described;
}

export const listDatabases: Command = {
  name: 'listDatabases',
  readsOnly: true,
  answer(call) {
    const options = { listDatabases: anything, filter: docOrNull, nameOnly: flag, authorizedDatabases: flag };
    const { filter, nameOnly = false } = readOptions('listDatabases', call.body, options);
    if (call.db !== 'admin') throw new MongoError(13, 'listDatabases may only be run against the admin database.');
    const wanted = filterOf(filter ?? new Map());
    const names = [...new Set([...call.engine.catalog.all()].map((collection) => collection.db))].sort();
    const databases: Doc[] = names.map((name) => new Map<string, Value>([['name', name]]));
    if (!nameOnly) for (const database of databases) addSize(call.engine, database);
    const found = databases.filter((database) => wanted.matches(database));
    const doc: Doc = new Map<string, Value>([['databases', found]]);
    if (!nameOnly) {
      const total = found.reduce((sum, database) => sum + Number(database.get('sizeOnDisk')), 0);
      doc.set('totalSize', numberValue(total));
      doc.set('totalSizeMb', numberValue(Math.floor(total / 1048576)));
    }
    return { doc };
  },
};

/** All databases share one file, so each is given the size of its documents. */
function addSize(engine: Engine, database: Doc): void {
  let size = 0;
  for (const collection of engine.catalog.all()) {
    if (collection.db === database.get('name')) {
      size += Number(engine.database.get(`select coalesce(sum(length(doc)), 0) n from d${collection.id}`)?.n);
    }
  }
  database.set('sizeOnDisk', numberValue(size));
  database.set('empty', size === 0);
}
