import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';
import { TrashPurgeService } from './trash-purge.service.js';

let server: TestServer;
let mira: TestUser;
let data: DataService;

beforeAll(async () => {
  server = await createTestServer({ trashDays: 7 });
  mira = await server.register('mira');
  data = server.app.get(DataService);
});
afterAll(() => server.close());

const purge = () => server.app.get(TrashPurgeService).purge();

/** A prompt that has been in the trash for so many days. */
async function trashed(title: string, days: number): Promise<string> {
  const { data: made } = await mira.client.prompts.create({
    title,
    content: { type: 'text', text: title },
    tags: ['t'],
  });
  await mira.client.prompts.remove({ id: made.id }, { ifMatch: '*' });
  await data.prompts.patch(made.id, { set: { deletedAt: new Date(Date.now() - days * 86_400_000) } });
  return made.id;
}

it('ends what is old enough, with all that belongs to it, and says so in the audit', async () => {
  const old = await trashed('Old', 7.1);
  const young = await trashed('Young', 6.9);
  await purge();
  expect(await refusedWith(mira.client.prompts.get({ id: old }))).toBe('404 prompt_not_found');
  for (const rows of data.ofPrompts) expect(await rows.count({ promptId: old }, 1)).toBe(0);
  expect((await mira.client.prompts.restore({ id: young })).data.deletedAt).toBeNull();
  const { data: audit } = await mira.client.audit.list({ action: 'prompt.removed' });
  expect(audit.items).toMatchObject([{ actor: null, target: { id: old, name: 'old' } }]);
});

it('and a restore at the same moment: one of them, wholly', { timeout: 60_000 }, async () => {
  const ids: string[] = [];
  for (let n = 0; n < 20; n += 1) ids.push(await trashed(`Race ${n}`, 8));
  const restores = ids.map((id) =>
    mira.client.prompts.restore({ id }).then(
      () => true,
      () => false,
    ),
  );
  const [restored] = await Promise.all([Promise.all(restores), purge()]);
  for (const [at, id] of ids.entries()) {
    const versions = await data.promptVersions.count({ promptId: id }, 2);
    const prompt = await data.prompts.get(id);
    expect([prompt?.deletedAt, versions]).toEqual(restored[at] ? [null, 1] : [undefined, 0]);
  }
});
