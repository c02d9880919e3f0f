import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkRow } from './check-row.js';
import { pureBackend } from './pure.backend.js';
import type { Row } from './row.js';

const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.table.ts'));
const tables = await Promise.all(
  files.map(async (file) => {
    const module: { rows?: Row[] } = await import(`./${file.replace(/ts$/, 'js')}`);
    return { file, rows: (module.rows ?? []).map((row, index) => ({ ...row, name: `${index + 1}: ${row.name}` })) };
  }),
);

describe.each(tables.filter(({ rows }) => rows.length > 0))('$file', ({ rows }) => {
  test.each(rows)('$name', (row) => checkRow(row, pureBackend));
});

test('the tables hold what the package promises', () => {
  expect(tables.reduce((sum, { rows }) => sum + rows.length, 0)).toBeGreaterThan(900);
});
