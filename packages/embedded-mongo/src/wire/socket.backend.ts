import { type Collection, type Document, MongoServerError } from 'mongodb';
import { decode } from '../bson/codec.js';
import { docOf, fromPlain } from '../bson/plain.js';
import type { Doc, Value } from '../bson/value.js';
import { docsOf } from '../tables/pure.backend.js';
import type { Backend, Outcome, Row } from '../tables/row.js';

/** Carries rows out through the driver, on a collection of a server. */
export function socketBackend(collection: Collection): Backend {
  return async (row) => {
    try {
      return await carryOut(collection, row);
    } catch (error) {
      if (error instanceof MongoServerError) return { error: Number(error.code), message: error.message };
      throw error;
    }
  };
}

/** A Map goes through the driver as a document with its keys in their order. */
const sent = (value: Value): Document => value as unknown as Document;

async function carryOut(collection: Collection, row: Row): Promise<Outcome> {
  await collection.drop();
  const docs = 'expr' in row && row.doc ? [docOf(row.doc)] : docsOf(row);
  for (const [keys, options] of row.index ?? []) await collection.createIndex(keys as Document, options);
  if (docs.length > 0) await collection.insertMany(docs.map(sent));
  if (row.update) return { docs: await updated(collection, row) };
  if (row.pipeline) return { docs: await piped(collection, row, row.pipeline) };
  if ('expr' in row) return { value: await evaluated(collection, row) };
  return { docs: await found(collection, row) };
}

const plainOptions = (row: Row): Document => {
  const { collation = row.collation, let: variables, sort, projection, skip, limit } = row.options ?? {};
  const given: Document = { raw: true, collation, skip, limit };
  if (variables) given.let = sent(docOf(variables));
  if (sort) given.sort = sent(docOf(sort));
  if (projection) given.projection = sent(docOf(projection));
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
};

const decoded = (documents: unknown[]): Doc[] => documents.map((bytes) => decode(bytes as Uint8Array));

async function found(collection: Collection, row: Row): Promise<Doc[]> {
  return decoded(await collection.find(sent(docOf(row.filter ?? {})), plainOptions(row)).toArray());
}

async function piped(collection: Collection, row: Row, pipeline: object[]): Promise<Doc[]> {
  const stages = (fromPlain(pipeline) as Value[]).map(sent);
  return decoded(await collection.aggregate(stages, plainOptions(row)).toArray());
}

async function evaluated(collection: Collection, row: Row): Promise<Value | undefined> {
  if ((row.docs ?? []).length === 0 && !row.doc) await collection.insertOne({});
  const [result] = await piped(collection, row, [{ $project: { _id: 0, r: row.expr } }]);
  return result?.get('r');
}

async function updated(collection: Collection, row: Row): Promise<Doc[]> {
  const { multi = false, upsert = false, arrayFilters, collation = row.options?.collation } = row;
  const statement: Document = { q: sent(docOf(row.filter ?? {})), u: fromPlain(row.update), multi, upsert };
  if (arrayFilters) statement.arrayFilters = arrayFilters.map((filter) => sent(docOf(filter)));
  if (collation) statement.collation = collation;
  const command: Document = { update: collection.collectionName, updates: [statement] };
  if (row.options?.let) command.let = sent(docOf(row.options.let));
  const answer = await collection.db.command(command);
  const [failure] = answer.writeErrors ?? [];
  if (failure) throw new MongoServerError(failure);
  return decoded(await collection.find({}, { raw: true, sort: { _id: 1 } }).toArray());
}
