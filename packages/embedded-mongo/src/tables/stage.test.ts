import { describe, expect, test } from 'vitest';
import { bucketRows } from './bucket.table.js';
import { checkRow } from './check-row.js';
import { collatedRows } from './collated.table.js';
import { groupRows } from './group.table.js';
import { pureBackend } from './pure.backend.js';
import type { Row } from './row.js';
import { addFieldsRows, flowRows, projectRows } from './stage.table.js';
import { unwindRows } from './unwind.table.js';

const tables: Record<string, Row[]> = {
  $project: projectRows,
  '$addFields and $replaceRoot': addFieldsRows,
  'stages over many documents': flowRows,
  $unwind: unwindRows,
  $group: groupRows,
  '$bucket and $bucketAuto': bucketRows,
  'stages with a collation': collatedRows,
};

describe.each(Object.entries(tables))('%s', (_name, rows) => {
  test('names are unique', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test.each(rows)('$name', (row) => checkRow(row, pureBackend));
});
