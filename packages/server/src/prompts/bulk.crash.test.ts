import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openProgram, type Program } from '../testing/program.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let program: Program;
beforeAll(async () => {
  program = await openProgram();
  await program.serve();
});
afterAll(() => program.close());

it('a kill in the midst leaves each prompt whole: done, and counted, or not', async () => {
  const ada = await program.register('ada');
  const { id: collectionId, workspaceId } = (await ada.collections.create({ name: 'Folder' })).data;
  const content = { type: 'text' as const, text: 'x' };
  const ids: string[] = [];
  for (let n = 0; n < 100; n += 1) {
    ids.push((await ada.prompts.create({ title: `Prompt ${n}`, content, collectionId, tags: ['all'] })).data.id);
  }
  const { events } = program.data;
  const done = () => events.count({ workspaceId, action: 'prompt.trashed' }, 200);
  const answered = ada.prompts.bulk({ ids, action: 'trash' }).then(
    () => true,
    () => false,
  );
  while ((await done()) < 10) await delay(1);
  await program.kill();
  expect(await answered).toBe(false);
  await program.serve();

  const prompts = await program.data.prompts.findMany({ workspaceId });
  const gone = prompts.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id);
  expect(gone.length).toBeGreaterThanOrEqual(10);
  // One after the other, in the order that was asked for.
  expect([...gone].sort()).toEqual(ids.slice(0, gone.length).sort());
  expect(gone.length).toBeLessThan(100);
  expect(await done()).toBe(gone.length);
  const left = 100 - gone.length;
  expect((await ada.collections.get({ id: collectionId })).data.promptCount).toBe(left);
  expect((await ada.tags.list()).data.items).toMatchObject([{ name: 'all', promptCount: left }]);
});
