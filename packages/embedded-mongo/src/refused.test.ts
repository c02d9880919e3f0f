import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary, BSON, type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RefusedFeature, refusedFeatures, refusedNames } from './refused.js';
import { type OpenStore, openForClients } from './store.js';
import { dispatch } from './wire/dispatch.js';
import { parseMessage } from './wire/message.js';

const dir = mkdtempSync(join(tmpdir(), 'em-refused-'));
let store: OpenStore;
let client: MongoClient;

beforeAll(async () => {
  store = await openForClients({ dir, testCommands: true, log: () => undefined });
  client = new MongoClient(store.uri);
  await client
    .db('test')
    .collection('c')
    .insertOne({ a: 'x', s: 'text', b: new Binary(Buffer.from('x')) });
  await client.db('test').collection('c').createIndex({ s: 1 });
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

const create = (options: Document): Document => ({ create: 'x', ...options });
const index = (key: Document, options: Document = {}): Document => ({
  createIndexes: 'c',
  indexes: [{ key, name: 'i', ...options }],
});
const find = (options: Document): Document => ({ find: 'c', ...options });
const aggregate = (...pipeline: Document[]): Document => ({ aggregate: 'c', pipeline, cursor: {} });
const expression = (x: unknown): Document => aggregate({ $project: { x } });
const collation = (options: Document): Document => find({ collation: { locale: 'en', ...options } });
const regex = ($regex: string, $options = ''): Document => find({ filter: { s: { $regex, $options } } });
/** The field `a: 0` of a document, with another type than the driver writes. */
const raw = (type: number, value: Buffer): Document => ({ type, value });
const undefinedType = 6;
const dbPointer = 12;
const date = 9;
const OP_MSG = 2013;
const farAway = Buffer.from('ffffffffffffff7f', 'hex');

/** A command for each feature that asks for it. */
const askFor: Record<RefusedFeature, Document> = {
  'a view': create({ viewOn: 'c', pipeline: [] }),
  'a capped collection': create({ capped: true, size: 1000 }),
  'a clustered collection': create({ clusteredIndex: { key: { _id: 1 }, unique: true } }),
  'a time series': create({ timeseries: { timeField: 't' } }),
  'client-side encryption': create({ encryptedFields: { fields: [] } }),
  bypassDocumentValidation: { insert: 'c', documents: [{}], bypassDocumentValidation: true },
  'validationAction "warn"': create({ validator: { a: 1 }, validationAction: 'warn' }),
  'autoIndexId: false': create({ autoIndexId: false }),
  indexOptionDefaults: create({ indexOptionDefaults: {} }),
  'an option of a storage engine': create({ storageEngine: { wiredTiger: {} } }),
  'a text index': index({ a: 'text' }),
  'a geo index': index({ a: '2dsphere' }),
  'a hashed index': index({ a: 'hashed' }),
  'a wildcard index': index({ 'a.$**': 1 }),
  prepareUnique: index({ a: 1 }, { prepareUnique: true }),
  'collMod of this index option': { collMod: 'c', index: { keyPattern: { s: 1 }, unique: true } },
  'a collation of strength 4 or 5': collation({ strength: 4 }),
  'caseFirst in a collation': collation({ caseFirst: 'upper' }),
  'alternate "shifted" in a collation': collation({ alternate: 'shifted' }),
  'backwards in a collation': collation({ backwards: true }),
  'a keyword in the locale of a collation': find({ collation: { locale: 'de@collation=phonebook' } }),
  'a tailable cursor': find({ tailable: true }),
  'reading from secondaries': find({ $readPreference: 'secondary' }),
  'a snapshot read outside transactions': find({ readConcern: { level: 'snapshot' } }),
  'readConcern.atClusterTime': find({ readConcern: { level: 'snapshot', atClusterTime: 1 } }),
  'sorting by $meta': find({ sort: { score: { $meta: 'textScore' } } }),
  'min or max of an index': find({ min: { s: 1 }, hint: { s: 1 } }),
  returnKey: find({ returnKey: true }),
  showRecordId: find({ showRecordId: true }),
  oplogReplay: find({ oplogReplay: true }),
  'explain of this command': { explain: { findAndModify: 'c', query: {}, remove: true } },
  'explain as an option of aggregate': { aggregate: 'c', pipeline: [], explain: true },
  'an image from before a change': aggregate({ $changeStream: { fullDocumentBeforeChange: 'required' } }),
  showExpandedEvents: aggregate({ $changeStream: { showExpandedEvents: true } }),
  '$lookup from another database': aggregate({ $lookup: { from: { db: 'd', coll: 'f' }, pipeline: [], as: 'r' } }),
  '$unionWith of another database': aggregate({ $unionWith: { db: 'd', coll: 'f' } }),
  '$merge into a sharded collection': aggregate({ $merge: { into: 'x', targetCollectionVersion: {} } }),
  'granularity in $bucketAuto': aggregate({ $bucketAuto: { groupBy: '$a', buckets: 2, granularity: 'R5' } }),
  'statistics of the collection that another stage reads': aggregate({
    $unionWith: { coll: 'c', pipeline: [{ $indexStats: {} }] },
  }),
  'trigonometry of decimals': expression({ $sin: { $toDecimal: '1' } }),
  'a method of percentiles other than "approximate"': expression({
    $percentile: { input: [1], p: [0.5], method: 'continuous' },
  }),
  '$convert between binary data and text or numbers': expression({ $toString: '$b' }),
  '$convert to a type given as a document': expression({ $convert: { input: '$a', to: { type: 'int' } } }),
  'format or byteOrder or base in $convert': expression({ $convert: { input: '$a', to: 'int', base: 16 } }),
  'BSON undefined': raw(undefinedType, Buffer.alloc(0)),
  'BSON DBPointer': raw(dbPointer, Buffer.alloc(17).fill(Buffer.from('010000', 'hex'), 0, 3)),
  'a date outside the years -271821 to 275760': raw(date, farAway),
  'a possessive quantifier in a regular expression': regex('a++'),
  'a verb in a regular expression': regex('(*UTF8)a'),
  'this kind of group in a regular expression': regex('(?>a)'),
  'this character property in a regular expression': regex('\\p{Old Italic}'),
  'a negated POSIX class in a regular expression': regex('[[:^alpha:]]'),
  'quoting inside a class of a regular expression': regex('[\\Qa\\E]'),
  'a wide range under partial case-insensitivity in a regular expression': regex('a(?i)[\\x{100}-\\x{1000}]'),
  'a back reference under partial case-insensitivity in a regular expression': regex('(a)(?i)\\1'),
  'a back reference to an optional group in a regular expression': regex('(a)?\\1'),
  'this kind of back reference in a regular expression': regex('(a)\\g{-1}'),
  'a fail point other than failCommand': { configureFailPoint: 'hang', mode: 'off' },
  'setting this server parameter': { setParameter: 1, notablescan: true },
};

/** What must stand around some names; the other operators and stages are refused before they are looked into. */
const queryOperators: Record<string, Document> = {
  $sampleRate: { $sampleRate: 0.5 },
  $text: { $text: { $search: 'x' } },
  $where: { $where: 'true' },
};
const named = {
  command: (name: string): Document => ({ [name]: 1 }),
  'query operator': (name: string) => find({ filter: queryOperators[name] ?? { a: { [name]: [1, 1] } } }),
  stage: (name: string) => aggregate({ [name]: {} }),
  expression: (name: string) => expression({ [name]: {} }),
  accumulator: (name: string) => aggregate({ $group: { _id: null, x: { [name]: {} } } }),
  'system variable': (name: string) => expression(name),
};

/** The code and text of the error, also of a single write. */
async function errorOf(command: Document): Promise<{ code: number; text: string } | undefined> {
  const db = client.db('configureFailPoint' in command || 'setParameter' in command ? 'admin' : 'test');
  try {
    const { $readPreference: preference, ...body } = command;
    const answer =
      'type' in command ? await insertRaw(command) : await db.command(body, { readPreference: preference });
    const [failure = answer.code && answer] = answer.writeErrors ?? [];
    return failure && { code: failure.code, text: failure.errmsg };
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, text: message };
  }
}

/** Inserts a document whose field `a` has a type that the driver itself never writes. */
function insertRaw({ type, value }: Document): Promise<Document> {
  const document = Buffer.concat([Buffer.from([0, 0, 0, 0, type, 'a'.charCodeAt(0), 0]), value, Buffer.alloc(1)]);
  document.writeInt32LE(document.length, 0);
  const sequence = Buffer.concat([Buffer.from('\0\0\0\0documents\0'), document]);
  sequence.writeInt32LE(sequence.length, 0);
  const body = BSON.serialize({ insert: 'c', $db: 'test' });
  const message = Buffer.concat([Buffer.alloc(20), Buffer.from([0]), body, Buffer.from([1]), sequence]);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(OP_MSG, 12);
  return new Promise((resolve) => {
    dispatch(store.server, parseMessage(message), 0, (bytes) => resolve(BSON.deserialize(bytes ?? new Uint8Array())));
  });
}

const wayOut = / is not supported by the embedded store; set MONGODB_URI$/;

describe.each(Object.entries(refusedFeatures))('refused: %s', (_area, features) => {
  test.each(features)('%s', async (feature) => {
    const error = await errorOf(askFor[feature as RefusedFeature]);
    expect(error).toEqual({ code: 238, text: expect.stringMatching(wayOut) });
    expect(error?.text.startsWith(feature)).toBe(true);
  });
});

describe.each(Object.entries(refusedNames))('refused: %s', (kind, names) => {
  test.each(names)('%s', async (name) => {
    const text = `the ${kind} ${name} is not supported by the embedded store; set MONGODB_URI`;
    expect(await errorOf(named[kind as keyof typeof named](name))).toEqual({
      code: kind === 'command' ? 59 : 238,
      text,
    });
  });
});

test('every refused feature has its command, and no other', () => {
  expect(Object.keys(askFor).sort()).toEqual(Object.values(refusedFeatures).flat().sort());
  expect(Object.keys(named).sort()).toEqual(Object.keys(refusedNames).sort());
});
