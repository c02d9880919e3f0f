import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@incipit/sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { leaving } from './testing/faults/fault.js';
import { faultsOf } from './testing/faults/store-faults.js';
import { openWholeProgram, type WholeProgram } from './testing/program.js';
import { loadUntilDeath, prepare } from './testing/whole/load.js';
import { lookAround } from './testing/whole/look.js';
import { answersIn, nothingTold, type Told } from './testing/whole/told.js';

const rounds = Number(process.env.CRASH_ROUNDS ?? 20);
const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 32));
/** So many answers, and not so many seconds, so that a busy machine tests as much as an idle one. */
const fewest = 3;
const most = 18;
/** And then up to so many milliseconds. */
const longestPause = 250;

// The whole product is killed and started again in each round.
vi.setConfig({ testTimeout: 60_000 + rounds * 30_000, hookTimeout: 60_000 });

let program: WholeProgram;
beforeAll(async () => {
  program = await openWholeProgram();
});
afterAll(() => program?.close());

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Loads the server, kills it in the midst, and looks at what there is when it is back. */
async function round(number: number, random: () => number): Promise<Told> {
  const enough = fewest + random() * (most - fewest);
  const pause = random() * longestPause;
  // All else is always under way.
  const isForLeaving = number % 3 === 2;
  const place = await prepare(await userOf('ada', number), await userOf('eve', number), number);
  const told = nothingTold();
  let isOver = false;
  const load = loadUntilDeath(program, place, told).finally(() => {
    isOver = true;
  });
  const isEnough = () => answersIn(told) >= enough && (!isForLeaving || told.accounts.at(-1)?.stage === 'leaving');
  while (!isOver && !isEnough()) await delay(1);
  await delay(pause);
  await program.kill();
  await load;
  await program.serve();
  const [ada, eve] = [await program.signIn('ada', 3), await program.signIn('eve', 3)];
  await lookAround(program, { ...place, ada, eve }, told);
  return told;
}

/** Looks at what users do not see. */
async function lookInside(): Promise<void> {
  await program.stop();
  await program.look(async (data) => {
    expect(await faultsOf(data)).toEqual([]);
    // What is left of accounts goes under the load of the next round, and through its kill.
    await data.jobs.patchMany({ holder: null }, { set: { dueAt: new Date() } });
  });
  await program.serve();
}

/** The first round makes the accounts. */
async function userOf(name: string, number: number): Promise<Client> {
  return number === 0 ? program.register(name) : program.signIn(name);
}

/** Lets the jobs end, account for account. */
async function settle(): Promise<void> {
  await program.stop();
  const dueIn = (ms: number) => ({ set: { dueAt: new Date(Date.now() + ms), holder: null } });
  const left = await program.look(async (data) => {
    await data.jobs.patchMany({ kind: 'account.removal' }, dueIn(-2));
    await data.jobs.patchMany({ kind: 'workspace.removal' }, dueIn(-1));
    return (await data.workspaces.size()) - (await data.jobs.count({ kind: 'workspace.removal' }, 10_000));
  });
  await program.serve();
  const ada = await program.signIn('ada');
  // Their workspaces go last.
  const isDone = async () => expect((await ada.admin.figures()).data.workspaces).toBe(left);
  await vi.waitFor(isDone, { timeout: 30_000, interval: 50 });
  await program.stop();
}

it(`a kill in the midst leaves no half of anything (CRASH_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  const all: Told[] = [];
  await program.serve();
  for (let number = 0; number < rounds; number += 1) {
    all.push(await round(number, random));
    if (number % 2 === 1) await lookInside();
  }
  await settle();
  await program.look(async (data) => {
    expect(await leaving(data, 'account.removal')).toEqual(new Set());
    expect(await faultsOf(data)).toEqual([]);
  });
  // Few rounds may be too few for that.
  if (rounds >= 20) expectEnough(all);
});

/** Each of the operations was answered, and each was broken off. */
function expectEnough(all: readonly Told[]): void {
  const kinds = ['creations', 'saves', 'bulks', 'forks', 'duplicates'] as const;
  for (const kind of kinds) {
    const asked = all.flatMap((told) => told[kind] as { readonly isAnswered: boolean }[]);
    expect([kind, asked.filter(({ isAnswered }) => isAnswered).length > rounds / 2]).toEqual([kind, true]);
    expect([kind, asked.some(({ isAnswered }) => !isAnswered)]).toEqual([kind, true]);
  }
  const stages = all.flatMap(({ accounts }) => accounts.map(({ stage }) => stage));
  expect(stages.filter((stage) => stage === 'gone').length).toBeGreaterThan(0);
}
