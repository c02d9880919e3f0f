import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { docOf, fromEjson } from './bson/plain.js';
import { checkRow } from './tables/check-row.js';
import { pureBackend } from './tables/pure.backend.js';
import type { Row } from './tables/row.js';

type Behaviour = Row & { group: string; name: string; source: string };

/** The parts of a row become values; what describes the row stays plain. */
function rowFromEjson(line: string): Behaviour {
  const row: Behaviour = JSON.parse(line);
  for (const part of [
    'docs',
    'doc',
    'filter',
    'update',
    'arrayFilters',
    'collation',
    'pipeline',
    'expr',
    'expect',
  ] as const) {
    if (part in row) Object.assign(row, { [part]: fromEjson(row[part]) });
  }
  const { options, error } = row;
  if (error !== undefined && error !== 'any') row.error = [fromEjson(error)].flat().map(Number);
  if (options) row.options = Object.fromEntries([...docOf(fromEjson(options) as object)]);
  return row;
}

const lines = readFileSync(new URL('../test-data/mongo-behaviours.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const rows = lines.map(rowFromEjson);

const groups = [...new Set(rows.map((row) => row.group))];

describe.each(groups)('%s', (group) => {
  test.each(rows.filter((row) => row.group === group))('$name', (row) => checkRow(row, pureBackend));
});
