import { describe, expect, test } from 'vitest';
import { allTables } from './all-tables.js';
import { checkRow } from './check-row.js';
import { pureBackend } from './pure.backend.js';

const ours = allTables.filter(({ name }) => /^(query|update|upsert|projection|sort)/.test(name));

describe.each(ours)('$name', ({ rows }) => {
  test.each(rows)('$name', (row) => checkRow(row, pureBackend));
});

test('the tables of query, update and projection are as long as they should be', () => {
  expect(ours.reduce((sum, { rows }) => sum + rows.length, 0)).toBeGreaterThan(1100);
});
