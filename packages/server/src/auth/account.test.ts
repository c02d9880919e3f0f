import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { ask } from '../testing/ask.js';
import { createTestServer, type TestServer, type TestUser, testPassword } from '../testing/create-test-server.js';
import { type MailBox, openMailBox } from '../testing/mail-box.js';
import { refusedWith } from '../testing/refusal.js';
import { CountersService } from './counters.service.js';

let box: MailBox;
let server: TestServer;
let silent: TestServer;
beforeAll(async () => {
  box = await openMailBox();
  server = await createTestServer(box.settings);
  silent = await createTestServer();
  await server.register('first');
  await silent.register('first');
});
afterAll(async () => {
  await server.close();
  await silent.close();
  box.close();
});
afterEach(() => {
  box.mails.length = 0;
});

const data = () => server.app.get(DataService);
const newPassword = 'another horse battery';
const forgot = (email: string, on = server) => ask(on.url, 'POST /auth/password/forgot', { body: { email } });
const reset = (token: string, password = newPassword) => server.client().auth.resetPassword({ token, password });
const tokenIn = (text: string) => /#token=([\w-]{43})$/m.exec(text)?.[1] ?? '';
const login = (username: string, password: string, on = server) =>
  ask(on.url, 'POST /auth/login', { body: { username, password, client: 'native' } });
const me = async (token: string) => (await ask(server.url, 'GET /auth/me', { token })).status;

async function linkFor(name: string): Promise<string> {
  await forgot(`${name}@example.org`);
  const { text } = await box.mail(1);
  box.mails.length = 0;
  return tokenIn(text);
}

describe('a forgotten password', () => {
  it('is made new by a link that comes by mail; all sessions end', async () => {
    const mia = await server.register('mia');
    const { accessToken } = (await login('mia', testPassword)).body;
    expect(await forgot('Mia@Example.org')).toMatchObject({ status: 202, body: {} });
    const mail = await box.mail(1);
    expect(mail).toMatchObject({ to: 'mia@example.org', subject: 'Set a new password' });
    expect(mail.from).toBe('Incipit <incipit@example.org>');
    expect(mail.text).toMatch(/^http:\/\/localhost:\d+\/reset#token=[\w-]{43}$/m);
    const token = tokenIn(mail.text);
    expect(JSON.stringify(await data().oneTimeTokens.findMany({}))).not.toContain(token);

    await reset(token);
    for (const ended of [mia.token, String(accessToken)]) expect(await me(ended)).toBe(401);
    expect((await login('mia', testPassword)).status).toBe(401);
    expect((await login('mia', newPassword)).status).toBe(200);
    expect(await refusedWith(reset(token))).toBe('400 invalid_request');
    const events = await data().events.findMany({ 'target.id': mia.user.id });
    expect(events.map(({ action }) => action)).toEqual(['user.created', 'reset_link.asked', 'user.password_reset']);
  });

  it('is asked for in vain, and without a word of it, where there is no active account', async () => {
    const sue = await server.register('sue');
    const first = (await login('first', testPassword)).body.accessToken as string;
    await server.client(first).admin.updateUser({ id: sue.user.id, status: 'suspended' }, { ifMatch: '*' });
    const answers = [
      await forgot('sue@example.org'),
      await forgot('nobody@example.org'),
      await forgot('first@example.org'),
    ];
    const plain = answers.map(({ status, body, headers }) => ({ status, body, type: headers['content-type'] }));
    for (const answer of plain) expect(answer).toEqual(plain[0]);
    expect(plain[0]).toEqual({ status: 202, body: {}, type: undefined });
    // The one mail that comes is the last that was asked for.
    expect((await box.mail(1)).to).toBe('first@example.org');
    expect(await data().oneTimeTokens.count({ userId: sue.user.id }, 1)).toBe(0);
    expect(box.mails).toHaveLength(1);
  });

  it('is answered alike where no mail is sent, or where it fails', async () => {
    expect(await forgot('first@example.org', silent)).toMatchObject({ status: 202, body: {} });
    expect(await silent.client().auth.forgotPassword({ email: 'first@example.org' })).toMatchObject({ status: 202 });
    expect((await silent.client().instance.get()).data.sendsMail).toBe(false);
    expect((await server.client().instance.get()).data.sendsMail).toBe(true);
    const broken = await openMailBox();
    broken.refuse();
    const failing = await createTestServer(broken.settings);
    try {
      await failing.register('first');
      expect(await forgot('first@example.org', failing)).toMatchObject({ status: 202, body: {} });
      broken.close();
      expect(await forgot('first@example.org', failing)).toMatchObject({ status: 202, body: {} });
    } finally {
      await failing.close();
      broken.close();
    }
  });

  it('takes one link once, also when it is used twice at the same moment', async () => {
    await server.register('twin');
    const token = await linkFor('twin');
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => reset(token, `${newPassword} ${n}`)));
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes.map((it) => (it.status === 'rejected' ? it.reason.code : 'done')).sort()).toEqual([
      'done',
      'invalid_request',
      'invalid_request',
    ]);
    expect((await login('twin', `${newPassword} ${won + 1}`)).status).toBe(200);
  });

  it('takes no link that is superseded, expired or for something else, and keeps one whose password was refused', async () => {
    const { user } = await server.register('tim');
    const old = await linkFor('tim');
    const token = await linkFor('tim');
    expect(await refusedWith(reset(old))).toBe('400 invalid_request');
    expect(await refusedWith(reset(token, 'short'))).toBe('400 invalid_request');
    expect(await refusedWith(reset(token, 'tim@example.org'))).toBe('400 invalid_request');
    const [stored] = await data().oneTimeTokens.findMany({ userId: user.id });
    await data().oneTimeTokens.patch(stored!.id, { set: { purpose: 'email' } });
    expect(await refusedWith(reset(token))).toBe('400 invalid_request');
    await data().oneTimeTokens.patch(stored!.id, { set: { purpose: 'password', expiresAt: new Date(Date.now() - 1) } });
    expect(await refusedWith(reset(token))).toBe('400 invalid_request');
    await data().oneTimeTokens.patch(stored!.id, { set: { expiresAt: new Date(Date.now() + 60_000) } });
    await reset(token);
    expect((await login('tim', newPassword)).status).toBe(200);
  });

  it('lets one sign in at once, however often one had tried', async () => {
    await server.register('hasty');
    for (let n = 0; n < 6; n += 1) await login('hasty', 'wrong');
    expect((await login('hasty', testPassword)).status).toBe(429);
    await reset(await linkFor('hasty'));
    expect((await login('hasty', newPassword)).status).toBe(200);
  });

  it('is asked for at most three times a minute from one address, whoever for', async () => {
    const limited = await createTestServer({ rateLimit: 600 });
    try {
      const answers = [];
      // Windows are whole minutes: two may meet within the test.
      for (let n = 0; n < 8; n += 1) answers.push(await forgot(`nobody${n}@example.org`, limited));
      const passed = answers.filter(({ status }) => status === 202).length;
      expect(passed).toBeGreaterThanOrEqual(3);
      expect(passed).toBeLessThanOrEqual(6);
      const refused = answers.filter(({ body }) => body.code === 'rate_limited');
      expect(refused).toHaveLength(8 - passed);
      expect(Number(refused[0]?.headers['retry-after'])).toBeLessThanOrEqual(60);
      const counters = limited.app.get(CountersService);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => counters.countAddress('reset', 'x@example.org', 5)),
      );
      const counted = outcomes.filter(({ status }) => status === 'fulfilled').length;
      // The same for whole hours.
      expect(counted).toBeGreaterThanOrEqual(5);
      expect(counted).toBeLessThanOrEqual(10);
    } finally {
      await limited.close();
    }
  });
});

describe('another address', () => {
  const change = (user: TestUser, email: string, password = testPassword) =>
    user.client.auth.changeEmail({ email, password });
  const emailOf = async (user: TestUser) => (await user.client.auth.me()).data.user.email;

  it('counts when its reader opens the link', async () => {
    const eve = await server.register('eve');
    expect(await refusedWith(change(eve, 'new@example.org', 'wrong'))).toBe('401 invalid_credentials');
    expect(await refusedWith(change(eve, 'first@example.org'))).toBe('409 email_taken');
    expect((await change(eve, 'New@Example.org')).data.email).toBe('eve@example.org');
    const mail = await box.mail(1);
    expect(mail).toMatchObject({ to: 'new@example.org', subject: 'Confirm your new address' });
    expect(mail.text).toMatch(/^http:\/\/localhost:\d+\/confirm-email#token=[\w-]{43}$/m);
    const token = tokenIn(mail.text);
    expect(await emailOf(eve)).toBe('eve@example.org');

    const other = await server.register('other');
    expect(await refusedWith(other.client.auth.confirmEmail({ token }))).toBe('400 invalid_request');
    expect(await refusedWith(server.client().auth.confirmEmail({ token }))).toBe('401 unauthorized');
    expect(await refusedWith(reset(token))).toBe('400 invalid_request');
    expect((await eve.client.auth.confirmEmail({ token })).data.email).toBe('new@example.org');
    expect(await emailOf(eve)).toBe('new@example.org');
    expect(await refusedWith(eve.client.auth.confirmEmail({ token }))).toBe('400 invalid_request');
    const notice = await box.mail(2);
    expect(notice).toMatchObject({ to: 'eve@example.org', subject: 'Your address was changed' });
    const given = { email: 'new@example.org', password: testPassword, client: 'native' };
    expect((await ask(server.url, 'POST /auth/login', { body: given })).status).toBe(200);
    const events = await data().events.findMany({ 'target.id': eve.user.id, actorId: eve.user.id });
    expect(events.map(({ action }) => action)).toEqual(['user.created', 'user.email_asked', 'user.email_changed']);
  });

  it('is given to one of two who confirm it at the same moment', async () => {
    const rivals = [await server.register('rival-1'), await server.register('rival-2')];
    const tokens: string[] = [];
    for (const [at, rival] of rivals.entries()) {
      await change(rival, 'shared@example.org');
      tokens.push(tokenIn((await box.mail(at + 1)).text));
    }
    const outcomes = await Promise.allSettled(
      rivals.map((rival, at) => rival.client.auth.confirmEmail({ token: tokens[at]! })),
    );
    expect(outcomes.map((it) => (it.status === 'rejected' ? it.reason.code : 'done')).sort()).toEqual([
      'done',
      'email_taken',
    ]);
  });

  it('is not to be had any more once the password changed', async () => {
    const zoe = await server.register('zoe');
    await change(zoe, 'thief@example.org');
    const token = tokenIn((await box.mail(1)).text);
    await zoe.client.auth.password({ currentPassword: testPassword, newPassword });
    expect(await refusedWith(zoe.client.auth.confirmEmail({ token }))).toBe('400 invalid_request');
    box.mails.length = 0;
    await change(zoe, 'thief@example.org', newPassword);
    const second = tokenIn((await box.mail(1)).text);
    box.mails.length = 0;
    await reset(await linkFor('zoe'), testPassword);
    const again = server.client(String((await login('zoe', testPassword)).body.accessToken));
    expect(await refusedWith(again.auth.confirmEmail({ token: second }))).toBe('400 invalid_request');
    expect((await again.auth.me()).data.user.email).toBe('zoe@example.org');
  });

  it('counts at once where the server sends no mail', async () => {
    const ann = await silent.register('ann');
    expect(await refusedWith(change(ann, 'other@example.org', 'wrong'))).toBe('401 invalid_credentials');
    expect(await refusedWith(change(ann, 'first@example.org'))).toBe('409 email_taken');
    expect((await change(ann, 'other@example.org')).data.email).toBe('other@example.org');
    expect(await emailOf(ann)).toBe('other@example.org');
  });
});
