import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, type TestServer } from './testing/create-test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

test('register', async () => {
  const alice = await server.register('alice');
  const { data } = await alice.client.prompts.create({
    title: 'Hello',
    content: { type: 'text', text: 'Hi {{name}}' },
  });
  expect(data.name).toBe('hello');
});
