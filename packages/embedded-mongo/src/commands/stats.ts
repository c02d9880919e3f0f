import { Int32, Long } from 'bson';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from '../storage/catalog.js';
import type { Engine } from '../storage/engine.js';
import type { Call, Command } from './command.js';
import { anything, collectionName, flag, integer, readOptions } from './options.js';
import { numberValue } from './write.js';

/** Sizes of a collection, in bytes and numbers. */
interface Sizes {
  documents: number;
  bytes: number;
  indexBytes: Map<string, number>;
}

function sizesOf({ database }: Engine, collection: Collection): Sizes {
  const row = database.get(
    `select count(*) n, coalesce(sum(length(doc)), 0) bytes, coalesce(sum(length(k)), 0) ids from d${collection.id}`,
  );
  const indexBytes = new Map<string, number>();
  for (const { id, name } of collection.indexes) {
    const bytes = id === 0 ? row?.ids : database.get(`select coalesce(sum(length(k) + 8), 0) bytes from x${id}`)?.bytes;
    indexBytes.set(name, Number(bytes));
  }
  return { documents: Number(row?.n), bytes: Number(row?.bytes), indexBytes };
}

function storageStats(engine: Engine, collection: Collection | undefined, scale: number): Doc {
  const sizes = collection
    ? sizesOf(engine, collection)
    : { documents: 0, bytes: 0, indexBytes: new Map<string, number>() };
  const scaled = (bytes: number): Value => numberValue(Math.floor(bytes / scale));
  const total = [...sizes.indexBytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const doc: Doc = new Map<string, Value>([
    ['size', scaled(sizes.bytes)],
    ['count', numberValue(sizes.documents)],
  ]);
  if (sizes.documents > 0) doc.set('avgObjSize', numberValue(Math.floor(sizes.bytes / sizes.documents)));
  doc.set('storageSize', scaled(sizes.bytes));
  doc.set('freeStorageSize', new Int32(0));
  doc.set('capped', false);
  doc.set('nindexes', new Int32(sizes.indexBytes.size));
  doc.set('indexBuilds', []);
  doc.set('totalIndexSize', scaled(total));
  doc.set('totalSize', scaled(total + sizes.bytes));
  doc.set('indexSizes', new Map([...sizes.indexBytes].map(([name, bytes]) => [name, scaled(bytes)])));
  doc.set('scaleFactor', numberValue(scale));
  return doc;
}

export const collStatsCommand: Command = {
  name: 'collStats',
  readsOnly: true,
  aliases: ['collstats'],
  answer(call) {
    const name = collectionName(call.body, call.body.has('collStats') ? 'collStats' : 'collstats');
    const { scale = 1 } = readOptions('collStats', call.body, {
      collStats: anything,
      collstats: anything,
      scale: integer,
    });
    const stats = storageStats(call.engine, call.engine.catalog.find(call.db, name), scale);
    return { doc: new Map<string, Value>([['ns', `${call.db}.${name}`], ...stats]) };
  },
};

export const dbStats: Command = {
  name: 'dbStats',
  readsOnly: true,
  aliases: ['dbstats'],
  answer(call) {
    const options = { dbStats: anything, dbstats: anything, scale: integer, freeStorage: flag };
    const { scale = 1 } = readOptions('dbStats', call.body, options);
    const collections = [...call.engine.catalog.all()].filter((collection) => collection.db === call.db);
    const sizes = collections.map((collection) => sizesOf(call.engine, collection));
    const sum = (pick: (size: Sizes) => number): number => sizes.reduce((total, size) => total + pick(size), 0);
    const objects = sum((size) => size.documents);
    const bytes = sum((size) => size.bytes);
    const indexBytes = sum((size) => [...size.indexBytes.values()].reduce((a, b) => a + b, 0));
    const scaled = (value: number): Value => numberValue(Math.floor(value / scale));
    return {
      doc: new Map<string, Value>([
        ['db', call.db],
        ['collections', numberValue(collections.length)],
        ['views', new Int32(0)],
        ['objects', numberValue(objects)],
        ['avgObjSize', numberValue(objects > 0 ? Math.floor(bytes / objects) : 0)],
        ['dataSize', scaled(bytes)],
        ['storageSize', scaled(bytes)],
        ['indexes', numberValue(sum((size) => size.indexBytes.size))],
        ['indexSize', scaled(indexBytes)],
        ['totalSize', scaled(bytes + indexBytes)],
        ['scaleFactor', numberValue(scale)],
      ]),
    };
  },
};

/** The answer of the stage `$collStats`. */
export function collStats(call: Call, name: string, spec: Doc): Doc[] {
  const collection = call.engine.catalog.find(call.db, name);
  if (!collection) throw new MongoError(26, `Collection [${call.db}.${name}] not found.`);
  const doc: Doc = new Map<string, Value>([
    ['ns', `${call.db}.${name}`],
    ['host', call.server.identity.address],
    ['localTime', call.now],
  ]);
  if (spec.has('storageStats')) doc.set('storageStats', storageStats(call.engine, collection, 1));
  if (spec.has('count')) doc.set('count', numberValue(sizesOf(call.engine, collection).documents));
  return [doc];
}

/** The answer of the stage `$indexStats`. How often an index was used is not counted. */
export function indexStats(call: Call, name: string): Doc[] {
  const collection = call.engine.catalog.find(call.db, name);
  const accesses: Doc = new Map<string, Value>([
    ['ops', Long.ZERO],
    ['since', new Date(call.server.identity.startedAt)],
  ]);
  return (collection?.indexes ?? []).map(
    (index): Doc =>
      new Map<string, Value>([
        ['name', index.name],
        ['key', index.spec.get('key') ?? null],
        ['host', call.server.identity.address],
        ['accesses', accesses],
        ['spec', index.spec],
      ]),
  );
}
