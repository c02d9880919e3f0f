import type { Flow, MergeOutput, OutOutput } from '../aggregate/pipeline.js';
import { decode, encode } from '../bson/codec.js';
import { equals } from '../bson/compare.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from '../storage/catalog.js';
import { DuplicateKey } from '../storage/duplicate-key.js';
import type { Steps } from '../storage/engine.js';
import { filterOf } from '../storage/environment.js';
import { SORT_BYTES, select } from '../storage/select.js';
import { insertDocument, updateDocument } from '../storage/writer.js';
import { dropCollection } from './collections.js';
import type { Call } from './command.js';
import { createCollection, inBatch } from './create.js';
import { buildIndex } from './indexes.js';
import { withId } from './write.js';

/** Puts the results of a pipeline where its last stage says. */
export function* carryOut(call: Call, output: MergeOutput | OutOutput, results: Flow): Steps<void> {
  if (call.view.transaction) throw new MongoError(263, `$${output.kind} is not allowed in a transaction`);
  // All results are there before the first is written: the target may be what the pipeline reads.
  const documents = yield* collected(results);
  if (output.kind === 'out') yield* replaceCollection(call, output, documents);
  else yield* mergeAll(call, output, documents);
}

function* collected(results: Flow): Steps<Uint8Array[]> {
  const documents: Uint8Array[] = [];
  let bytes = 0;
  for (const result of results) {
    if (!result) {
      yield undefined;
      continue;
    }
    const document = encode(result);
    bytes += document.length;
    if (bytes > SORT_BYTES) throw new MongoError(292, `the results to write exceed ${SORT_BYTES} bytes`);
    documents.push(document);
  }
  return documents;
}

let temporaries = 0;

/** Fills a new collection with the indexes of the old one, then puts it in its place at once. */
function* replaceCollection(call: Call, { db, collection: name }: OutOutput, documents: Uint8Array[]): Steps<void> {
  const { engine } = call;
  const old = engine.catalog.find(db, name);
  const made = createCollection(engine, db, `tmp.out.${Date.now()}.${++temporaries}`, old?.options ?? new Map());
  try {
    for (const index of old?.indexes.slice(1) ?? []) buildIndex(engine, made, index.spec);
    yield* insertAll(call, made, documents);
  } catch (error) {
    dropCollection(engine, made);
    throw error;
  }
  const current = engine.catalog.find(db, name);
  if (current) dropCollection(engine, current);
  inBatch(engine, () => {
    engine.catalog.rename(made, db, name);
    engine.claims.next();
  });
}

function* insertAll(call: Call, collection: Collection, documents: Uint8Array[]): Steps<void> {
  for (const [at, bytes] of documents.entries()) {
    yield* insertDocument(call.engine, call.view, collection, withId(decode(bytes)));
    if (at % 64 === 63) yield undefined;
  }
}

function* mergeAll(call: Call, output: MergeOutput, documents: Uint8Array[]): Steps<void> {
  const { engine } = call;
  const collection =
    engine.catalog.find(output.db, output.collection) ??
    createCollection(engine, output.db, output.collection, new Map());
  checkUniqueIndex(collection, output.on);
  for (const [at, bytes] of documents.entries()) {
    const incoming = decode(bytes);
    // The document that is there keeps its `_id`, unless that is what the two are matched by.
    yield* mergeOne(call, collection, output, output.on.includes('_id') ? withId(incoming) : incoming);
    if (at % 64 === 63) yield undefined;
  }
}

/** @throws MongoError 51183 when nothing makes sure that the fields name one document */
function checkUniqueIndex(collection: Collection, on: readonly string[]): void {
  const isFor = (paths: string[]): boolean => paths.length === on.length && on.every((path) => paths.includes(path));
  const found = collection.indexes.some(
    (index) => index.unique && !index.partial && isFor(index.key.map(({ path }) => path)),
  );
  if (!found) throw new MongoError(51183, 'Cannot find index to verify that join fields will be unique');
}

function* mergeOne(call: Call, collection: Collection, output: MergeOutput, incoming: Doc): Steps<void> {
  const { engine, view } = call;
  const filter = filterOf(identity(incoming, output.on), { collation: collection.collation });
  for (const row of select(view, collection, { filter, collation: collection.collation, limit: 1 })) {
    if (!row) continue;
    if (output.whenMatched === 'keepExisting') return;
    if (output.whenMatched === 'fail') {
      throw new DuplicateKey('E11000 duplicate key error: $merge found a matching document', new Map(), new Map());
    }
    yield* updateDocument(engine, view, collection, row.row, ({ doc }) => {
      const merged = mergedDocument(output, doc, incoming);
      return { doc: merged, kind: output.whenMatched === 'replace' ? 'replace' : 'update' };
    });
    return;
  }
  if (output.whenNotMatched === 'discard') return;
  if (output.whenNotMatched === 'fail') {
    throw new MongoError(
      13113,
      '$merge could not find a matching document in the target collection for at least one document',
    );
  }
  yield* insertDocument(engine, view, collection, withId(incoming));
}

function identity(incoming: Doc, on: readonly string[]): Doc {
  return new Map(
    on.map((path) => {
      const value = path
        .split('.')
        .reduce<Value | undefined>((at, part) => (at instanceof Map ? at.get(part) : undefined), incoming);
      if (value === undefined || value === null)
        throw new MongoError(51132, `$merge write error: 'on' field '${path}' cannot be missing, null or undefined`);
      if (Array.isArray(value))
        throw new MongoError(51185, `$merge write error: 'on' field '${path}' cannot be an array`);
      return [path, new Map([['$eq', value]])];
    }),
  );
}

function mergedDocument(output: MergeOutput, existing: Doc, incoming: Doc): Doc {
  const made = merge(output, existing, incoming);
  const id = existing.get('_id') ?? null;
  const merged = made.has('_id') ? made : new Map([['_id', id], ...made]);
  if (!equals(id, merged.get('_id'))) {
    throw new MongoError(
      66,
      '$merge failed to update the matching document, did you attempt to modify the _id or the shard key?',
    );
  }
  return merged;
}

function merge({ whenMatched }: MergeOutput, existing: Doc, incoming: Doc): Doc {
  if (whenMatched === 'replace') return incoming;
  if (typeof whenMatched === 'function') return whenMatched(existing, incoming);
  return new Map([...existing, ...incoming]);
}
