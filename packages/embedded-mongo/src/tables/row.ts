import type { Doc, Value } from '../bson/value.js';

/**
 * One behaviour: documents, what is done with them, and what must come of it. Documents without `_id` get the ints
 * 1, 2, 3 …. Literals are JS values as the driver sends them (see `fromPlain`) or `bson` objects.
 */
export type Row = {
  /** What is shown; unique within its table. */
  name?: string;
  docs?: object[];
  /** [keys, options] of indexes to make first; the pure back end does not need them. */
  index?: [object, object][];
  /** A filter alone: the `_id`s that it finds, in any order. With `options`: the documents, in order. */
  filter?: object;
  options?: { sort?: object; projection?: object; skip?: number; limit?: number; collation?: object; let?: object };
  /** An update (of documents that `filter` finds): all documents afterwards by `_id`. */
  update?: object | object[];
  multi?: boolean;
  upsert?: boolean;
  arrayFilters?: object[];
  collation?: object;
  /** A pipeline: its results, in order unless `anyOrder`. */
  pipeline?: object[];
  anyOrder?: boolean;
  /** An expression: its value on the one document. */
  expr?: unknown;
  /** The document of `expr`. */
  doc?: object;
  /** The result. After an update `_id`s are left away unless the expectation has them; one document is given bare. */
  expect?: unknown;
  /** `expr` has no value. */
  missing?: boolean;
  /** An error with this code (or one of these; 'any' for whatever code). */
  error?: number | number[] | 'any';
  /** Numbers may differ by 1e-12. */
  close?: boolean;
};

/** What a back end made of a row. */
export type Outcome = { docs: Doc[] } | { value: Value | undefined } | { error: number; message: string };

/** Carries out one row: the pure functions, or a server behind a client. */
export type Backend = (row: Row) => Promise<Outcome> | Outcome;
