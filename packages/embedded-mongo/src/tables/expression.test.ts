import { describe, expect, test } from 'vitest';
import { arithmeticRows } from './arithmetic.table.js';
import { checkRow } from './check-row.js';
import { booleanRows, comparisonRows, conditionalRows, typeRows, variableRows } from './logic.table.js';
import { numberFunctionRows } from './number-functions.table.js';
import { pureBackend } from './pure.backend.js';
import type { Row } from './row.js';
import { stringRows } from './string.table.js';

const tables: Record<string, Row[]> = {
  arithmetic: arithmeticRows,
  comparison: comparisonRows,
  boolean: booleanRows,
  conditional: conditionalRows,
  'paths and variables': variableRows,
  types: typeRows,
  'functions of numbers': numberFunctionRows,
  strings: stringRows,
};

describe.each(Object.entries(tables))('%s', (_name, rows) => {
  test('names are unique', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test.each(rows)('$name', (row) => checkRow(row, pureBackend));
});
