import * as arithmetic from './arithmetic.table.js';
import * as array from './array.table.js';
import * as bucket from './bucket.table.js';
import * as collated from './collated.table.js';
import * as convert from './convert.table.js';
import * as date from './date.table.js';
import * as dateArithmetic from './date-arithmetic.table.js';
import * as dateText from './date-text.table.js';
import * as group from './group.table.js';
import * as logic from './logic.table.js';
import * as numberFunctions from './number-functions.table.js';
import { rows as projection } from './projection.table.js';
import { rows as queryArray } from './query-array.table.js';
import { rows as queryComparison } from './query-comparison.table.js';
import { rows as queryElement } from './query-element.table.js';
import { rows as queryLogical } from './query-logical.table.js';
import { rows as queryRefused } from './query-refused.table.js';
import { rows as queryRegex } from './query-regex.table.js';
import { rows as querySchema } from './query-schema.table.js';
import type { Row } from './row.js';
import * as set from './set.table.js';
import { rows as sort } from './sort.table.js';
import * as stage from './stage.table.js';
import * as string from './string.table.js';
import * as unwind from './unwind.table.js';
import { rows as updateArray } from './update-array.table.js';
import { rows as updateField } from './update-field.table.js';
import { rows as updatePipeline } from './update-pipeline.table.js';
import { rows as updatePositional } from './update-positional.table.js';
import { rows as upsert } from './upsert.table.js';

export type Table = { name: string; rows: (Row & { name: string })[] };

/** A new `*.table.ts` is entered here. */
const modules: Record<string, Row[] | Record<string, Row[]>> = {
  arithmetic: arithmetic,
  array: array,
  bucket: bucket,
  collated: collated,
  convert: convert,
  date: date,
  'date-arithmetic': dateArithmetic,
  'date-text': dateText,
  group: group,
  logic: logic,
  'number-functions': numberFunctions,
  projection: projection,
  'query-array': queryArray,
  'query-comparison': queryComparison,
  'query-element': queryElement,
  'query-logical': queryLogical,
  'query-refused': queryRefused,
  'query-regex': queryRegex,
  'query-schema': querySchema,
  set: set,
  sort: sort,
  stage: stage,
  string: string,
  unwind: unwind,
  'update-array': updateArray,
  'update-field': updateField,
  'update-pipeline': updatePipeline,
  'update-positional': updatePositional,
  upsert: upsert,
};

/** The rows of every table, numbered so that their names are unique. */
export const allTables: Table[] = Object.entries(modules).map(([name, module]) => ({
  name,
  rows: (Array.isArray(module) ? module : Object.values(module).flat()).map((row, index) => ({
    ...row,
    name: `${index + 1}: ${row.name}`,
  })),
}));
