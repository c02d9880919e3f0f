import { createRequire } from 'node:module';
import type { GivenContent } from '@incipit/contract';
import { IncipitError } from '@incipit/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';

type Json = NonNullable<Parameters<TestUser['client']['render']['content']>[0]['variables']>;

interface Vector {
  name: string;
  dialect: 'simple' | 'mustache';
  text?: string;
  messages?: Extract<GivenContent, { type: 'chat' }>['messages'];
  variables?: GivenContent['variables'];
  values: Json;
  mode?: 'strict' | 'lenient';
  expect: { error?: string; paths?: string[]; missing?: string[]; text?: string; messages?: unknown[] };
}

/** The vectors of the dialects, which the SDK and the web UI meet as well: all give the same result. */
const { render: vectors } = createRequire(import.meta.url)('@incipit/template/test-vectors.json') as {
  render: Vector[];
};

let server: TestServer;
let user: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  user = await server.register('ada');
});
afterAll(() => server.close());

const contentOf = ({ dialect, text = '', messages, variables }: Vector): GivenContent =>
  messages ? { type: 'chat', messages, dialect, variables } : { type: 'text', text, dialect, variables };

describe.each(['simple', 'mustache'])('POST /render, %s', (dialect) => {
  it.each(vectors.filter((vector) => vector.dialect === dialect))('$name', async (vector) => {
    const { values: variables, mode, expect: expected } = vector;
    const outcome = user.client.render.content({ content: contentOf(vector), variables, mode });
    if (!expected.error) return expect((await outcome).data).toMatchObject(expected);
    const error = await outcome.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(IncipitError);
    const { status, code, errors, problem } = error as IncipitError;
    expect([status, code, problem?.missing]).toEqual([422, expected.error, expected.missing]);
    if (expected.paths) expect(errors.map(({ path }) => path)).toEqual(expected.paths);
  });
});
