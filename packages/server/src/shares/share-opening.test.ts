import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

let server: TestServer;
let mira: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
});
afterAll(() => server.close());

const data = () => server.app.get(DataService);
const text = (value: string) => ({ type: 'text' as const, text: value });
const prompt = async (more: object = {}) =>
  (await mira.client.prompts.create({ title: 'Greeting', content: text('Hello {{> sign-off}}'), ...more })).data;
const share = async (input: Parameters<typeof mira.client.shares.create>[0]) =>
  (await mira.client.shares.create(input)).data;
const anybody = () => server.client().shares;
const contentOf = async (token: string) => {
  const { data: opened } = await anybody().open({ token });
  return 'prompt' in opened ? opened.prompt.content : undefined;
};
const folder = async (name: string, parentId: string | null = null) =>
  (await mira.client.collections.create({ name, parentId })).data;

describe('a link to a prompt', () => {
  it('shows what everybody may see of it, includes as written', async () => {
    const { id, name } = await prompt({ tags: ['Mail'], description: 'Kind words' });
    const { token } = await share({ promptId: id });
    const { updatedAt } = (await mira.client.prompts.get({ id })).data;
    expect((await anybody().open({ token })).data).toEqual({
      prompt: {
        id,
        name,
        title: 'Greeting',
        description: 'Kind words',
        tags: ['Mail'],
        author: { username: 'mira', displayName: 'mira' },
        starCount: 0,
        content: { type: 'text', text: 'Hello {{> sign-off}}', dialect: 'simple', variables: [], config: {} },
        updatedAt,
        forkedFrom: null,
      },
    });
    const whole = await ask(server.url, `GET /public/shares/${token}`);
    expect(whole.headers['cache-control']).toBe('no-cache');
    expect(whole.headers.vary).toBe('Authorization');
    const known = await ask(server.url, `GET /public/shares/${token}`, { token: mira.token });
    expect(known.headers['cache-control']).toBe('no-store');
  });

  it('shows the published version, or always the same', async () => {
    const { id } = await prompt({ content: text('one') });
    const [current, fixed] = [await share({ promptId: id }), await share({ promptId: id, version: 1 })];
    await mira.client.versions.create({ id, content: text('two') });
    expect(await contentOf(current.token)).toMatchObject({ text: 'two' });
    await mira.client.labels.move({ id, label: 'production', version: 1, expected: null });
    expect(await contentOf(current.token)).toMatchObject({ text: 'one' });
    await mira.client.labels.move({ id, label: 'production', version: 2, expected: 1 });
    expect(await contentOf(current.token)).toMatchObject({ text: 'two' });
    expect(await contentOf(fixed.token)).toMatchObject({ text: 'one' });
    await mira.client.versions.remove({ id, n: 1 }, { ifMatch: '*' });
    expect(await refusedWith(anybody().open({ token: fixed.token }))).toBe('404 share_not_found');
  });

  it('is away while the prompt is in the trash', async () => {
    const { id } = await prompt();
    const { token } = await share({ promptId: id });
    await mira.client.prompts.remove({ id }, { ifMatch: '*' });
    expect(await refusedWith(anybody().open({ token }))).toBe('404 share_not_found');
    await mira.client.prompts.restore({ id });
    expect((await anybody().open({ token })).status).toBe(200);
  });

  it('that is good no more answers exactly like one that never was', async () => {
    const workspaceId = (await mira.client.workspaces.create({ name: 'Going' })).data.id;
    const made = async (more: object = {}, input: object = {}) => {
      const { id } = await prompt(more);
      return { ...(await share({ promptId: id, ...input })), promptId: id };
    };
    const links = {
      revoked: await made(),
      expired: await made({}, { expiresAt: new Date(Date.now() + 60_000).toISOString() }),
      trashed: await made(),
      private: await made(),
      removed: await made({ workspaceId }),
      locked: await made({}, { password: 'open sesame' }),
      closed: await made(),
    };
    await mira.client.shares.remove({ id: links.revoked.id });
    await data().shares.update(links.expired.id, { expiresAt: new Date(Date.now() - 1) });
    for (const { promptId } of [links.trashed, links.locked]) {
      await mira.client.prompts.remove({ id: promptId }, { ifMatch: '*' });
    }
    await mira.client.prompts.update({ id: links.private.promptId, visibility: 'private' }, { ifMatch: '*' });
    await mira.client.workspaces.remove({ id: workspaceId, confirm: 'Going' }, { ifMatch: '*' });
    const answerOf = async (token: string, method = 'GET', path = '') => {
      const body = method === 'GET' ? undefined : { password: 'open sesame' };
      const answer = await ask(server.url, `${method} /public/shares/${token}${path}`, { body });
      const { date, 'x-request-id': _, ...headers } = answer.headers;
      expect(date).toBeDefined();
      return { status: answer.status, headers, body: { ...answer.body, requestId: '' } };
    };
    const forged = `${links.trashed.id}.${'A'.repeat(22)}`;
    const of = `/prompts/${links.trashed.promptId}`;
    for (const [method, path] of [['GET'], ['POST'], ['GET', of], ['POST', of]] as const) {
      const bad = await answerOf('no-token-at-all', method, path);
      expect(bad).toMatchObject({ status: 404, body: { code: 'share_not_found' } });
      expect(await answerOf(forged, method, path)).toEqual(bad);
      for (const [name, { token }] of Object.entries(links)) {
        if (name !== 'closed') expect(await answerOf(token, method, path), `${name}, ${method}`).toEqual(bad);
      }
      await data().instance.patch(instanceId, { set: { publicPages: false } });
      expect(await answerOf(links.closed.token, method, path), `closed, ${method}`).toEqual(bad);
      await data().instance.patch(instanceId, { set: { publicPages: true } });
    }
    expect((await answerOf(links.closed.token)).status).toBe(200);
  });
});

describe('a password', () => {
  it('is asked for, and only then is anything shown', async () => {
    const { id } = await prompt();
    const { token, hasPassword } = await share({ promptId: id, password: 'open sesame' });
    expect(hasPassword).toBe(true);
    const refused = await refusalOf(anybody().open({ token }));
    expect([refused.status, refused.code]).toEqual([403, 'share_password_required']);
    expect(JSON.stringify(refused.problem)).not.toContain('Greeting');
    expect(await refusedWith(anybody().unlock({ token }))).toBe('403 share_password_required');
    expect(await refusedWith(anybody().unlock({ token, password: 'open' }))).toBe('403 share_password_required');
    expect(await refusedWith(anybody().openPrompt({ token, promptId: id }))).toBe('403 share_password_required');
    const opened = (await anybody().unlock({ token, password: 'open sesame' })).data;
    expect(opened).toMatchObject({ prompt: { id } });
    expect((await anybody().unlockPrompt({ token, promptId: id, password: 'open sesame' })).data).toEqual(opened);
    const answer = await ask(server.url, `POST /public/shares/${token}`, { body: { password: 'open sesame' } });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('that is wrong five times makes everybody wait, with the counters off too, on this link alone', async () => {
    const { id } = await prompt();
    const [guessed, other] = [
      await share({ promptId: id, password: 'open sesame' }),
      await share({ promptId: id, password: 'open sesame' }),
    ];
    const guess = () => anybody().unlock({ token: guessed.token, password: 'guess' });
    for (let n = 0; n < 5; n += 1) expect(await refusedWith(guess())).toBe('403 share_password_required');
    const limited = await refusalOf(anybody().unlock({ token: guessed.token, password: 'open sesame' }));
    expect([limited.status, limited.code, limited.retryAfter]).toEqual([429, 'rate_limited', 1]);
    // Asking for it is no guess.
    expect(await refusedWith(anybody().open({ token: guessed.token }))).toBe('403 share_password_required');
    expect((await anybody().unlock({ token: other.token, password: 'open sesame' })).status).toBe(200);
    await vi.waitFor(async () => {
      expect((await anybody().unlock({ token: guessed.token, password: 'open sesame' })).status).toBe(200);
    }, 5_000);
  });

  it('is not needed where there is none', async () => {
    const { id } = await prompt();
    const { token } = await share({ promptId: id });
    expect((await anybody().unlock({ token, password: 'whatever' })).status).toBe(200);
  });
});

describe('a link to a collection', () => {
  it('shows the prompts of it and below that are meant to be shown, page by page', async () => {
    const top = await folder('Letters');
    const below = await folder('Formal', top.id);
    const beside = await folder('Beside');
    const shown = [];
    for (const [title, collectionId, visibility] of [
      ['First', top.id, 'link'],
      ['Second', below.id, 'public'],
      ['Third', top.id, 'link'],
    ] as const) {
      shown.unshift(await prompt({ title, collectionId, visibility }));
    }
    const hidden = await prompt({ title: 'Private', collectionId: below.id });
    const trashed = await prompt({ title: 'Trashed', collectionId: top.id, visibility: 'link' });
    await mira.client.prompts.remove({ id: trashed.id }, { ifMatch: '*' });
    const outside = await prompt({ title: 'Outside', collectionId: beside.id, visibility: 'link' });
    const { token } = await share({ collectionId: top.id });
    const first = (await anybody().open({ token, limit: 2, count: true })).data;
    if (!('collection' in first)) throw new Error('not a collection');
    expect(first.collection).toEqual({ id: top.id, name: 'Letters', description: '' });
    expect(first.items.map(({ title }) => title)).toEqual(['Third', 'Second']);
    expect(first.total).toBe(3);
    const second = (await anybody().open({ token, limit: 2, cursor: first.nextCursor ?? '' })).data;
    expect(second).toMatchObject({ items: [{ title: 'First' }], nextCursor: null });
    for (const { id, title } of shown) {
      expect((await anybody().openPrompt({ token, promptId: id })).data).toMatchObject({ prompt: { id, title } });
    }
    for (const { id } of [hidden, trashed, outside, { id: 'f'.repeat(24) }]) {
      expect(await refusedWith(anybody().openPrompt({ token, promptId: id }))).toBe('404 prompt_not_found');
    }
    await mira.client.collections.put({ id: top.id, promptId: outside.id });
    expect((await anybody().openPrompt({ token, promptId: outside.id })).status).toBe(200);
    await mira.client.collections.remove({ id: top.id }, { ifMatch: '*' });
    expect(await refusedWith(anybody().open({ token }))).toBe('404 share_not_found');
  });

  it('with a password goes on with it, page by page', async () => {
    const { id: collectionId } = await folder('Locked');
    for (const title of ['A', 'B']) await prompt({ title, collectionId, visibility: 'link' });
    const { token } = await share({ collectionId, password: 'open sesame' });
    const unlock = async (more: object = {}) => {
      const { data: opened } = await anybody().unlock({ token, password: 'open sesame', limit: 1, ...more });
      if (!('collection' in opened)) throw new Error('not a collection');
      return opened;
    };
    const first = await unlock();
    const second = await unlock({ cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['B', 'A']);
    expect(second.nextCursor).toBeNull();
  });
});

describe('what is asked for', () => {
  it('is counted in the database, 60 a minute of one network, good or bad', async () => {
    const other = await createTestServer({ rateLimit: 10_000 });
    try {
      const results = [];
      // Windows are whole minutes: two of them may meet within the test, so it tries more than two let through.
      for (let n = 0; n < 125; n += 1) {
        const method = n % 2 === 0 ? 'GET' : 'POST';
        const body = n % 2 === 0 ? undefined : {};
        results.push(await ask(other.url, `${method} /public/shares/nothing`, { body }));
      }
      const refused = results.filter(({ status }) => status === 429);
      const passed = results.filter(({ status }) => status === 404);
      expect(passed.length + refused.length).toBe(125);
      expect(passed.length).toBeGreaterThanOrEqual(60);
      expect(passed.length).toBeLessThanOrEqual(120);
      expect(refused[0]?.body.code).toBe('rate_limited');
      expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      const counters = await other.app.get(DataService).counters.findMany({});
      expect(counters.some(({ key }) => key.startsWith('share:'))).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('is logged by the pattern of its route, never by its token', async () => {
    const lines: string[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
    const other = await createTestServer({ logLevel: 'info' });
    let token = '';
    try {
      const user = await other.register('logged');
      const { id: promptId } = (await user.client.prompts.create({ title: 'L', content: text('x') })).data;
      token = (await user.client.shares.create({ promptId })).data.token;
      const paths = [token, `${token}/prompts/${promptId}`, `${token}/nothing`, `${token.slice(0, -1)}!`];
      for (const path of paths) await ask(other.url, `GET /public/shares/${path}`);
      await ask(other.url, `DELETE /public/shares/${token}`);
    } finally {
      await other.close();
      write.mockRestore();
    }
    const log = lines.join('');
    const routes = log
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { route?: string }).route);
    expect(routes).toContain('/api/v1/public/shares/:token');
    expect(routes).toContain('/api/v1/public/shares/:token/prompts/:promptId');
    expect(log).not.toContain(token.slice(25, -1));
  });
});
