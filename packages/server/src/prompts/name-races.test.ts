import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
});
afterAll(() => server.close());

const content = { type: 'text' as const, text: 'x' };
const create = async (name: string) => (await mira.client.prompts.create({ title: name, name, content })).data;
const rename = (id: string, name: string) => mira.client.prompts.update({ id, name }, { ifMatch: '*' });

/** What became of calls at the same moment: `ok`, or status and code. */
const outcomes = (calls: readonly Promise<unknown>[]): Promise<string[]> =>
  Promise.all(
    calls.map(async (call) => {
      const isDone = await call.then(
        () => true,
        () => false,
      );
      return isDone ? 'ok' : refusedWith(call);
    }),
  );

/** Names and aliases of all live prompts: none may be there twice. */
async function heldNames(): Promise<string[]> {
  const where = { workspaceId: mira.workspace.id, deletedAt: null };
  return (await server.app.get(DataService).prompts.findMany(where)).flatMap(({ names }) => names);
}

async function expectOneOf(calls: readonly Promise<unknown>[], name: string): Promise<void> {
  const found = await outcomes(calls);
  expect(found.sort()).toEqual([...Array(calls.length - 1).fill('409 name_taken'), 'ok']);
  const names = await heldNames();
  expect(names.filter((held) => held === name)).toHaveLength(1);
  expect(new Set(names).size).toBe(names.length);
}

it('a name goes to one of many who create with it', async () => {
  await expectOneOf(
    Array.from({ length: 10 }, () => create('wanted')),
    'wanted',
  );
});

it('and to one of those who rename to it and create with it', async () => {
  const prompts = await Promise.all(['a', 'b', 'c', 'd'].map(create));
  await expectOneOf([...prompts.map(({ id }) => rename(id, 'target')), create('target'), create('target')], 'target');
});

it('an old name stays with its prompt while others want it, and goes to one when it is given up', async () => {
  const { id } = await create('before');
  const wanted = ['create', 'create'].map(() => create('before'));
  expect(await outcomes([rename(id, 'after'), ...wanted])).toEqual(['ok', '409 name_taken', '409 name_taken']);
  await mira.client.prompts.update({ id, aliases: [] }, { ifMatch: '*' });
  await expectOneOf([rename(id, 'before'), create('before'), create('before')], 'before');
});

it('and to one of a restore and those who took it meanwhile', async () => {
  for (let round = 0; round < 5; round += 1) {
    const name = `round-${round}`;
    const { id } = await create(name);
    await mira.client.prompts.remove({ id }, { ifMatch: '*' });
    await expectOneOf([mira.client.prompts.restore({ id }), create(name)], name);
  }
});
