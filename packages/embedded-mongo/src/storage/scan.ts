import { decode } from '../bson/codec.js';
import type { Collection } from './catalog.js';
import { isVisible, type Row, type View } from './engine.js';
import { idKeyOf, keysOf } from './index-keys.js';
import type { Index } from './index-spec.js';
import type { SqlValue } from './sqlite.js';
import type { Entry } from './transaction.js';

/** A range of keys: from inclusive, to exclusive; open where a side is missing. */
export interface Range {
  from?: Uint8Array;
  to?: Uint8Array;
  /** It holds the keys of one value only. */
  point?: boolean;
}

/** How the documents of a collection are visited. Without an index: in order of insertion. */
export interface Access {
  index: Index | undefined;
  /** In the order of the keys, not overlapping; visited from the last to the first when reversed. */
  ranges: Range[];
  reverse: boolean;
}

/** Rows as they are found; `undefined` is a moment in which the work may be interrupted. */
export type Rows = Generator<Row | undefined, void, void>;

/** Documents read by one statement: few at first, so that a small limit costs little. */
const FIRST_PAGE = 32;
const LARGEST_PAGE = 512;

/**
 * Visits documents page by page. No statement stays open between pages, so writes may go on and the scan,
 * which continues after the last document it has seen, takes as long as it needs.
 * @param expected how many will be taken if all are wanted, so that no more are read at first
 */
export function* scan(view: View, collection: Collection, access: Access, expected = FIRST_PAGE): Rows {
  const overlay = view.transaction?.overlays.get(collection.id);
  const hidden = overlay?.byRow;
  if (isVisible(view, collection)) {
    const seen = access.index && access.index.multikey !== 0 ? new Set<number>() : undefined;
    const ranges = access.reverse ? [...access.ranges].reverse() : access.ranges;
    for (const range of access.index ? ranges : [{}]) {
      for (const row of scanRange(view, collection, access, range, Math.min(expected, LARGEST_PAGE))) {
        if (row && (hidden?.has(row.row) || seen?.has(row.row))) continue;
        if (row) seen?.add(row.row);
        yield row;
      }
    }
  }
  if (overlay) yield* overlayRows(overlay.byRow.values());
}

function* overlayRows(entries: Iterable<Entry>): Rows {
  for (const { row, bytes } of [...entries]) if (bytes) yield { row, bytes };
}

function* scanRange(view: View, collection: Collection, access: Access, range: Range, first: number): Rows {
  const { index } = access;
  let last: Place | undefined;
  let size = first;
  for (;;) {
    const rows = page(view, collection, access, range, isMultikey(collection, index), last, size);
    for (const row of rows) yield row;
    if (rows.length < size) return;
    last = placeOf(collection, index, rows.at(-1)!);
    size = Math.min(Math.max(size * 2, FIRST_PAGE), LARGEST_PAGE);
    yield undefined;
  }
}

/**
 * Whether documents may have several keys, so that the keys must be read too. A document's only key follows from it.
 * Asked before each page: the first array may come while a scan is under way, and the index may get new options.
 */
function isMultikey(collection: Collection, index: Index | undefined): boolean {
  if (!index || index.id === 0) return false;
  const current = collection.indexes.find(({ id }) => id === index.id) ?? index;
  return current.multikey !== 0;
}

/** A row as it is read, and its key where the document does not tell it. */
type Read = Row & { k?: Uint8Array };

/** Where a scan goes on: after this key and row. */
interface Place {
  key: Uint8Array | undefined;
  row: number;
}

function placeOf(collection: Collection, index: Index | undefined, { row, bytes, k }: Read): Place {
  if (!index || k) return { key: k, row };
  const doc = decode(bytes);
  const key = index.id === 0 ? idKeyOf(doc.get('_id') ?? null, collection.collation) : keysOf(index, doc).keys[0];
  return { key, row };
}

function page(
  view: View,
  collection: Collection,
  { index, reverse }: Access,
  range: Range,
  withKeys: boolean,
  last: Place | undefined,
  size: number,
): Read[] {
  const documents = `d${collection.id}`;
  const columns = 'r as row, doc as bytes';
  // The key of one `_id` is unique: SQLite need not be told of order and size.
  if (index?.id === 0 && isOneKey(index, range) && !last) {
    return view.database.all(`select ${columns} from ${documents} where k = ?`, range.from!) as unknown as Read[];
  }
  const way = reverse ? 'desc' : 'asc';
  const { where, values } = bounds(index, range, reverse, last);
  const sql = !index
    ? `select ${columns} from ${documents} ${where} order by r ${way} limit ?`
    : index.id === 0
      ? `select ${columns} from ${documents} ${where} order by k ${way} limit ?`
      : // The subquery walks the key table alone, in its own order; then each row is looked up.
        `select ${withKeys ? 'x.k as k, ' : ''}x.r as row, doc as bytes
          from (select k, r from x${index.id} ${where} order by k ${way}, r ${way} limit ?) x
          cross join ${documents} d on d.r = x.r`;
  return view.database.all(sql, ...values, size) as unknown as Read[];
}

/** The rows of a range that come after a place, as the condition of a statement. */
function bounds(
  index: Index | undefined,
  range: Range,
  reverse: boolean,
  last: Place | undefined,
): { where: string; values: SqlValue[] } {
  const terms: string[] = [];
  const values: SqlValue[] = [];
  const add = (term: string, ...more: SqlValue[]): void => {
    terms.push(term);
    values.push(...more);
  };
  const after = reverse ? '<' : '>';
  if (isOneKey(index, range)) add('k = ?', range.from!);
  else {
    if (range.from && (!last || reverse)) add('k >= ?', range.from);
    if (range.to && (!last || !reverse)) add('k < ?', range.to);
  }
  if (last && !index) add(`r ${after} ?`, last.row);
  else if (last && index?.id === 0) add(`k ${after} ?`, last.key!);
  else if (last) add(`(k, r) ${after} (?, ?)`, last.key!, last.row);
  return { where: terms.length > 0 ? `where ${terms.join(' and ')}` : '', values };
}

/** Collated keys of `_id` are longer than that of their value. */
const isOneKey = (index: Index | undefined, range: Range): boolean =>
  range.point === true && range.from !== undefined && !(index?.id === 0 && index.collation);
