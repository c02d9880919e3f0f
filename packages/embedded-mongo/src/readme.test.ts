import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { supportedAccumulators } from './aggregate/accumulator.js';
import { supportedStages } from './aggregate/registry.js';
import { COMMANDS } from './commands/registry.js';
import { supportedExpressions } from './expression/registry.js';
import { queryOperators } from './query/field.js';
import { refusedFeatures, refusedNames } from './refused.js';
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
  ];

  test.each(lists)('%s', (title, names) => {
    expect(listed(title)).toEqual([...new Set(names)].sort());
  });

  test.each(Object.entries(refusedNames))('refused: %s', (kind, names) => {
    expect(listed(`Refused: ${kind}`)).toEqual([...names].sort());
  });

  test.each(Object.entries(refusedFeatures))('refused: %s', (area, features) => {
    expect(listed(`Refused: ${area}`)).toEqual([...features].sort());
  });
});
