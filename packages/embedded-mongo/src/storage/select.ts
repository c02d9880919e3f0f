import { decode } from '../bson/codec.js';
import type { Collation } from '../bson/collation.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Filter } from '../query/filter.js';
import { compileSort } from '../query/sort-key.js';
import type { Collection } from './catalog.js';
import type { Row, View } from './engine.js';
import type { Index } from './index-spec.js';
import { choosePlan, type Plan } from './planner.js';
import { type Rows, scan } from './scan.js';

/** Which documents of a collection are wanted, and in which order. */
export interface Selection {
  filter: Filter;
  collation?: Collation;
  sort?: Doc;
  skip?: number;
  /** At most so many; none or 0 means all. */
  limit?: number;
  /** What must be true of those that `limit` leaves: fewer may come out than that. */
  filterAfter?: Filter;
  /** The name or the key pattern of the index to use. */
  hint?: Value;
  /** The index to use, hidden or not. */
  through?: Index;
}

/** The most memory of a sort, in bytes. */
export const SORT_BYTES = 100 * 1024 * 1024;

/** The documents that a selection wants, in its order, as stored. */
export function select(view: View, collection: Collection, selection: Selection): Rows {
  const plan = choosePlan(view, collection, selection);
  const found = cut(ordered(view, collection, selection, plan), selection.skip ?? 0, selection.limit ?? 0);
  return selection.filterAfter ? matching(found, selection.filterAfter) : found;
}

/** Whether a stored document is wanted; decodes it only when its bytes do not tell. */
export function isWanted(filter: Filter, bytes: Uint8Array): boolean {
  return filter.matchesRaw?.(bytes) ?? filter.matches(decode(bytes));
}

function ordered(view: View, collection: Collection, selection: Selection, plan: Plan): Rows {
  const most = selection.limit ? selection.limit + (selection.skip ?? 0) : Number.POSITIVE_INFINITY;
  const isInOrder = !selection.sort || selection.sort.size === 0 || plan.sorted;
  const expected = isInOrder && selection.limit ? most : undefined;
  const found = matching(scan(view, collection, plan, expected), selection.filter);
  if (isInOrder) return found;
  return sorted(found, selection.sort!, selection.collation, most);
}

function* matching(rows: Rows, filter: Filter): Rows {
  for (const row of rows) if (!row || isWanted(filter, row.bytes)) yield row;
}

function* cut(rows: Rows, skip: number, limit: number): Rows {
  let skipped = 0;
  let taken = 0;
  for (const row of rows) {
    if (row && skipped < skip) skipped += 1;
    else {
      yield row;
      if (row) taken += 1;
      if (limit > 0 && taken === limit) return;
    }
  }
}

interface Keyed {
  keys: (Value | undefined)[];
  row: Row;
}

/** Sorts in memory. With a limit only twice that many are held. @throws MongoError 292 over 100 MB */
function* sorted(rows: Rows, spec: Doc, collation: Collation | undefined, most: number): Rows {
  const order = compileSort(spec, collation);
  const byKeys = (a: Keyed, b: Keyed): number => order.compare(a.keys, b.keys);
  let held: Keyed[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (!row) {
      yield undefined;
      continue;
    }
    held.push({ keys: order.keysOf(row.bytes), row });
    bytes += row.bytes.length;
    if (held.length >= most * 2 + 64 || (bytes > SORT_BYTES && held.length > most)) {
      held = held.sort(byKeys).slice(0, most);
      bytes = held.reduce((sum, one) => sum + one.row.bytes.length, 0);
    }
    if (bytes > SORT_BYTES) throw tooMuch();
  }
  for (const { row } of held.sort(byKeys).slice(0, most)) yield row;
}

function tooMuch(): MongoError {
  const text = `Sort exceeded memory limit of ${SORT_BYTES} bytes, but did not opt in to external sorting.`;
  return new MongoError(292, `Executor error during find command :: caused by :: ${text}`);
}
