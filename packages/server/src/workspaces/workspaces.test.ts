import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';

let server: TestServer;
let ada: TestUser;
let bob: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  ada = await server.register('ada');
  bob = await server.register('bob');
});
afterAll(() => server.close());

const eventsOf = (id: string) => server.app.get(DataService).events.findMany({ 'target.id': id });

describe('workspaces', () => {
  it('belong to whoever makes them', async () => {
    const { status, data, etag } = await ada.client.workspaces.create({ name: '  Marketing  ' });
    expect(status).toBe(201);
    expect(data).toMatchObject({ name: 'Marketing', kind: 'team', role: 'owner', memberCount: 1 });
    expect(await ada.client.workspaces.get({ id: data.id })).toMatchObject({ data, etag });
    expect(await eventsOf(data.id)).toMatchObject([
      { action: 'workspace.created', workspaceId: data.id, actorId: ada.user.id, target: { name: 'Marketing' } },
    ]);
    for (const user of [bob, null]) {
      const answer = await ask(server.url, `GET /workspaces/${data.id}`, { token: user?.token });
      expect(answer.body.code).toBe(user ? 'workspace_not_found' : 'unauthorized');
    }
  });

  it('are listed to their members, the personal one first, in pages', async () => {
    const teams = [];
    for (const name of ['One', 'Two', 'Three']) teams.push((await ada.client.workspaces.create({ name })).data);
    for (const { id } of teams) await joinWorkspace(server, bob, id, 'viewer');
    const first = (await bob.client.workspaces.list({ limit: 3, count: true })).data;
    expect(first.items).toMatchObject([
      { id: bob.workspace.id, kind: 'personal', role: 'owner' },
      { name: 'One', role: 'viewer' },
      { name: 'Two', role: 'viewer' },
    ]);
    expect(first).toMatchObject({ total: 4, totalIsExact: true });
    const rest = (await bob.client.workspaces.list({ limit: 3, cursor: first.nextCursor ?? '' })).data;
    expect(rest).toMatchObject({ items: [{ name: 'Three' }], nextCursor: null });
    const foreign = await ask(server.url, `GET /workspaces?limit=3&cursor=${first.nextCursor}`, { token: ada.token });
    expect(foreign).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('are renamed by owners who saw the last change', async () => {
    const { data: team, etag } = await ada.client.workspaces.create({ name: 'Old' });
    await joinWorkspace(server, bob, team.id, 'editor');
    const rename = (user: TestUser, headers: Record<string, string>, name = 'New') =>
      ask(server.url, `PATCH /workspaces/${team.id}`, { token: user.token, body: { name }, headers });
    expect((await rename(bob, {})).body.code).toBe('forbidden');
    expect((await rename(ada, {})).body.code).toBe('precondition_required');
    expect((await rename(ada, { 'if-match': `W/${etag}` })).body.code).toBe('precondition_failed');
    expect((await rename(ada, { 'if-match': 'nonsense' })).status).toBe(400);
    const renamed = await rename(ada, { 'if-match': etag ?? '' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'New', memberCount: 2 } });
    expect((await rename(ada, { 'if-match': etag ?? '' }, 'Newer')).body.code).toBe('precondition_failed');
    const same = await rename(ada, { 'if-match': '*' });
    expect(same.headers.etag).toBe(renamed.headers.etag);
    const actions = (await eventsOf(team.id)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'workspace.updated')).toHaveLength(1);
  });

  it('of one Idempotency-Key are one workspace', async () => {
    const create = (key: string, name: string, user = ada) =>
      ask(server.url, 'POST /workspaces', { token: user.token, body: { name }, headers: { 'idempotency-key': key } });
    const first = await create('key-1', 'Once');
    const again = await create('key-1', 'Once');
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.location).toBe(`/api/v1/workspaces/${first.body.id}`);
    expect(again.headers.etag).toBe(first.headers.etag);
    expect(await create('key-1', 'Twice')).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    const others = [await create('key-2', 'Once'), await create('key-1', 'Once', bob)];
    for (const other of others) expect(other.body.id).not.toBe(first.body.id);
    expect((await create('ü', 'Once')).status).toBe(400);
    expect(await eventsOf(String(first.body.id))).toHaveLength(1);
  });

  it('of one Idempotency-Key at the same time are one workspace too', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        ask(server.url, 'POST /workspaces', {
          token: ada.token,
          body: { name: 'Race' },
          headers: { 'idempotency-key': 'race' },
        }),
      ),
    );
    const made = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id));
    expect(made.size).toBe(1);
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('idempotency_running');
    expect(await server.app.get(DataService).workspaces.count({ name: 'Race' }, 10)).toBe(1);
  });
});
