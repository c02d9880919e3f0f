import { Binary, BSONRegExp, Decimal128, Double, Long, ObjectId, Timestamp } from 'bson';
import { fromPlain, toEjson } from '../bson/plain.js';
import type { Row } from './row.js';

/** Short names for BSON values in tables. A plain whole number is an Int32, as the driver sends it. */
export const double = (value: number): Double => new Double(value);
export const long = (value: number | string): Long => Long.fromString(String(value));
export const dec = (text: string): Decimal128 => new Decimal128(text);
export const oid = (last: number): ObjectId => new ObjectId(last.toString(16).padStart(24, '0'));
export const date = (ms: number): Date => new Date(ms);
export const ts = (t: number, i: number): Timestamp => new Timestamp({ t, i });
export const bin = (bytes: number[], subtype = 0): Binary => new Binary(Uint8Array.from(bytes), subtype);
export const re = (pattern: string, options = ''): BSONRegExp => new BSONRegExp(pattern, options);

/** A field that is not there. */
export const absent = Symbol('absent');

/** An error, with one of these codes, in the place of an expectation. */
export type Failure = { fails: number[] };

export const fails = (...codes: number[]): Failure => ({ fails: codes });

function isFailure(expected: unknown): expected is Failure {
  return typeof expected === 'object' && expected !== null && 'fails' in expected;
}

function result(expected: unknown): Partial<Row> {
  return isFailure(expected) ? { error: expected.fails } : { expect: expected };
}

const text = (value: unknown): string => toEjson(fromPlain(value)).replaceAll('"', '');

/** Filters on the same documents: [filter, the `_id`s found or the error]. */
export function finds(docs: object[], cases: [object, number[] | Failure][], more: Partial<Row> = {}): Row[] {
  return cases.map(([filter, expected]) => ({ name: text(filter), docs, filter, ...more, ...result(expected) }));
}

/** One field `v` with these values: [condition on `v`, the numbers (from 1) of the values that fulfil it, or the error]. */
export function values(list: unknown[], cases: [unknown, number[] | Failure][]): Row[] {
  return finds(
    list.map((v) => (v === absent ? {} : { v })),
    cases.map(([condition, expected]) => [{ v: condition }, expected]),
  );
}

/** Updates of one document: [document, update, the document afterwards or the error, more of the row]. */
export function updates(cases: [object, object | object[], unknown, Partial<Row>?][]): Row[] {
  return cases.map(([doc, update, expected, more]) => ({
    name: `${text(doc)} <- ${text(update)}${more ? ` ${text(more)}` : ''}`,
    docs: [doc],
    update,
    ...more,
    ...result(expected),
  }));
}

/** Upserts into an empty collection: [filter, update, the document or the error, more of the row]. */
export function upserts(cases: [object, object | object[], unknown, Partial<Row>?][]): Row[] {
  return cases.map(([filter, update, expected, more]) => ({
    name: `upsert ${text(filter)} <- ${text(update)}`,
    docs: [],
    filter,
    update,
    upsert: true,
    ...more,
    ...result(expected),
  }));
}

/** Projections of one document: [projection, the document shown or the error, filter]. */
export function projections(doc: object, cases: [object, object, object?][]): Row[] {
  return cases.map(([projection, expected, filter = {}]) => ({
    name: `${text(projection)} of ${text(filter)}`,
    docs: [doc],
    filter,
    options: { projection },
    ...result(isFailure(expected) ? expected : [expected]),
  }));
}

/** Sorts: [sort, the `_id`s in order or the error]. */
export function sorts(docs: object[], cases: [object, number[] | Failure][], options: Row['options'] = {}): Row[] {
  return cases.map(([sort, expected]) => ({
    name: `sort ${text(sort)} ${text(options)}`,
    docs,
    filter: {},
    options: { sort, projection: { _id: 1 }, ...options },
    ...result(isFailure(expected) ? expected : expected.map((_id) => ({ _id }))),
  }));
}
