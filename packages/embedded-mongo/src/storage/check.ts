import { decode } from '../bson/codec.js';
import type { Doc } from '../bson/value.js';
import { type Catalog, type Collection, openCatalog } from './catalog.js';
import { idKeyOf, keysOf, keyText } from './index-keys.js';
import type { Index } from './index-spec.js';
import { scan } from './scan.js';
import { openReader } from './schema.js';
import type { Database } from './sqlite.js';

/** What `check` has found; `problems` is empty when all is well. */
export interface CheckReport {
  collections: number;
  documents: number;
  indexRows: number;
  problems: string[];
}

const MOST_PROBLEMS = 100;

/** Checks a store's file on a snapshot: SQLite's own integrity, and every index row against its document. */
export function checkStore(path: string): CheckReport {
  const report: CheckReport = { collections: 0, documents: 0, indexRows: 0, problems: [] };
  const database = openReader(path);
  try {
    database.exec('begin');
    for (const row of database.all('pragma integrity_check(20)')) {
      if (row.integrity_check !== 'ok') report.problems.push(`file: ${row.integrity_check}`);
    }
    if (report.problems.length === 0) checkCollections(database, openCatalog(database), report);
    database.exec('commit');
  } catch (error) {
    report.problems.push(`file: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    database.close();
  }
  report.problems = report.problems.slice(0, MOST_PROBLEMS);
  return report;
}

function checkCollections(database: Database, catalog: Catalog, report: CheckReport): void {
  for (const collection of catalog.all()) {
    report.collections += 1;
    const expected = new Map<Index, number>();
    for (const row of scan({ database, transaction: undefined }, collection, {
      index: undefined,
      ranges: [],
      reverse: false,
    })) {
      if (row) checkDocument(database, collection, row.row, row.bytes, expected, report);
    }
    for (const index of collection.indexes) {
      if (index.id === 0) continue;
      const there = Number(database.get(`select count(*) n from x${index.id}`)?.n);
      report.indexRows += there;
      const wanted = expected.get(index) ?? 0;
      if (there !== wanted)
        report.problems.push(`${nameOf(collection)}.${index.name}: ${there} keys, should be ${wanted}`);
    }
  }
}

const nameOf = (collection: Collection): string => `${collection.db}.${collection.name}`;

function checkDocument(
  database: Database,
  collection: Collection,
  row: number,
  bytes: Uint8Array,
  expected: Map<Index, number>,
  report: CheckReport,
): void {
  report.documents += 1;
  let doc: Doc;
  try {
    doc = decode(bytes);
  } catch (error) {
    report.problems.push(`${nameOf(collection)}: row ${row} cannot be read (${String(error)})`);
    return;
  }
  const idKey = idKeyOf(doc.get('_id') ?? null, collection.collation);
  const stored = database.get(`select k from d${collection.id} where r = ?`, row)?.k as Uint8Array;
  if (keyText(stored) !== keyText(idKey))
    report.problems.push(`${nameOf(collection)}: row ${row} has the key of another _id`);
  for (const index of collection.indexes) {
    if (index.id === 0) continue;
    const { keys } = keysOf(index, doc);
    expected.set(index, (expected.get(index) ?? 0) + keys.length);
    for (const key of keys) {
      const there = database.get(`select 1 from x${index.id} where k = ? and r = ?`, key, row);
      if (!there) report.problems.push(`${nameOf(collection)}.${index.name}: the key of row ${row} is missing`);
    }
  }
}
