import { compilePipeline } from '../aggregate/pipeline.js';
import { collationOf } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { docOf, fromPlain } from '../bson/plain.js';
import { type Doc, Int32, type Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { compileExpression } from '../expression/expression.js';
import { compileProjection } from '../projection/projection.js';
import { compileFilter, type QueryEnv } from '../query/filter.js';
import { compileSort } from '../query/sort-key.js';
import { compileUpdate, upsertDoc } from '../update/update.js';
import { select } from './memory.js';
import type { Outcome, Row } from './row.js';

/** Carries a row out with the pure functions, without storage or wire. */
export function pureBackend(row: Row): Outcome {
  try {
    return carryOut(row);
  } catch (error) {
    if (error instanceof MongoError) return { error: error.code, message: error.message };
    throw error;
  }
}

function carryOut(row: Row): Outcome {
  const docs = docsOf(row);
  if (row.update) return { docs: updated(row, docs) };
  if (row.pipeline) return { docs: piped(row, docs) };
  if ('expr' in row) return { value: evaluated(row) };
  return { docs: found(row, docs) };
}

/** The documents of a row with their `_id`s. */
export function docsOf(row: Row): Doc[] {
  return (row.docs ?? []).map((plain, index) => {
    const doc = docOf(plain);
    return doc.has('_id') ? doc : new Map<string, Value>([['_id', new Int32(index + 1)], ...doc]);
  });
}

function envOf(row: Row): QueryEnv {
  const spec = row.collation ?? row.options?.collation;
  const env = {
    now: new Date(),
    collation: collationOf(spec && docOf(spec)),
    vars: row.options?.let && docOf(row.options.let),
  };
  return { ...env, expression: (expression) => compileExpression(expression, env) };
}

function found(row: Row, docs: Doc[]): Doc[] {
  const { sort, projection, skip = 0, limit } = row.options ?? {};
  const env = envOf(row);
  const filter = compileFilter(docOf(row.filter ?? {}), env);
  let result = docs.filter(filter.matches);
  if (sort) {
    const order = compileSort(docOf(sort), env.collation);
    result = result
      .map((doc) => ({ doc, keys: order.keys(doc) }))
      .sort((a, b) => order.compare(a.keys, b.keys))
      .map(({ doc }) => doc);
  }
  result = result.slice(skip, limit ? skip + Math.abs(limit) : undefined);
  return projection ? result.map(compileProjection(docOf(projection), filter, env).of) : result;
}

function updated(row: Row, docs: Doc[]): Doc[] {
  const env = { ...envOf(row), arrayFilters: row.arrayFilters?.map(docOf) };
  const filter = compileFilter(docOf(row.filter ?? {}), env);
  const update = compileUpdate(fromPlain(row.update) as Doc | Value[], env);
  let matched = 0;
  const result = docs.map((doc) => {
    if (!filter.matches(doc) || (matched++ > 0 && !row.multi)) return doc;
    return update.apply(doc, { position: filter.positions(doc) }).doc;
  });
  if (matched === 0 && row.upsert) result.push(upsertDoc(docOf(row.filter ?? {}), update));
  return result.sort((a, b) => compare(a.get('_id'), b.get('_id')));
}

function evaluated(row: Row): Value | undefined {
  const env = envOf(row);
  const doc = row.doc ?? row.docs?.[0];
  return compileExpression(fromPlain(row.expr), env)(doc ? docOf(doc) : new Map());
}

function piped(row: Row, docs: Doc[]): Doc[] {
  const env = envOf(row);
  const pipeline = compilePipeline(fromPlain(row.pipeline) as Value[], {
    ...env,
    db: 'test',
    collection: 'rows',
    scan: () => [],
  });
  const input = pipeline.source ? [] : select(docs, pipeline.selection, env.collation);
  return [...pipeline.run(input)].filter((doc) => doc !== undefined);
}
