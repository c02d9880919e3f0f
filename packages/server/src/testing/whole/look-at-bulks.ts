import type { Client } from '@incipit/sdk';
import { expect } from 'vitest';
import { activityOf, all, answered, foundBy, listed, namesOf } from './lists.js';
import type { Bulk, Place } from './told.js';

/** Where a prompt of the pool is. */
interface Standing {
  readonly collectionId: string | null;
  readonly tags: readonly string[];
  readonly isTrashed: boolean;
}

function after(standing: Standing, { step }: Bulk): Standing {
  switch (step.action) {
    case 'tag':
      return { ...standing, tags: step.tags };
    case 'untag':
      return { ...standing, tags: [] };
    case 'move':
      return { ...standing, collectionId: step.collectionId };
    case 'trash':
    case 'restore':
      return { ...standing, isTrashed: step.action === 'trash' };
  }
}

/** The one under way was done with the first so many prompts, and not with the others. */
export async function lookAtBulks({ ada, team, folders, pool }: Place, bulks: readonly Bulk[]): Promise<void> {
  const done = answered(bulks);
  const last = bulks.find(({ isAnswered }) => !isAnswered);
  const start: Standing = { collectionId: folders[0], tags: [], isTrashed: false };
  const before = done.reduce(after, start);
  const there = await standings(ada, team);
  const found = pool.map((id) => there.get(id));
  const changed = last ? after(before, last) : before;
  const count = last ? found.filter((one) => JSON.stringify(one) === JSON.stringify(changed)).length : 0;
  expect(found).toEqual(pool.map((_, at) => (at < count ? changed : before)));
  for (const [at, id] of pool.entries()) {
    const steps = [...done, ...(last && at < count ? [last] : [])];
    expect(await activityOf(ada, id)).toEqual(['prompt.created', ...steps.map(eventOf)]);
  }
  const isLive = (at: number) => !(at < count ? changed : before).isTrashed;
  const names = pool.map((_, at) => `pool-${at}`).filter((_, at) => isLive(at));
  expect((await foundBy(ada, team, 'pool')).map(({ name }) => name).sort()).toEqual(names.sort());
  await lookAtBulkTags(ada, team, [...done, ...(last && count > 0 ? [last] : [])]);
}

async function standings(ada: Client, workspaceId: string): Promise<Map<string, Standing>> {
  const items = [...(await listed(ada, { workspaceId })), ...(await listed(ada, { workspaceId, trashed: true }))];
  return new Map(
    items.map(({ id, collectionId, tags, deletedAt }) => [
      id,
      { collectionId, tags: namesOf(tags), isTrashed: deletedAt !== null },
    ]),
  );
}

const eventOf = ({ step }: Bulk) =>
  ({ trash: 'prompt.trashed', restore: 'prompt.restored', tag: '', untag: '', move: '' })[step.action] ||
  'prompt.updated';

/** A tag is made with the first prompt that gets it. */
async function lookAtBulkTags(ada: Client, workspaceId: string, begun: readonly Bulk[]): Promise<void> {
  const tags = await all((cursor) => ada.tags.list({ workspaceId, limit: 100, cursor }));
  const made = begun.flatMap(({ step }) => (step.action === 'tag' ? step.tags : []));
  expect(namesOf(tags).filter((name) => name.startsWith('bulk-'))).toEqual(made.sort());
}
