import type { SortOrder } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promptRow } from '../testing/rows.js';
import { newId } from './row.js';
import { inPublic, inShare, inTrash } from './schemas/prompt.schema.js';
import { ofLive } from './schemas/search-entry.schema.js';
import { openTestStore, type TestData } from './test-data.js';

let test: TestData;
let store: Awaited<ReturnType<typeof openTestStore>>;
const workspaceId = newId();
const other = newId();
const place = { workspaceId, collectionId: other };
// An empty collection gives the store no reason to prefer one index to another.
beforeAll(async () => {
  store = await openTestStore();
  test = await store.open();
  for (let number = 0; number < 60; number += 1) {
    const name = `n${number}`;
    await test.data.tags.create({ workspaceId, name, nameKey: name, color: null, promptCount: 0 });
    const collection = { workspaceId, parentId: null, ancestorIds: [], name, nameKey: name, description: '' };
    await test.data.collections.create({ ...collection, promptCount: 0 });
    const visibility = number % 2 === 0 ? 'public' : 'link';
    const { id: promptId, updatedAt } = await test.data.prompts.create(promptRow(workspaceId, name, { visibility }));
    const entry = {
      workspaceId,
      promptId,
      promptUpdatedAt: updatedAt,
      titleWords: [name, 'n'],
      words: [name, 'n', 'x'],
    };
    await test.data.searchEntries.create(entry);
    await test.data.publicEntries.create(entry);
  }
});
afterAll(async () => {
  await test?.close();
  await store?.close();
});

/** The stages of the plan that the store chooses, outermost first. */
async function stagesOf(model: string, where: object, sort: [string, SortOrder][]): Promise<string[]> {
  const found = test.data.models.find((one) => one.modelName === model);
  const query = found?.find(where).sort(sort).limit(20);
  const explained: unknown = await query?.explain('queryPlanner');
  return [...JSON.stringify(explained).matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage ?? '');
}

const live = { workspaceId, deletedAt: null };
const shown = { ...inPublic, workspaceId: { $nin: [other] } };
const newestFirst = (field: string): [string, SortOrder][] => [
  [field, -1],
  ['_id', -1],
];

const newestEntries: [string, SortOrder][] = [
  ['promptUpdatedAt', -1],
  ['promptId', -1],
];

describe('a page is read from an index, in its order', () => {
  it.each<[string, string, object, [string, SortOrder][]]>([
    [
      'prompts by time of change',
      'prompts',
      live,
      [
        ['updatedAt', -1],
        ['_id', -1],
      ],
    ],
    [
      'prompts by age',
      'prompts',
      live,
      [
        ['createdAt', 1],
        ['_id', 1],
      ],
    ],
    [
      'prompts by title',
      'prompts',
      live,
      [
        ['titleKey', 1],
        ['_id', 1],
      ],
    ],
    [
      'prompts by stars',
      'prompts',
      live,
      [
        ['starCount', -1],
        ['_id', -1],
      ],
    ],
    [
      'prompts by use',
      'prompts',
      live,
      [
        ['usedCount', -1],
        ['_id', -1],
      ],
    ],
    [
      'prompts of a collection',
      'prompts',
      { ...place, deletedAt: null },
      [
        ['updatedAt', -1],
        ['_id', -1],
      ],
    ],
    [
      'prompts with a tag',
      'prompts',
      { ...live, tagIds: other },
      [
        ['updatedAt', -1],
        ['_id', -1],
      ],
    ],
    [
      'prompts with a label',
      'prompts',
      { ...live, 'labelVersions.name': 'x' },
      [
        ['updatedAt', -1],
        ['_id', -1],
      ],
    ],
    [
      'old prompts in the trash',
      'prompts',
      { deletedAt: { ...inTrash.deletedAt, $lt: new Date() } },
      [['deletedAt', 1]],
    ],
    ['public prompts by time of change', 'prompts', shown, newestFirst('updatedAt')],
    ['public prompts by age', 'prompts', shown, newestFirst('createdAt')],
    ['public prompts by title', 'prompts', shown, newestFirst('titleKey')],
    ['public prompts by stars', 'prompts', shown, newestFirst('starCount')],
    ['public prompts of an author', 'prompts', { ...shown, authorId: other }, newestFirst('updatedAt')],
    ['prompts of a shared collection', 'prompts', { ...place, ...inShare }, newestFirst('updatedAt')],
    ['shares', 'shares', { workspaceId }, [['_id', -1]]],
    ['shares of a prompt', 'shares', { workspaceId, promptId: other }, [['_id', -1]]],
    ['tags', 'tags', { workspaceId }, [['nameKey', 1]]],
    [
      'collections',
      'collections',
      { workspaceId },
      [
        ['nameKey', 1],
        ['_id', 1],
      ],
    ],
    ['entries by time of change of their prompts', 'search_entries', { workspaceId, ...ofLive }, newestEntries],
    ['public entries by the same', 'public_entries', { workspaceId: { $nin: [] }, ...ofLive }, newestEntries],
    ['versions', 'prompt_versions', { promptId: other }, [['number', -1]]],
    ['moves of a label', 'label_moves', { promptId: other, label: 'x' }, [['_id', -1]]],
    [
      'usage of a workspace',
      'usage',
      { workspaceId, day: { $gte: '2026-01-01' } },
      [
        ['day', -1],
        ['_id', -1],
      ],
    ],
    ['sessions', 'sessions', { userId: other }, [['_id', -1]]],
    ['keys of a user', 'api_keys', { userId: other }, [['_id', 1]]],
    [
      'events of a workspace',
      'events',
      { workspaceId },
      [
        ['at', -1],
        ['_id', -1],
      ],
    ],
    [
      'events about one thing',
      'events',
      { 'target.id': other },
      [
        ['at', -1],
        ['_id', -1],
      ],
    ],
  ])('%s', async (_name, model, where, sort) => {
    const stages = await stagesOf(model, where, sort);
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
    expect(stages).not.toContain('COLLSCAN');
  });

  it('is not, where no index has the order: so the test can fail', async () => {
    expect(await stagesOf('tags', { workspaceId }, [['color', 1]])).toContain('SORT');
  });
});
