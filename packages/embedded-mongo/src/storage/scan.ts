import type { Collection } from './catalog.js';
import { isVisible, type Row, type View } from './engine.js';
import type { Index } from './index-spec.js';
import type { SqlRow, SqlValue } from './sqlite.js';
import type { Entry } from './transaction.js';

/** A range of keys: from inclusive, to exclusive; open where a side is missing. */
export interface Range {
  from?: Uint8Array;
  to?: Uint8Array;
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
 * which continues after the last key it has seen, takes as long as it needs.
 */
export function* scan(view: View, collection: Collection, access: Access): Rows {
  const overlay = view.transaction?.overlays.get(collection.id);
  const hidden = overlay?.byRow;
  if (isVisible(view, collection)) {
    const seen = access.index && access.index.multikey !== 0 ? new Set<number>() : undefined;
    const ranges = access.reverse ? [...access.ranges].reverse() : access.ranges;
    for (const range of access.index ? ranges : [{}]) {
      for (const row of scanRange(view, collection, access, range)) {
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

function* scanRange(view: View, collection: Collection, access: Access, range: Range): Rows {
  const { index, reverse } = access;
  const read = !index ? pageOfTable : index.id === 0 ? pageOfIds : pageOfIndex;
  let last: SqlRow | undefined;
  let size = FIRST_PAGE;
  for (;;) {
    const rows = read(view, collection, index!, range, reverse, last, size);
    for (const row of rows) yield { row: row.r as number, bytes: row.doc as Uint8Array };
    if (rows.length < size) return;
    last = rows.at(-1);
    size = Math.min(size * 2, LARGEST_PAGE);
    yield undefined;
  }
}

type PageReader = (
  view: View,
  collection: Collection,
  index: Index,
  range: Range,
  reverse: boolean,
  last: SqlRow | undefined,
  size: number,
) => SqlRow[];

const pageOfTable: PageReader = (view, collection, _index, _range, reverse, last, size) => {
  const order = reverse ? 'desc' : 'asc';
  if (!last) return view.database.all(`select r, doc from d${collection.id} order by r ${order} limit ?`, size);
  const after = reverse ? '<' : '>';
  const sql = `select r, doc from d${collection.id} where r ${after} ? order by r ${order} limit ?`;
  return view.database.all(sql, last.r as number, size);
};

const pageOfIds: PageReader = (view, collection, _index, range, reverse, last, size) => {
  const { where, values } = bounds(range, reverse, last, 'k');
  const sql = `select k, r, doc from d${collection.id} ${where} order by k ${reverse ? 'desc' : 'asc'} limit ?`;
  return view.database.all(sql, ...values, size);
};

const pageOfIndex: PageReader = (view, collection, index, range, reverse, last, size) => {
  const { where, values } = bounds(range, reverse, last, '(k, r)');
  const order = reverse ? 'k desc, r desc' : 'k, r';
  // The subquery walks the key table alone, in its own order; then each row is looked up.
  const sql = `select x.k as k, x.r as r, doc from (select k, r from x${index.id} ${where} order by ${order} limit ?) x
    cross join d${collection.id} d on d.r = x.r`;
  return view.database.all(sql, ...values, size);
};

function bounds(
  range: Range,
  reverse: boolean,
  last: SqlRow | undefined,
  keyset: string,
): { where: string; values: SqlValue[] } {
  const terms: string[] = [];
  const values: SqlValue[] = [];
  const add = (term: string, ...more: SqlValue[]): void => {
    terms.push(term);
    values.push(...more);
  };
  const isPair = keyset !== 'k';
  const after = isPair ? [last?.k ?? null, last?.r ?? null] : [last?.k ?? null];
  const placeholders = isPair ? '(?, ?)' : '?';
  if (range.from && (!last || reverse)) add('k >= ?', range.from);
  if (range.to && (!last || !reverse)) add('k < ?', range.to);
  if (last) add(`${keyset} ${reverse ? '<' : '>'} ${placeholders}`, ...after);
  return { where: terms.length > 0 ? `where ${terms.join(' and ')}` : '', values };
}
