import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refusedAccumulators, supportedAccumulators } from './aggregate/accumulator.js';
import { refusedStages, supportedStages } from './aggregate/registry.js';
import { COMMANDS } from './commands/registry.js';
import { refusedExpressions, supportedExpressions } from './expression/registry.js';
import { queryOperators, refusedQueryOperators } from './query/field.js';
import { updateOperators } from './update/operators.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The names in the list that begins with this title, each between backticks. */
function listed(title: string): string[] {
  const line = readme.split('\n').find((one) => one.startsWith(`- **${title}:**`)) ?? '';
  return [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '').sort();
}

const commands = COMMANDS.map(({ name, testOnly }) => (testOnly ? `${name} (tests)` : name));

describe('the README lists what the code has', () => {
  const lists: [string, readonly string[]][] = [
    ['Commands', commands],
    ['Query operators', [...queryOperators, '$and', '$comment', '$expr', '$jsonSchema', '$nor', '$or']],
    ['Update operators', updateOperators],
    ['Stages', [...supportedStages, '$changeStream']],
    ['Accumulators', supportedAccumulators],
    ['Expressions', supportedExpressions],
    ['Refused query operators', [...refusedQueryOperators, '$text', '$where']],
    ['Refused stages', refusedStages.filter((name) => name !== '$changeStream')],
    ['Refused expressions', [...refusedExpressions.filter((name) => !name.startsWith('$_')), ...refusedAccumulators]],
  ];

  test.each(lists)('%s', (title, names) => {
    expect(listed(title)).toEqual([...new Set(names)].sort());
  });
});
