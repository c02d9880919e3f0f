import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/create-test-server.js';
import { refusedWith } from '../testing/refusal.js';

let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({ passwordMin: 20, trashDays: 45 });
});
afterAll(() => server.close());

it('says how long a password has to be, and holds to it', async () => {
  const { data } = await server.client().instance.get({});
  expect(data.passwordMin).toBe(20);
  const register = (password: string) =>
    server.client().auth.register({ email: 'mira@example.org', username: 'mira', password });
  expect(await refusedWith(register('nineteen characters'))).toBe('400 invalid_request');
  expect((await register('and now there are 20')).data.profile.username).toBe('mira');
});

it('says how long the trash keeps what is in it', async () => {
  expect((await server.client().instance.get({})).data.trashDays).toBe(45);
});
