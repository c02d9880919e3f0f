import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;
let ada: TestUser;
let bob: TestUser;
let vera: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  ada = await server.register('ada');
  bob = await server.register('bob');
  vera = await server.register('vera');
});
afterAll(() => server.close());

/** A team of ada's, where bob edits and vera reads. */
let team: string;
beforeEach(async () => {
  team = (await ada.client.workspaces.create({ name: 'Team' })).data.id;
  await joinWorkspace(server, bob, team, 'editor');
  await joinWorkspace(server, vera, team, 'viewer');
});

const content = (text: string) => ({ type: 'text', text }) as const;
const make = async (labels: string[], more: { name?: string; collectionId?: string } = {}) =>
  (await ada.client.prompts.create({ workspaceId: team, title: 'P', content: content('one'), labels, ...more })).data
    .id;
const protect = (label: string, on = true, by = ada) => by.client.labels.protect({ id: team, label, protected: on });
const known = async (by = ada) => (await by.client.labels.known({ id: team })).data.items;

describe('the labels of a workspace', () => {
  it('are counted on all pages', async () => {
    await make(['production', 'beta']);
    await protect('alpha');
    const { data } = await ada.client.labels.known({ id: team, limit: 1, count: true });
    expect(data).toMatchObject({ items: [{ name: 'alpha' }], total: 3, totalIsExact: true });
  });

  it('are those in use and those protected, by name, in pages', async () => {
    await make(['production', 'beta']);
    await make(['production', 'zeta']);
    await protect('production');
    await protect('alpha');
    const expected = [
      { name: 'alpha', protected: true },
      { name: 'beta', protected: false },
      { name: 'production', protected: true },
      { name: 'zeta', protected: false },
    ];
    expect(await known(vera)).toEqual(expected);
    const first = (await ada.client.labels.known({ id: team, limit: 2 })).data;
    expect(first.items).toEqual(expected.slice(0, 2));
    const rest = (await ada.client.labels.known({ id: team, limit: 2, cursor: first.nextCursor ?? '' })).data;
    expect(rest).toEqual({ items: expected.slice(2), nextCursor: null });
  });

  it('are told to keys as far as these go, and to nobody else', async () => {
    await make(['production', 'staging']);
    const key = async (limits?: { labels: string[] }) => {
      const made = await ada.client.apiKeys.create({ name: 'k', scopes: ['prompts:read'], workspaceId: team, limits });
      return (await server.client(made.data.secret).labels.known({ id: team })).data.items.map(({ name }) => name);
    };
    expect(await key()).toEqual(['production', 'staging']);
    expect(await key({ labels: ['staging'] })).toEqual(['staging']);
    const stranger = (await ada.client.workspaces.create({ name: 'Other' })).data.id;
    expect(await refusedWith(bob.client.labels.known({ id: stranger }))).toBe('404 workspace_not_found');
  });

  it('are protected by owners, with one event for each change', async () => {
    expect((await protect('production')).data).toEqual({ name: 'production', protected: true });
    expect((await protect('production')).data).toEqual({ name: 'production', protected: true });
    expect((await protect('production', false)).data).toEqual({ name: 'production', protected: false });
    expect(await known()).toEqual([]);
    const events = await server.app
      .get(DataService)
      .events.findMany({ 'target.id': team, action: 'workspace.updated' });
    expect(events.map(({ details }) => details)).toEqual([
      { label: 'production', protected: true },
      { label: 'production', protected: false },
    ]);
    expect(await refusedWith(protect('production', true, bob))).toBe('403 forbidden');
    expect(await refusedWith(protect('production', true, vera))).toBe('403 forbidden');
    expect(await refusedWith(protect('latest'))).toBe('400 label_reserved');
    expect(await refusedWith(protect('Not One'))).toBe('400 invalid_request');
    const { secret } = (await ada.client.apiKeys.create({ name: 'k', scopes: ['labels:write'], workspaceId: team }))
      .data;
    const byKey = server.client(secret).labels.protect({ id: team, label: 'x', protected: true });
    expect(await refusedWith(byKey)).toBe('403 key_not_allowed');
  });

  it('are all kept when many protect at once', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `label-${index}`);
    await Promise.all(names.map((name) => protect(name)));
    expect(await known()).toEqual(names.map((name) => ({ name, protected: true })));
  });
});

describe('a protected label', () => {
  it('is moved, made and taken away by owners only, on every path', async () => {
    const id = await make(['production']);
    await protect('production');
    await bob.client.versions.create({ id, content: content('two') });
    const label = 'production';
    const refusals = {
      move: () => bob.client.labels.move({ id, label, version: 2, expected: 1 }),
      'move without looking': () => bob.client.labels.move({ id, label, version: 2 }, { ifMatch: '*' }),
      remove: () => bob.client.labels.remove({ id, label, expected: 1 }),
      save: () => bob.client.versions.create({ id, content: content('three'), labels: [label] }),
      'save equal content': () => bob.client.versions.create({ id, content: content('two'), labels: [label] }),
      patch: () => bob.client.prompts.update({ id, content: content('four'), labels: [label] }, { ifMatch: '*' }),
      create: () =>
        bob.client.prompts.create({ workspaceId: team, title: 'Q', content: content('q'), labels: [label] }),
      trash: () => bob.client.prompts.remove({ id }, { ifMatch: '*' }),
      'trash by force': () => bob.client.prompts.remove({ id, force: true }, { ifMatch: '*' }),
    };
    for (const [path, call] of Object.entries(refusals)) {
      expect([path, await refusedWith(call())]).toEqual([path, '403 label_protected']);
    }
    const { data } = await ada.client.prompts.get({ id });
    expect(data).toMatchObject({ labels: { production: 1, latest: 2 }, deletedAt: null });
    expect((await bob.client.labels.list({ id })).data.items).toMatchObject([{ name: label, protected: true }]);
    expect(await refusedWith(vera.client.labels.move({ id, label, version: 2, expected: 1 }))).toBe('403 forbidden');

    const { secret } = (await bob.client.apiKeys.create({ name: 'k', scopes: ['labels:write'], workspaceId: team }))
      .data;
    const byKey = server.client(secret).labels.move({ id, label, version: 2, expected: 1 });
    expect(await refusedWith(byKey)).toBe('403 label_protected');
    expect((await ada.client.labels.move({ id, label, version: 2, expected: 1 })).data.protected).toBe(true);
  });

  it('keeps a prompt out of the trash of a collection, and in the trash', async () => {
    const folder = (await ada.client.collections.create({ workspaceId: team, name: 'F' })).data.id;
    const id = await make(['production'], { collectionId: folder });
    await protect('production');
    const byBob = bob.client.collections.remove({ id: folder, prompts: 'trash' }, { ifMatch: '*' });
    expect(await refusedWith(byBob)).toBe('403 label_protected');
    expect((await ada.client.prompts.get({ id })).data).toMatchObject({ collectionId: folder, deletedAt: null });
    await ada.client.prompts.remove({ id }, { ifMatch: '*' });
    expect(await refusedWith(bob.client.prompts.restore({ id }))).toBe('403 label_protected');
    await protect('production', false);
    expect((await bob.client.prompts.restore({ id })).data.deletedAt).toBeNull();
  });

  it('keeps the aliases of its prompts, also the oldest of twenty', { timeout: 60_000 }, async () => {
    const id = await make(['production'], { name: 'name-0' });
    const rename = (by: TestUser, name: string) => by.client.prompts.update({ id, name }, { ifMatch: '*' });
    for (let number = 1; number <= 20; number += 1) await rename(bob, `name-${number}`);
    await protect('production');
    expect(await refusedWith(rename(bob, 'name-21'))).toBe('403 label_protected');
    const fewer = bob.client.prompts.update({ id, aliases: [] }, { ifMatch: '*' });
    expect(await refusedWith(fewer)).toBe('403 forbidden');
    expect((await rename(bob, 'name-3')).data.aliases).toContain('name-20');
    await rename(ada, 'name-21');
    expect((await ada.client.prompts.getByName({ workspaceId: team, name: 'name-1' })).data.id).toBe(id);
  });
});
