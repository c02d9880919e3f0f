import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { behaviourRow } from './tables/behaviour-row.js';
import { checkRow } from './tables/check-row.js';
import { pureBackend } from './tables/pure.backend.js';

const lines = readFileSync(new URL('../test-data/mongo-behaviours.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const rows = lines.map(behaviourRow);

const groups = [...new Set(rows.map((row) => row.group))];

describe.each(groups)('%s', (group) => {
  test.each(rows.filter((row) => row.group === group))('$name', (row) => checkRow(row, pureBackend));
});
