import { describe, expect, test } from 'vitest';
import { arithmeticRows } from './arithmetic.table.js';
import { arrayRows } from './array.table.js';
import { checkRow } from './check-row.js';
import { convertRows } from './convert.table.js';
import { datePartRows } from './date.table.js';
import { dateArithmeticRows } from './date-arithmetic.table.js';
import { dateTextRows } from './date-text.table.js';
import { booleanRows, comparisonRows, conditionalRows, typeRows, variableRows } from './logic.table.js';
import { numberFunctionRows } from './number-functions.table.js';
import { pureBackend } from './pure.backend.js';
import type { Row } from './row.js';
import { objectRows, setRows } from './set.table.js';
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
  'parts of dates': datePartRows,
  'dates as text': dateTextRows,
  'arithmetic of dates': dateArithmeticRows,
  arrays: arrayRows,
  sets: setRows,
  objects: objectRows,
  conversions: convertRows,
};

describe.each(Object.entries(tables))('%s', (_name, rows) => {
  test('names are unique', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test.each(rows)('$name', (row) => checkRow(row, pureBackend));
});
