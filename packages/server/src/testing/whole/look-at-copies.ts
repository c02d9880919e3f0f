import type { Client } from '@incipit/sdk';
import { expect } from 'vitest';
import { activityOf, answered, foundBy, namesOf, numbered } from './lists.js';
import { repeatDuplicate, repeatFork } from './load.js';
import type { Copy, Place } from './told.js';

/** Those of eve, in her own workspace. */
export function lookAtForks(place: Place, forks: readonly Copy[]): Promise<void> {
  const { eve: client, base } = place;
  const forkedFrom = { promptId: base.id, version: 1 };
  return lookAtCopies(place, forks, { client, forkedFrom, first: 1, repeat: (it) => repeatFork(place, it) });
}

/** Those of ada, beside the prompt itself. */
export function lookAtDuplicates(place: Place, duplicates: readonly Copy[]): Promise<void> {
  const { ada: client, team: workspaceId } = place;
  const repeat = (it: Copy) => repeatDuplicate(place, it);
  return lookAtCopies(place, duplicates, { client, workspaceId, forkedFrom: null, first: 2, repeat });
}

interface Kind {
  readonly client: Client;
  readonly workspaceId?: string;
  readonly forkedFrom: object | null;
  /** The number in the first name. */
  readonly first: 1 | 2;
  repeat(it: Copy): Promise<unknown>;
}

/** Each that was answered, and no more than were asked for; once those are repeated, all. */
async function lookAtCopies({ base }: Place, copies: readonly Copy[], kind: Kind): Promise<void> {
  const { client, workspaceId, forkedFrom, first, repeat } = kind;
  const find = async () => (await foundBy(client, workspaceId, base.mark)).filter(({ id }) => id !== base.id);
  const there = await find();
  const least = answered(copies).length;
  expect(there.length).toBeGreaterThanOrEqual(least);
  expect(there.map(({ name }) => name).sort()).toEqual(numbered(base.name, first, there.length));
  for (const it of copies.filter(({ isAnswered }) => !isAnswered)) await repeat(it);
  const repeated = await find();
  expect(repeated.map(({ name }) => name).sort()).toEqual(numbered(base.name, first, copies.length));
  expect(repeated.map(({ id }) => id)).toEqual(expect.arrayContaining(there.map(({ id }) => id)));
  for (const { id } of repeated) await lookAtCopy(client, id, base, forkedFrom);
}

async function lookAtCopy(client: Client, id: string, base: Place['base'], forkedFrom: object | null): Promise<void> {
  const { data } = await client.prompts.get({ id });
  expect(data).toMatchObject({ forkedFrom, labels: { latest: 1 }, visibility: 'private', title: base.name });
  expect(data.version).toMatchObject({ number: 1, content: { text: base.mark } });
  expect(namesOf(data.tags)).toEqual(['all', 'base']);
  expect(await activityOf(client, id)).toEqual(['prompt.created']);
}
