import { describe, expect, test } from 'vitest';
import { checkRow } from './check-row.js';
import { pureBackend } from './pure.backend.js';
import type { Row } from './row.js';
import { addFieldsRows, flowRows, groupRows, projectRows, unwindRows } from './stage.table.js';

const tables: Record<string, Row[]> = {
  $project: projectRows,
  '$addFields and $replaceRoot': addFieldsRows,
  'stages over many documents': flowRows,
  $unwind: unwindRows,
  'groups and buckets': groupRows,
};

describe.each(Object.entries(tables))('%s', (_name, rows) => {
  test('names are unique', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test.each(rows)('$name', (row) => checkRow(row, pureBackend));
});
