import type { Activity } from '@incipit/contract';
import { expect, it } from 'vitest';
import { withoutEchoes } from './sentence.js';

const mira = { username: 'mira', displayName: 'Mira' };
const at = (second: number, action: string, by: Activity['by'] = mira): Activity => ({
  at: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
  by,
  action,
});

it('tells a save in one line, and a change of its own in another', () => {
  const items = [
    at(50, 'prompt.updated'),
    at(40, 'prompt.updated'),
    at(39, 'version.created'),
    at(30, 'prompt.updated', { username: 'noah', displayName: 'Noah' }),
    at(29, 'version.created'),
    at(20, 'prompt.updated'),
    at(10, 'version.created'),
  ];
  expect(withoutEchoes(items)).toEqual(items.filter((_, index) => index !== 1));
});
