import { expect } from 'vitest';
import { toDouble } from '../bson/numbers.js';
import { fromPlain, toEjson } from '../bson/plain.js';
import { type Doc, isDoc, isNum, type Value } from '../bson/value.js';
import type { Backend, Outcome, Row } from './row.js';

/** Runs a row on a back end and compares what came with what the row expects: values, kinds of number, order of fields. */
export async function checkRow(row: Row, backend: Backend): Promise<void> {
  const outcome = await backend(row);
  if (row.error !== undefined) checkError(row.error, outcome);
  else if ('error' in outcome) expect.fail(`error ${outcome.error}: ${outcome.message}`);
  else if ('value' in outcome) checkValue(row, outcome.value);
  else checkDocs(row, outcome.docs);
}

function checkError(wanted: number | number[] | 'any', outcome: Outcome): void {
  if (!('error' in outcome)) {
    expect.fail(`no error, but ${'docs' in outcome ? toEjson(outcome.docs) : toEjson(outcome.value)}`);
  }
  if (wanted !== 'any') expect([wanted].flat(), outcome.message).toContain(outcome.error);
}

function checkValue(row: Row, value: Value | undefined): void {
  if (row.close) {
    const wanted = fromPlain(row.expect);
    expect(isNum(value) && isNum(wanted) ? toDouble(value) : value).toBeCloseTo(
      isNum(wanted) ? toDouble(wanted) : 0,
      12,
    );
  } else expect(toEjson(value)).toBe(row.missing ? 'missing' : toEjson(fromPlain(row.expect)));
}

function checkDocs(row: Row, docs: Doc[]): void {
  const wanted = fromPlain(Array.isArray(row.expect) ? row.expect : [row.expect]) as Value[];
  const anyOrder = row.anyOrder || (row.filter !== undefined && !row.options && !row.update);
  const texts = shown(row, docs, wanted).map(toEjson);
  const expected = wanted.map(toEjson);
  if (anyOrder) {
    texts.sort();
    expected.sort();
  }
  expect(texts).toEqual(expected);
}

function shown(row: Row, docs: Doc[], wanted: Value[]): Value[] {
  if (row.update) return docs.map((doc, index) => withoutId(doc, wanted[index]));
  if (row.filter && !row.options) return docs.map((doc) => doc.get('_id')!);
  return docs;
}

function withoutId(doc: Doc, wanted: Value | undefined): Doc {
  if (isDoc(wanted) && wanted.has('_id')) return doc;
  const rest = new Map(doc);
  rest.delete('_id');
  return rest;
}
