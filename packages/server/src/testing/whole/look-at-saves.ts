import type { Client } from '@incipit/sdk';
import { expect } from 'vitest';
import { activityOf, all, answered, foundBy } from './lists.js';
import { repeatSave } from './load.js';
import type { Place, Save } from './told.js';

/** Versions have all numbers from 1 on, each save at most one, and all labels are on the latest. */
export async function lookAtSaves({ ada, team, saved }: Place, saves: readonly Save[]): Promise<void> {
  for (const id of saved) {
    await lookAtSaved(
      ada,
      id,
      saves.filter(({ promptId }) => promptId === id),
    );
    await lookAtLatest(ada, team, id, await textsOf(ada, id));
  }
}

async function lookAtSaved(ada: Client, id: string, saves: readonly Save[]): Promise<void> {
  const before = await textsOf(ada, id);
  const told = answered(saves);
  expect(told.filter(({ mark, number = 0 }) => before[number - 1] !== mark)).toEqual([]);
  const unknown = before.slice(1).filter((text) => !told.some(({ mark }) => mark === text));
  expect(saves.map(({ mark }) => mark)).toEqual(expect.arrayContaining(unknown));
  expect(new Set(before).size).toBe(before.length);
  for (const it of saves.filter(({ isAnswered }) => !isAnswered)) {
    // One that is there is answered as it was made, wherever it stands now.
    const { number } = (await repeatSave(ada, it)).data;
    if (before.includes(it.mark)) expect(before[number - 1]).toBe(it.mark);
  }
  const texts = await textsOf(ada, id);
  expect(texts.slice(1).sort()).toEqual(saves.map(({ mark }) => mark).sort());
}

/** The texts of all versions, the first one first. */
async function textsOf(ada: Client, id: string): Promise<string[]> {
  const versions = (await all((cursor) => ada.versions.list({ id, limit: 100, cursor }))).reverse();
  expect(versions.map(({ number }) => number)).toEqual(versions.map((_, at) => at + 1));
  return versions.map(({ content }) => (content.type === 'text' ? content.text : ''));
}

async function lookAtLatest(ada: Client, team: string, id: string, texts: readonly string[]): Promise<void> {
  const latest = texts.length;
  const { data } = await ada.prompts.get({ id });
  const canary = latest > 1 && { canary: latest };
  expect(data.labels).toEqual({ production: latest, latest, ...canary });
  expect(data.version).toMatchObject({ number: latest, content: { text: texts.at(-1) } });
  const history = await all((cursor) => ada.labels.history({ id, label: 'production', limit: 100, cursor }));
  expect(history.map(({ to }) => to).reverse()).toEqual(texts.map((_, at) => at + 1));
  const saved = (await activityOf(ada, id)).filter((action) => action === 'version.created');
  expect(saved).toHaveLength(latest - 1);
  // Search knows the latest text, and no older one.
  expect((await foundBy(ada, team, texts.at(-1)!)).map((one) => one.id)).toEqual([id]);
  if (latest > 2) expect(await foundBy(ada, team, texts.at(-2)!)).toEqual([]);
}
