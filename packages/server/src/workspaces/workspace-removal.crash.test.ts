import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@incipit/sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openProgram, type Program } from '../testing/program.js';
import { refusedWith } from '../testing/refusal.js';
import { promptRow, versionRow } from '../testing/rows.js';

// Whole programs start and are killed. The store lives on, so that the test sees what they leave behind.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let program: Program;
let client: Client;
beforeAll(async () => {
  program = await openProgram();
  await program.serve();
  client = await program.register('ada');
});
afterAll(() => program.close());

/** A team with so many prompts of two versions each. */
async function team(size: number): Promise<string> {
  const { id: workspaceId } = (await client.workspaces.create({ name: 'Team' })).data;
  const { data } = program;
  for (let number = 0; number < size; number += 1) {
    await data.transaction(async () => {
      const { id } = await data.prompts.create(promptRow(workspaceId, `prompt-${number}`));
      for (const version of [1, 2]) await data.promptVersions.create(versionRow(workspaceId, id, version));
    });
  }
  return workspaceId;
}

const remove = (id: string) => client.workspaces.remove({ id, confirm: 'Team' }, { ifMatch: '*' });
const rowsOf = async (workspaceId: string) => ({
  prompts: await program.data.prompts.count({ workspaceId }, 1_000),
  versions: await program.data.promptVersions.count({ workspaceId }, 1_000),
  members: await program.data.members.count({ workspaceId }, 1_000),
});
const jobsOf = (subjectId: string) => program.data.jobs.findMany({ subjectId });

it('a kill while a workspace is deleted leaves it whole or gone', async () => {
  for (const pause of [2, 9, 25]) {
    const id = await team(3);
    const answered = remove(id).then(
      () => 'answered',
      () => 'broken off',
    );
    await delay(pause);
    await program.kill();
    const answer = await answered;
    await program.serve();
    const [job] = await jobsOf(id);
    if (job) {
      expect(await refusedWith(client.workspaces.get({ id }))).toBe('404 workspace_not_found');
      expect((await client.workspaces.list()).data.items.map((item) => item.id)).not.toContain(id);
    } else {
      // A workspace that is there was not said to be gone.
      expect(answer).toBe('broken off');
      expect((await client.workspaces.get({ id })).data.memberCount).toBe(1);
      expect((await client.prompts.list({ workspaceId: id, count: true })).data.total).toBe(3);
    }
  }
});

it('a kill while its rows go is made good by the next server', async () => {
  const [id, other] = [await team(250), await team(3)];
  await remove(id);
  const [job] = await jobsOf(id);
  await program.data.jobs.patch(job?.id ?? '', { set: { dueAt: new Date() } });
  await vi.waitFor(async () => expect((await rowsOf(id)).versions).toBeLessThan(450), { timeout: 30_000, interval: 5 });
  await program.kill();
  const left = await rowsOf(id);
  expect(left.prompts).toBeGreaterThan(0);
  expect(await jobsOf(id)).toHaveLength(1);

  await program.serve();
  expect(await refusedWith(client.workspaces.get({ id }))).toBe('404 workspace_not_found');
  expect(await refusedWith(client.prompts.list({ workspaceId: id }))).toBe('404 workspace_not_found');
  await vi.waitFor(async () => expect(await jobsOf(id)).toEqual([]), { timeout: 120_000, interval: 200 });
  expect(await rowsOf(id)).toEqual({ prompts: 0, versions: 0, members: 0 });
  expect(await program.data.workspaces.get(id)).toBeNull();
  expect(await rowsOf(other)).toEqual({ prompts: 3, versions: 6, members: 1 });
});
