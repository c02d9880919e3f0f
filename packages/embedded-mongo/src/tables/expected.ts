import { Decimal128, Double, Long, ObjectId } from 'bson';
import { fromPlain, toEjson } from '../bson/plain.js';
import type { Row } from './row.js';

/** What a row expects, when that is no plain value. */
class Expectation {
  constructor(readonly part: Partial<Row>) {}
}

/** An error with one of the codes. */
export function err(...codes: number[]): Expectation {
  return new Expectation({ error: codes.length === 1 ? codes[0] : codes });
}

/** The missing value. */
export const none = new Expectation({ missing: true });

/** A double to within 1e-12. */
export function near(value: number): Expectation {
  return new Expectation({ expect: new Double(value), close: true });
}

/** Documents in any order. */
export function unordered(docs: object[]): Expectation {
  return new Expectation({ expect: docs, anyOrder: true });
}

function expectation(result: unknown): Partial<Row> {
  return result instanceof Expectation ? result.part : { expect: result };
}

/** Rows of expressions on one document: each an expression and its value. */
export function expressions(doc: object, entries: [expression: unknown, result: unknown][]): Row[] {
  return entries.map(([expr, result]) => ({
    name: toEjson(fromPlain(expr)),
    doc,
    docs: [doc],
    expr,
    ...expectation(result),
  }));
}

/** Rows of pipelines over the same documents: each the stages and their results. */
export function pipelines(docs: object[], entries: [pipeline: object[], result: unknown][]): Row[] {
  return entries.map(([pipeline, result]) => ({
    name: toEjson(fromPlain(pipeline)),
    docs,
    pipeline,
    ...expectation(result),
  }));
}

export const double = (value: number) => new Double(value);
export const long = (value: number | string) => Long.fromString(String(value));
export const decimal = (text: string) => new Decimal128(text);
export const date = (text: string) => new Date(text);
export const id = (hex: string) => new ObjectId(hex);
