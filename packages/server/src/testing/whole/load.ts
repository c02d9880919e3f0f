import { type Client, IncipitError } from '@incipit/sdk';
import { testPassword } from '../create-test-server.js';
import type { WholeProgram } from '../program.js';
import type { Account, Asked, Bulk, Copy, Creation, Place, Save, Step, Told } from './told.js';

const poolSize = 6;
/** The description of all that is created. */
export const underLoad = 'made under load';
export const textOf = (text: string) => ({ type: 'text' as const, text });

/** Makes what the load needs, in a workspace that is new. */
export async function prepare(ada: Client, eve: Client, round: number): Promise<Place> {
  const team = (await ada.workspaces.create({ name: `Round ${round}` })).data.id;
  const folder = async (name: string) => (await ada.collections.create({ workspaceId: team, name })).data.id;
  const folders = [await folder('A'), await folder('B')] as const;
  const make = async (name: string, more: object) =>
    (await ada.prompts.create({ workspaceId: team, title: name, name, content: textOf(name), ...more })).data.id;
  const base = { name: `base-${round}`, mark: `mark${round}base` };
  const id = await make(base.name, { visibility: 'public', tags: ['base', 'all'], content: textOf(base.mark) });
  const saved: string[] = [];
  for (let at = 0; at < 3; at += 1) saved.push(await make(`saved-${at}`, { labels: ['production'], tags: ['all'] }));
  const pool: string[] = [];
  for (let at = 0; at < poolSize; at += 1) pool.push(await make(`pool-${at}`, { collectionId: folders[0] }));
  return { round, ada, eve, team, folders, base: { id, ...base }, saved, pool };
}

/** Asks for all of it at once, again and again, until the server is gone. */
export async function loadUntilDeath(program: WholeProgram, place: Place, told: Told): Promise<void> {
  const workers = [
    (at: number) => create(place, told, at),
    (at: number) => create(place, told, at),
    (at: number) => save(place, told, at),
    (at: number) => bulk(place, told, at),
    () => fork(place, told),
    () => duplicate(place, told),
    () => comeAndGo(program, place, told),
  ];
  await Promise.all(workers.map(untilDeath));
}

async function untilDeath(turn: (at: number) => Promise<void>): Promise<void> {
  try {
    for (let at = 0; ; at += 1) await turn(at);
  } catch (error) {
    if (!(error instanceof IncipitError) || error.code !== 'network') throw error;
  }
}

/** Asks, again while the server is too busy to do anything, and notes that it was answered. */
async function answered<R>(it: Asked, send: () => Promise<R>): Promise<R> {
  const answer = await patiently(send);
  it.isAnswered = true;
  return answer;
}

async function patiently<R>(send: () => Promise<R>): Promise<R> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof IncipitError) || error.code !== 'busy') throw error;
    }
  }
}

/** Every other one by a name that the server derives from the title: these are numbered without a gap. */
async function create({ ada, team, folders, round, base }: Place, { creations }: Told, at: number): Promise<void> {
  const mark = `mark${round}made${creations.length}x`;
  const name = at % 2 === 0 ? mark : undefined;
  const input = {
    workspaceId: team,
    name,
    title: name ?? 'Derived',
    description: underLoad,
    collectionId: folders[at % 2],
    tags: ['all', `tag-${mark}`],
    labels: ['production', 'staging'],
    content: textOf(`${mark} {{> ${base.name}}}`),
  };
  const it: Creation = { mark, input, idempotencyKey: mark, isAnswered: false };
  creations.push(it);
  await answered(it, () => repeatCreation(ada, it));
}

export const repeatCreation = (ada: Client, { input, idempotencyKey }: Creation) =>
  ada.prompts.create(input, { idempotencyKey });

async function save({ ada, saved, round }: Place, { saves }: Told, at: number): Promise<void> {
  const mark = `mark${round}save${saves.length}x`;
  const it: Save = { promptId: saved[at % saved.length]!, mark, idempotencyKey: mark, isAnswered: false };
  saves.push(it);
  it.number = (await answered(it, () => repeatSave(ada, it))).data.number;
}

/** All labels go to the new version, so that they are always together on the latest. */
export const repeatSave = (ada: Client, { promptId, mark, idempotencyKey }: Save) =>
  ada.versions.create({ id: promptId, content: textOf(mark), labels: ['production', 'canary'] }, { idempotencyKey });

async function bulk({ ada, folders, pool }: Place, { bulks }: Told, at: number): Promise<void> {
  const tags = [`bulk-${Math.floor(at / 6)}`];
  const steps: Step[] = [
    { action: 'tag', tags },
    { action: 'move', collectionId: folders[1] },
    { action: 'trash' },
    { action: 'restore' },
    { action: 'untag', tags },
    { action: 'move', collectionId: folders[0] },
  ];
  const it: Bulk = { step: steps[at % 6]!, isAnswered: false };
  bulks.push(it);
  const { results } = (await answered(it, () => ada.prompts.bulk({ ids: [...pool], ...it.step }))).data;
  const expected = pool.map((id) => ({ id, ok: true }));
  if (JSON.stringify(results) !== JSON.stringify(expected)) throw new Error(`bulk answered ${JSON.stringify(results)}`);
}

async function fork(place: Place, { forks }: Told): Promise<void> {
  const it: Copy = { idempotencyKey: `fork-${place.round}-${forks.length}`, isAnswered: false };
  forks.push(it);
  await answered(it, () => repeatFork(place, it));
}

export const repeatFork = ({ eve, base }: Pick<Place, 'eve' | 'base'>, { idempotencyKey }: Copy) =>
  eve.prompts.fork({ id: base.id }, { idempotencyKey });

async function duplicate(place: Place, { duplicates }: Told): Promise<void> {
  const it: Copy = { idempotencyKey: `duplicate-${place.round}-${duplicates.length}`, isAnswered: false };
  duplicates.push(it);
  await answered(it, () => repeatDuplicate(place, it));
}

export const repeatDuplicate = ({ ada, base }: Pick<Place, 'ada' | 'base'>, { idempotencyKey }: Copy) =>
  ada.prompts.duplicate({ id: base.id }, { idempotencyKey });

async function comeAndGo(program: WholeProgram, { ada, team, round, base }: Place, { accounts }: Told): Promise<void> {
  const name = `guest-${round}-${accounts.length}`;
  const mark = `mark${round}guest${accounts.length}`;
  const it: Account = { name, stage: 'invited', marks: { team: `${mark}team`, own: `${mark}own` }, written: [] };
  accounts.push(it);
  const { url } = (await patiently(() => ada.invites.create({ workspaceId: team, role: 'editor' }))).data;
  it.stage = 'registering';
  const guest = await patiently(() => program.register(name, url.split('#token=')[1]));
  it.stage = 'writing';
  for (const place of ['team', 'own'] as const) {
    const workspaceId = place === 'team' ? team : undefined;
    const mark = it.marks[place];
    await patiently(() => guest.prompts.create({ workspaceId, title: mark, content: textOf(mark), tags: ['guest'] }));
    it.written.push(place);
  }
  await patiently(() => guest.prompts.star({ id: base.id }));
  it.stage = 'leaving';
  await patiently(() => guest.profiles.remove({ password: testPassword }));
  it.stage = 'gone';
}
