import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser, testPassword } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { promptRow } from '../testing/rows.js';

let server: TestServer;
let ada: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  ada = await server.register('ada');
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
const leave = (user: TestUser) => user.client.profiles.remove({ password: testPassword });

/** Lets the jobs of an account begin now, and waits for their end. */
async function finish({ user, workspace }: TestUser): Promise<void> {
  const about = { subjectId: { $in: [user.id, workspace.id] } };
  await data().jobs.patchMany(about, { set: { dueAt: new Date() } });
  await vi.waitFor(async () => expect(await data().jobs.count(about, 1)).toBe(0), { timeout: 30_000, interval: 50 });
}

/** Where the id of a user stands, of all fields that hold ids, but for the trail of events. */
async function mentions(userId: string): Promise<string[]> {
  const found: string[] = [];
  for (const model of data().models) {
    if (model.modelName === 'events' || model.modelName === 'usernames') continue;
    for (const [path, { instance }] of Object.entries(model.schema.paths)) {
      if (instance !== 'ObjectId' || path.includes('.')) continue;
      if (await model.countDocuments({ [path]: userId }, { limit: 1 })) found.push(`${model.modelName} ${path}`);
    }
  }
  return found;
}

describe('after an account', () => {
  it('nothing names it any more, and its personal workspace is empty', { timeout: 60_000 }, async () => {
    const gone = await server.register('gone');
    const { id: workspaceId } = (await ada.client.workspaces.create({ name: 'Team' })).data;
    await joinWorkspace(server, gone, workspaceId, 'owner');
    const content = { type: 'text', text: 'x' } as const;
    for (const place of [undefined, workspaceId]) {
      const made = { title: 'One', content, tags: ['t'], labels: ['production'], workspaceId: place };
      const { id } = (await gone.client.prompts.create(made)).data;
      await gone.client.versions.create({ id, content: { type: 'text', text: 'y' } });
      await gone.client.prompts.star({ id });
      await gone.client.drafts.put({ id, title: 'T' });
      await gone.client.apiKeys.create({ name: 'k', scopes: ['prompts:read'], workspaceId: place });
    }
    await gone.client.invites.create({ workspaceId });
    expect((await mentions(gone.user.id)).length).toBeGreaterThan(10);

    await leave(gone);
    expect((await ada.client.invites.list({ workspaceId })).data.items).toEqual([]);
    expect((await ada.client.apiKeys.list({ workspaceId })).data.items).toEqual([]);
    expect((await ada.client.members.list({ id: workspaceId })).data.items).toMatchObject([{ username: 'ada' }]);
    await finish(gone);
    expect(await mentions(gone.user.id)).toEqual([]);
    expect(await data().prompts.count({ workspaceId: gone.workspace.id }, 1)).toBe(0);
    const [left] = (await ada.client.prompts.list({ workspaceId })).data.items;
    expect(left).toMatchObject({ author: null, starCount: 0, labels: { production: 1, latest: 2 } });
  });

  it('all of its stars are off, however many they were', { timeout: 60_000 }, async () => {
    const fan = await server.register('fan');
    const { id: workspaceId } = (await ada.client.workspaces.create({ name: 'Liked' })).data;
    await data().transaction(async () => {
      for (let n = 0; n < 1_100; n += 1) {
        const { id } = await data().prompts.create(promptRow(workspaceId, `p${n}`, { starCount: 2 }));
        await data().stars.create({ userId: fan.user.id, promptId: id, workspaceId });
      }
    });
    await leave(fan);
    expect(await data().prompts.count({ workspaceId, starCount: 1 }, 2_000)).toBe(1_000);
    await finish(fan);
    expect(await data().prompts.count({ workspaceId, starCount: 1 }, 2_000)).toBe(1_100);
  });
});

it('of two last owners who leave at the same moment one stays', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 4; round += 1) {
    const [one, two] = [await server.register(`one-${round}`), await server.register(`two-${round}`)];
    const { id } = (await one.client.workspaces.create({ name: 'Team' })).data;
    await joinWorkspace(server, two, id, 'owner');
    const outcomes = await Promise.allSettled([leave(one), leave(two)]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason.code)).toEqual(['last_owner']);
    expect(await data().members.count({ workspaceId: id, role: 'owner' }, 5)).toBe(1);
    expect((await data().workspaces.get(id))?.memberCount).toBe(1);
  }
});
