import { readFileSync } from 'node:fs';
import { EJSON } from 'bson';
import { describe, expect, test } from 'vitest';
import { collationOf } from '../bson/collation.js';
import { fromPlain, toEjson } from '../bson/plain.js';
import { type Doc, Double, Int32, type Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { aggregate } from '../tables/memory.js';

interface Row {
  name: string;
  docs: object[];
  pipeline?: object[];
  expr?: unknown;
  options?: { collation?: object };
  anyOrder?: boolean;
  expect?: unknown;
  missing?: boolean;
  error?: unknown;
  close?: boolean;
}

const file = new URL('../../test-data/mongo-behaviours.jsonl', import.meta.url);
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  // Other rows hold things that the parser of the driver refuses; they belong to the tests of queries.
  .filter((line) => {
    const row: object = JSON.parse(line);
    return 'pipeline' in row || 'expr' in row;
  })
  .map((line): Row => EJSON.parse(line, { relaxed: false }));

function run(row: Row): Doc[] {
  const docs = row.docs.map((plain, at): Doc => {
    const doc = fromPlain(plain) as Doc;
    return doc.has('_id') ? doc : new Map<string, Value>([['_id', new Int32(at + 1)], ...doc]);
  });
  const stages = row.pipeline ?? [{ $project: { _id: new Int32(0), r: row.expr } }];
  const collation = row.options?.collation ? collationOf(fromPlain(row.options.collation) as Doc) : undefined;
  return aggregate(fromPlain(stages) as Value[], { c: docs }, { collation });
}

function expectedDocs(row: Row): unknown[] {
  if (row.pipeline) return row.expect as unknown[];
  return [row.missing ? {} : { r: row.expect }];
}

function texts(values: Value[], anyOrder: boolean | undefined): string[] {
  const written = values.map(toEjson);
  return anyOrder ? written.sort() : written;
}

function codes(error: unknown): string[] {
  return [error].flat().map((code) => (code instanceof Int32 ? String(code.value) : String(code)));
}

describe('documented behaviours of pipelines and expressions', () => {
  test('the data is there', () => {
    expect(rows.length).toBe(458);
  });

  test.each(rows)('$name', (row) => {
    if (row.error !== undefined) {
      const wanted = codes(row.error);
      try {
        run(row);
      } catch (error) {
        expect(error).toBeInstanceOf(MongoError);
        if (!wanted.includes('any')) expect(wanted).toContain(String((error as MongoError).code));
        return;
      }
      expect.unreachable('it should fail');
    }
    const results = run(row);
    const wanted = fromPlain(expectedDocs(row)) as Value[];
    if (row.close) {
      const [got, near] = [results[0]?.get('r'), (wanted[0] as Doc).get('r')] as [Double, Double];
      expect(got).toBeInstanceOf(Double);
      expect(Math.abs(got.value - near.value)).toBeLessThan(1e-12);
    } else expect(texts(results, row.anyOrder)).toEqual(texts(wanted, row.anyOrder));
  });
});
