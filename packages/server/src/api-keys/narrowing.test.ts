import { expect, it } from 'vitest';
import { type Reach, widens } from './narrowing.js';

const day = (n: number) => new Date(2030, 0, n);
const wide: Reach = { scopes: ['prompts:read', 'prompts:write'], limits: {}, expiresAt: null };
const narrow: Reach = {
  scopes: ['prompts:read'],
  limits: { labels: ['production', 'staging'], collectionId: 'top' },
  expiresAt: day(10),
};
const isBelow = (id: string) => id === 'top' || id === 'below';

it.each<[string, Reach, Parameters<typeof widens>[1], ReturnType<typeof widens>]>([
  ['fewer scopes', wide, { scopes: ['prompts:read'] }, null],
  ['another scope', wide, { scopes: ['prompts:read', 'export'] }, 'scopes'],
  ['an end where there was none', wide, { expiresAt: day(1) }, null],
  ['an earlier end', narrow, { expiresAt: day(9) }, null],
  ['a later end', narrow, { expiresAt: day(11) }, 'expiresInDays'],
  ['limits where there were none', wide, { limits: { labels: ['production'], collectionId: 'any' } }, null],
  ['no limits where there were none', wide, { limits: {} }, null],
  ['fewer labels', narrow, { limits: { labels: ['staging'], collectionId: 'top' } }, null],
  ['another label', narrow, { limits: { labels: ['staging', 'dev'], collectionId: 'top' } }, 'limits.labels'],
  ['no limit of labels', narrow, { limits: { collectionId: 'top' } }, 'limits.labels'],
  ['a collection below', narrow, { limits: { labels: ['staging'], collectionId: 'below' } }, null],
  ['a collection elsewhere', narrow, { limits: { labels: ['staging'], collectionId: 'other' } }, 'limits.collectionId'],
  ['no collection', narrow, { limits: { labels: ['staging'] } }, 'limits.collectionId'],
])('%s', (_, key, change, answer) => expect(widens(key, change, isBelow)).toBe(answer));
