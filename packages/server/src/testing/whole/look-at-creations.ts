import type { Client } from '@incipit/sdk';
import { expect } from 'vitest';
import { refusedWith } from '../refusal.js';
import { activityOf, foundBy, type Item, listed, namesOf, numbered } from './lists.js';
import { repeatCreation } from './load.js';
import type { Creation, Place } from './told.js';

/** Each is there whole, or absent; and its name is free. */
export async function lookAtCreations(place: Place, creations: readonly Creation[]): Promise<void> {
  for (const it of creations) await lookAtCreation(place, it);
  await lookAtDerivedNames(place, creations);
}

async function lookAtCreation({ ada, team, base }: Place, it: Creation): Promise<void> {
  const { input, mark } = it;
  const found = await foundBy(ada, team, mark);
  const { name } = input;
  if (it.isAnswered || found.length > 0) await lookAtWhole(ada, it, found);
  else if (name)
    expect(await refusedWith(ada.prompts.getByName({ workspaceId: team, name }))).toBe('404 prompt_not_found');
  if (it.isAnswered) return;
  const { data } = await repeatCreation(ada, it);
  if (found.length > 0) expect(data.id).toBe(found[0]?.id);
  await lookAtWhole(ada, it, await foundBy(ada, team, mark));
  expect(data.version.content).toMatchObject({ text: `${mark} {{> ${base.name}}}` });
}

async function lookAtWhole(ada: Client, { input, mark }: Creation, found: readonly Item[]): Promise<void> {
  expect(found.map(({ title }) => title)).toEqual([input.title]);
  const { id, name } = found[0]!;
  const { data } = await ada.prompts.get({ id });
  const { title, description, collectionId, content } = input;
  expect(data).toMatchObject({
    ...{ title, description, collectionId, latestVersion: 1 },
    labels: { production: 1, staging: 1, latest: 1 },
    version: { number: 1, content, author: { username: 'ada' } },
  });
  expect(namesOf(data.tags)).toEqual(['all', `tag-${mark}`]);
  expect((await ada.prompts.getByName({ workspaceId: data.workspaceId, name })).data.id).toBe(id);
  expect(await activityOf(ada, id)).toEqual(['prompt.created']);
}

/** A number that was given to nothing would be a gap. */
async function lookAtDerivedNames({ ada, team }: Place, creations: readonly Creation[]): Promise<void> {
  const derived = creations.filter(({ input }) => input.name === undefined);
  const there = (await listed(ada, { workspaceId: team })).filter(({ title }) => title === 'Derived');
  expect(there.map(({ name }) => name).sort()).toEqual(numbered('derived', 1, derived.length));
}
