import { expect } from 'vitest';
import type { WholeProgram } from '../program.js';
import { all, listed } from './lists.js';
import { underLoad } from './load.js';
import { lookAtAccounts } from './look-at-accounts.js';
import { lookAtBulks } from './look-at-bulks.js';
import { lookAtDuplicates, lookAtForks } from './look-at-copies.js';
import { lookAtCreations } from './look-at-creations.js';
import { lookAtSaves } from './look-at-saves.js';
import type { Place, Told } from './told.js';

/**
 * Compares what users see, after the server came back, with what they were told before it died. What was not answered
 * is asked for again, as a client would, with its key: it is then there once.
 */
export async function lookAround(program: WholeProgram, place: Place, told: Told): Promise<void> {
  await lookAtCreations(place, told.creations);
  await lookAtSaves(place, told.saves);
  await lookAtBulks(place, told.bulks);
  await lookAtForks(place, told.forks);
  await lookAtDuplicates(place, told.duplicates);
  await lookAtAccounts(program, place, told.accounts);
  await lookAtUses(place);
  await lookAtCounts(place);
}

/** Each that was created includes the base, and nothing else does. */
async function lookAtUses({ ada, base, team: workspaceId }: Place): Promise<void> {
  const users = await all((cursor) => ada.prompts.usedBy({ id: base.id, limit: 100, cursor }));
  const created = (await listed(ada, { workspaceId })).filter(({ description }) => description === underLoad);
  const expected = created.map(({ id: promptId, name }) => ({ promptId, name, version: 1 }));
  expect(new Set(users)).toEqual(new Set(expected));
}

/** What tags, folders and lists count is what is there. */
async function lookAtCounts({ ada, team: workspaceId }: Place): Promise<void> {
  const live = await listed(ada, { workspaceId });
  expect((await ada.prompts.list({ workspaceId, count: true })).data.total).toBe(live.length);
  for (const { name, promptCount } of await all((cursor) => ada.tags.list({ workspaceId, limit: 100, cursor }))) {
    const tagged = live.filter(({ tags }) => tags.some((tag) => tag.name === name));
    expect([name, promptCount]).toEqual([name, tagged.length]);
  }
  for (const { id, name, promptCount } of (await ada.collections.list({ workspaceId })).data.items) {
    const inside = live.filter(({ collectionId }) => collectionId === id);
    expect([name, promptCount]).toEqual([name, inside.length]);
  }
}
