import type { Client } from '@incipit/sdk';
import { expect } from 'vitest';
import type { WholeProgram } from '../program.js';
import { refusedWith } from '../refusal.js';
import { activityOf, all, foundBy } from './lists.js';
import type { Account, Place } from './told.js';

/** Each is there with all that is theirs, or gone with it. */
export async function lookAtAccounts(program: WholeProgram, place: Place, accounts: readonly Account[]): Promise<void> {
  for (const it of accounts) await lookAtAccount(program, place, it);
  await lookAtMembers(place, accounts);
}

async function lookAtAccount(program: WholeProgram, { ada, team }: Place, it: Account): Promise<void> {
  const { name, stage, marks, written } = it;
  const guest = await program.signIn(name).catch(() => undefined);
  if (stage === 'gone' || stage === 'invited') expect(guest).toBeUndefined();
  if (stage === 'writing') expect(guest).toBeDefined();
  const inTeam = await foundBy(ada, team, marks.team);
  if (written.includes('team')) expect(inTeam).toHaveLength(1);
  for (const prompt of inTeam) expect(prompt.author?.username).toBe(guest && name);
  if (guest) {
    it.stage = 'writing';
    await lookAtGuest(guest, it, team);
  } else {
    expect(await refusedWith(program.signIn(name))).toBe('401 invalid_credentials');
    expect(await refusedWith(ada.profiles.get({ username: name }))).toBe('404 profile_not_found');
    if (stage === 'registering' || stage === 'invited') await program.register(name);
    else expect(await refusedWith(program.register(name))).toBe('409 username_taken');
    if (stage === 'leaving') it.stage = 'gone';
  }
}

async function lookAtGuest(guest: Client, { name, marks, written }: Account, team: string): Promise<void> {
  const { profile, workspaces } = (await guest.auth.me()).data;
  expect(profile.username).toBe(name);
  const kinds = workspaces.map(({ kind, role }) => `${kind} ${role}`).sort();
  expect(kinds).toEqual(['personal owner', 'team editor']);
  const own = await foundBy(guest, undefined, marks.own);
  if (written.includes('own')) expect(own).toHaveLength(1);
  for (const { id } of own) expect(await activityOf(guest, id)).toEqual(['prompt.created']);
  expect(workspaces.some(({ id }) => id === team)).toBe(true);
}

/** Those who are there, but for those who registered again without an invite. */
async function lookAtMembers({ ada, team }: Place, accounts: readonly Account[]): Promise<void> {
  const members = await all((cursor) => ada.members.list({ id: team, limit: 100, cursor }));
  const there = accounts.filter(({ stage }) => stage === 'writing').map(({ name }) => name);
  expect(members.map(({ username }) => username).sort()).toEqual(['ada', ...there].sort());
  expect((await ada.workspaces.get({ id: team })).data.memberCount).toBe(members.length);
}
