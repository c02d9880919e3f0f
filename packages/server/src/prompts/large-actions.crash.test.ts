import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@incipit/sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openProgram, type Program } from '../testing/program.js';
import { refusedWith } from '../testing/refusal.js';
import { promptRow, versionRow } from '../testing/rows.js';

// Thousands of prompts are made, and whole programs are killed.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let program: Program;
let ada: Client;
beforeAll(async () => {
  program = await openProgram();
  await program.serve();
  ada = await program.register('ada');
});
afterAll(() => program.close());

const size = 2_500;
const atOnce = 250;

/** A workspace with a folder of so many prompts, all with one tag, every fifth with another as well. */
async function library() {
  const { data } = program;
  const workspaceId = (await ada.workspaces.create({ name: 'Library' })).data.id;
  const { id: folder } = (await ada.collections.create({ workspaceId, name: 'Folder' })).data;
  const { id: below } = (await ada.collections.create({ workspaceId, parentId: folder, name: 'Below' })).data;
  const [old, other] = await Promise.all(
    ['old', 'other'].map(async (name) => (await ada.tags.create({ workspaceId, name })).data.id),
  );
  for (let start = 0; start < size; start += atOnce) {
    await data.transaction(async () => {
      const numbers = Array.from({ length: atOnce }, (_, at) => start + at);
      const prompts = await data.prompts.createMany(
        numbers.map((number) =>
          promptRow(workspaceId, `prompt-${number}`, {
            collectionId: number % 2 === 0 ? folder : below,
            tagIds: number % 5 === 0 ? [old!, other!] : [old!],
          }),
        ),
      );
      await data.promptVersions.createMany(
        prompts.flatMap(({ id }) => [1, 2].map((number) => versionRow(workspaceId, id, number))),
      );
      await data.promptTags.createMany(
        prompts.flatMap(({ id: promptId, tagIds }) =>
          tagIds.map((tagId) => ({ workspaceId, promptId, tagId, addedById: null })),
        ),
      );
    });
  }
  const half = { set: { promptCount: size / 2 } };
  for (const id of [folder, below]) await data.collections.patch(id, half);
  await data.tags.patch(old!, { set: { promptCount: size } });
  await data.tags.patch(other!, { set: { promptCount: size / 5 } });
  return { workspaceId, folder, below, old: old!, other: other! };
}

type Library = Awaited<ReturnType<typeof library>>;

/** What everybody sees of it, in numbers. */
async function seen({ workspaceId }: Library) {
  const total = async (query: object) => (await ada.prompts.list({ workspaceId, count: true, ...query })).data.total;
  const { items: collections } = (await ada.collections.list({ workspaceId })).data;
  const { items: tags } = (await ada.tags.list({ workspaceId })).data;
  const named = ada.prompts.getByName({ workspaceId, name: 'prompt-7' });
  const byName = await named.then(
    () => 'there',
    () => refusedWith(named),
  );
  return {
    live: await total({}),
    trashed: await total({ trashed: true }),
    old: await total({ tag: 'old' }),
    other: await total({ tag: 'other' }),
    collections: collections.map(({ name: called, promptCount }) => [called, promptCount]),
    tags: tags.map(({ name: called, promptCount }) => [called, promptCount]),
    byName,
  };
}

const whole = {
  live: size,
  trashed: 0,
  old: size,
  other: size / 5,
  collections: [
    ['Below', size / 2],
    ['Folder', size / 2],
  ],
  tags: [
    ['old', size],
    ['other', size / 5],
  ],
  byName: 'there',
};
const trashed = {
  live: 0,
  trashed: size,
  old: 0,
  other: 0,
  collections: [],
  tags: [
    ['old', 0],
    ['other', 0],
  ],
  byName: '404 prompt_not_found',
};
const merged = { ...whole, old: 0, other: size, tags: [['other', size]] };

const trash = ({ folder }: Library) => ada.collections.remove({ id: folder, prompts: 'trash' }, { ifMatch: '*' });
const merge = ({ old, other }: Library) => ada.tags.merge({ id: old, into: other });

const actions = [
  { name: 'deleting a collection with its prompts', act: trash, result: trashed, event: 'collection.removed' },
  { name: 'merging a tag', act: merge, result: merged, event: 'tag.merged' },
] as const;

it.each(actions)('$name is whole when it is answered', async ({ act, result }) => {
  const place = await library();
  expect(await seen(place)).toEqual(whole);
  await act(place);
  expect(await seen(place)).toEqual(result);
});

it.each(actions)('a kill during $name leaves all as it was, or all done', async ({ act, result, event }) => {
  let broken = 0;
  for (const pause of [200, 1_000, 2_500]) {
    const place = await library();
    const answered = act(place).then(
      () => true,
      () => false,
    );
    await delay(pause);
    await program.kill();
    const isAnswered = await answered;
    if (!isAnswered) broken += 1;
    await program.serve();
    const isDone = (await program.data.events.count({ workspaceId: place.workspaceId, action: event }, 2)) === 1;
    if (isAnswered) expect(isDone).toBe(true);
    expect(await seen(place)).toEqual(isDone ? result : whole);
  }
  expect(broken).toBeGreaterThan(0);
});
