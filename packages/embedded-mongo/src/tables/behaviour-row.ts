import { docOf, fromEjson } from '../bson/plain.js';
import type { Row } from './row.js';

/** A row of `mongo-behaviours.jsonl`. */
export type Behaviour = Row & { group: string; name: string; source: string };

const VALUES = ['docs', 'doc', 'filter', 'update', 'arrayFilters', 'collation', 'pipeline', 'expr', 'expect'] as const;

/** Reads a line of the file: the parts of the row become values; what describes the row stays plain. */
export function behaviourRow(line: string): Behaviour {
  const row: Behaviour = JSON.parse(line);
  for (const part of VALUES) if (part in row) Object.assign(row, { [part]: fromEjson(row[part]) });
  const { options, error } = row;
  if (error !== undefined && error !== 'any') row.error = [fromEjson(error)].flat().map(Number);
  if (options) row.options = Object.fromEntries([...docOf(fromEjson(options) as object)]);
  return row;
}
