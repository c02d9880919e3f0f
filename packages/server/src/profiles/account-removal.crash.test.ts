import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@incipit/sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { testPassword } from '../testing/create-test-server.js';
import { openProgram, type Program } from '../testing/program.js';
import { refusedWith } from '../testing/refusal.js';
import { promptRow, versionRow } from '../testing/rows.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let program: Program;
let ada: Client;
beforeAll(async () => {
  program = await openProgram();
  await program.serve();
  ada = await program.register('ada');
});
afterAll(() => program.close());

/**
 * Somebody with so many prompts of their own and in a team of ada's, each starred by them. A team each: what the
 * transaction of a killed server had written is locked for up to a minute.
 */
async function writer(name: string, size: number) {
  const { data } = program;
  const client = await program.register(name);
  const team = (await ada.workspaces.create({ name: 'Team' })).data.id;
  const { user, workspaces } = (await client.auth.me()).data;
  const own = workspaces[0]!.id;
  const userId = user.id;
  await data.transaction(async () => {
    await data.members.create({ workspaceId: team, userId, role: 'editor', nameKey: name });
    await data.workspaces.patch(team, { inc: { memberCount: 1 } });
  });
  const promptIds: string[] = [];
  for (let number = 0; number < size; number += 1) {
    await data.transaction(async () => {
      for (const workspaceId of [own, team]) {
        const values = { authorId: userId, starCount: 1 };
        const { id: promptId } = await data.prompts.create(promptRow(workspaceId, `${name}-${number}`, values));
        for (const version of [1, 2])
          await data.promptVersions.create(versionRow(workspaceId, promptId, version, userId));
        await data.stars.create({ userId, promptId, workspaceId });
        if (workspaceId === team) promptIds.push(promptId);
      }
    });
  }
  return { client, userId, own, team, promptIds };
}

const memberCount = async (team: string) => (await ada.workspaces.get({ id: team })).data.memberCount;
const jobOf = async (subjectId: string) => (await program.data.jobs.findMany({ subjectId }))[0] ?? null;
/** Lets a job begin now. */
const begin = async (subjectId: string) =>
  program.data.jobs.patch((await jobOf(subjectId))?.id ?? '', { set: { dueAt: new Date() } });
const written = (authorId: string) => program.data.promptVersions.count({ authorId }, 10_000);

it('a kill while an account is deleted leaves it whole or gone', async () => {
  for (const [round, pause] of [30, 45, 60, 90].entries()) {
    const { client, userId, own, team, promptIds } = await writer(`writer-${round}`, 3);
    const answered = client.profiles.remove({ password: testPassword }).then(
      () => 'answered',
      () => 'broken off',
    );
    await delay(pause);
    await program.kill();
    const answer = await answered;
    await program.serve();
    const isGone = (await program.data.users.get(userId)) === null;
    const shared = (await ada.prompts.get({ id: promptIds[0]! })).data;
    if (isGone) {
      expect(await refusedWith(client.auth.me())).toBe('401 unauthorized');
      expect(shared).toMatchObject({ author: null, starCount: 0, version: { author: null } });
      expect(await memberCount(team)).toBe(1);
      expect([await jobOf(userId), await jobOf(own)]).toMatchObject([{ kind: 'account.removal' }, { subjectId: own }]);
    } else {
      expect(answer).toBe('broken off');
      expect((await client.prompts.list({ count: true })).data.total).toBe(3);
      expect(shared).toMatchObject({ author: { username: `writer-${round}` }, starCount: 1 });
      expect(await memberCount(team)).toBe(2);
      expect([await jobOf(userId), await jobOf(own)]).toEqual([null, null]);
    }
  }
});

it('a kill while the rows of a large account follow is made good by the next server', async () => {
  const { client, userId, own, team, promptIds } = await writer('large', 600);
  const other = await writer('other', 2);
  await client.profiles.remove({ password: testPassword });
  // What others see is as it will be.
  expect(await refusedWith(client.auth.me())).toBe('401 unauthorized');
  const list = (await ada.prompts.list({ workspaceId: team, count: true })).data;
  expect(list.total).toBe(600);
  const seen = (await ada.prompts.get({ id: promptIds[599]! })).data;
  expect(seen).toMatchObject({ author: null, version: { author: null } });
  expect(await written(userId)).toBe(2_400);

  await begin(userId);
  await vi.waitFor(async () => expect(await written(userId)).toBeLessThan(2_400), { timeout: 60_000, interval: 5 });
  await program.kill();
  expect(await written(userId)).toBeGreaterThan(0);
  expect(await jobOf(userId)).not.toBeNull();

  await program.serve();
  await begin(own);
  const isDone = async () => expect([await jobOf(userId), await jobOf(own)]).toEqual([null, null]);
  await vi.waitFor(isDone, { timeout: 150_000, interval: 200 });
  const { prompts, stars, sessions } = program.data;
  expect(await written(userId)).toBe(0);
  expect(await stars.count({ userId }, 1)).toBe(0);
  expect(await sessions.count({ userId }, 1)).toBe(0);
  expect(await prompts.count({ authorId: userId }, 1)).toBe(0);
  expect(await prompts.count({ workspaceId: own }, 1)).toBe(0);
  // All of the team's are there, and nobody's star is counted.
  expect(await prompts.count({ id: { $in: promptIds }, starCount: 0 }, 1_000)).toBe(600);
  expect(await written(other.userId)).toBe(8);
  expect((await other.client.prompts.get({ id: other.promptIds[0]! })).data).toMatchObject({ starCount: 1 });
});
