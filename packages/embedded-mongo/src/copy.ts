import { createHash } from 'node:crypto';
import type { Collection, Db, Document, MongoClient } from 'mongodb';
import { StoreError } from './storage/store-error.js';

/** What was copied, by collection. */
export interface CopyReport {
  collections: { ns: string; documents: number; indexes: number }[];
}

/** How a copy is made. */
export interface CopyOptions {
  /** Copy only these databases; all but `admin`, `config` and `local` when not given. */
  databases?: string[];
  /** Told after each collection. */
  progress?(ns: string, documents: number): void;
}

const BATCH = 500;
const SYSTEM = new Set(['admin', 'config', 'local']);

/**
 * Copies all collections with their indexes from one server to another, of whatever kind, and verifies the result by
 * number and hash of the documents. Stop writing to the source first. Needs the package `mongodb`, which only this uses.
 * @param from the address of the source, such as the `uri` of a store
 * @param to the address of the target, such as that of a replica set
 * @throws StoreError `copy_failed` when the target is not empty or does not hold the same afterwards, or without that package
 */
export async function copy(from: string, to: string, options: CopyOptions = {}): Promise<CopyReport> {
  const { MongoClient } = await driver();
  const [source, target] = [new MongoClient(from), new MongoClient(to)];
  try {
    return await copyAll(source, target, options);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

async function driver(): Promise<typeof import('mongodb')> {
  try {
    return await import('mongodb');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StoreError('copy_failed', 'Copying needs the package "mongodb": npm install mongodb, then try again.');
  }
}

async function copyAll(from: MongoClient, to: MongoClient, options: CopyOptions): Promise<CopyReport> {
  const names = options.databases ?? (await databasesOf(from));
  const report: CopyReport = { collections: [] };
  for (const name of names) await refuseFull(to.db(name));
  for (const name of names) {
    for (const { name: collection, options: made } of await collectionsOf(from.db(name))) {
      const source = from.db(name).collection(collection);
      const target = await to.db(name).createCollection(collection, made);
      const documents = await copyDocuments(source, target);
      const indexes = await copyIndexes(source, target);
      await verify(source, target);
      report.collections.push({ ns: `${name}.${collection}`, documents, indexes });
      options.progress?.(`${name}.${collection}`, documents);
    }
  }
  return report;
}

async function databasesOf(client: MongoClient): Promise<string[]> {
  const { databases } = await client.db('admin').command({ listDatabases: 1, nameOnly: true });
  return databases.map((database: Document) => String(database.name)).filter((name: string) => !SYSTEM.has(name));
}

async function collectionsOf(db: Db): Promise<{ name: string; options: Document }[]> {
  const found = await db.listCollections().toArray();
  return found
    .filter(({ name, type }) => type === 'collection' && !name.startsWith('system.'))
    .map((one) => ({ name: one.name, options: ('options' in one && one.options) || {} }));
}

async function refuseFull(db: Db): Promise<void> {
  for (const { name } of await collectionsOf(db)) {
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } })) {
      throw new StoreError(
        'copy_failed',
        `The target already holds documents in ${db.databaseName}.${name}; nothing was copied.`,
      );
    }
    await db.collection(name).drop();
  }
}

/** Documents travel as bytes, so that no value changes its type on the way. */
async function copyDocuments(source: Collection, target: Collection): Promise<number> {
  let copied = 0;
  let batch: Document[] = [];
  const write = async (): Promise<void> => {
    if (batch.length > 0) await target.insertMany(batch, { ordered: true });
    copied += batch.length;
    batch = [];
  };
  for await (const document of source.find({}, { sort: { _id: 1 }, promoteValues: false, bsonRegExp: true })) {
    batch.push(document);
    if (batch.length >= BATCH) await write();
  }
  await write();
  return copied;
}

async function copyIndexes(source: Collection, target: Collection): Promise<number> {
  let copied = 0;
  for (const index of await source.listIndexes().toArray()) {
    if (index.name === '_id_') continue;
    const { v: _version, ns: _ns, ...spec } = index;
    await target.db.command({ createIndexes: target.collectionName, indexes: [spec] });
    copied += 1;
  }
  return copied;
}

async function verify(source: Collection, target: Collection): Promise<void> {
  const [wanted, there] = await Promise.all([digest(source), digest(target)]);
  if (wanted.hash === there.hash) return;
  const counts = `${wanted.documents} documents there, ${there.documents} here`;
  throw new StoreError(
    'copy_failed',
    `The copy of ${source.namespace} differs from its source (${counts}); drop it and try again.`,
  );
}

/** The hash of all documents in the order of their `_id`, byte for byte. */
async function digest(collection: Collection): Promise<{ documents: number; hash: string }> {
  const hash = createHash('sha256');
  let documents = 0;
  for await (const bytes of collection.find({}, { sort: { _id: 1 }, raw: true })) {
    hash.update(bytes as unknown as Uint8Array);
    documents += 1;
  }
  return { documents, hash: hash.digest('hex') };
}
