import { describe, expect, test } from 'vitest';
import { supportedAccumulators } from '../aggregate/accumulator.js';
import { compilePipeline } from '../aggregate/pipeline.js';
import { supportedStages } from '../aggregate/registry.js';
import { updatePipeline } from '../aggregate/update-pipeline.js';
import { fromPlain } from '../bson/plain.js';
import type { Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { allTables } from '../tables/all-tables.js';
import { arithmeticRows } from '../tables/arithmetic.table.js';
import { memoryEnv } from '../tables/memory.js';
import { compileExpression } from './expression.js';
import { supportedExpressions } from './registry.js';

function codeOf(expression: unknown): number | string {
  try {
    compileExpression(fromPlain(expression), { now: new Date() })(new Map());
  } catch (error) {
    return error instanceof MongoError ? error.code : String(error);
  }
  return 'no error';
}

/** The names of operators that the rows with a result use. */
function used(): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      for (const [name, inner] of Object.entries(value)) {
        names.add(name);
        visit(inner);
      }
    }
  };
  for (const { rows } of allTables)
    for (const { expr, pipeline, error } of rows) if (error === undefined) visit([expr, pipeline]);
  return names;
}

describe('operators', () => {
  test('an unknown operator is none', () => {
    expect(codeOf({ $nope: 1 })).toBe(168);
  });
});

describe('constant errors', () => {
  const failing = fromPlain([{ $set: { a: { $divide: [1, 0] }, b: { $cond: [{ $toInt: 'x' }, 1, 2] } } }]) as Value[];

  test('an update fails only when it has a document', () => {
    const update = updatePipeline(failing, { now: new Date() });
    expect(() => update(new Map())).toThrow(MongoError);
  });

  test('a pipeline fails at once', () => {
    expect(() => compilePipeline(failing, memoryEnv({}))).toThrow(MongoError);
  });
});

describe('tables', () => {
  const names = used();
  const elsewhere = new Set(['$collStats', '$documents', '$indexStats', '$lookup', '$merge', '$out', '$unionWith']);

  test.each(supportedExpressions)('%s has a row', (name) => {
    expect(names).toContain(name);
  });

  test.each([...supportedAccumulators, ...supportedStages].filter((name) => !elsewhere.has(name)))(
    '%s has a row',
    (name) => {
      expect(names).toContain(name);
    },
  );

  test('constant errors show without a document', () => {
    const failing = arithmeticRows.filter(
      ({ expr, error }) => error !== undefined && !/\$[a-z]\b/i.test(JSON.stringify(expr)),
    );
    expect(failing.length).toBeGreaterThan(5);
    for (const { expr } of failing) {
      expect(() => compileExpression(fromPlain(expr) as Value, { now: new Date() })).toThrow(MongoError);
    }
  });
});
