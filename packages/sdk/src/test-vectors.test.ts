import { createRequire } from 'node:module';
import { TemplateError } from '@incipit/template';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from './index.js';
import { startTestServer, type TestServer } from './test-server.js';

interface Vector {
  name: string;
  dialect: 'simple' | 'mustache';
  text?: string;
  messages?: unknown[];
  variables?: unknown[];
  values: Record<string, unknown>;
  mode?: 'strict' | 'lenient';
  expect: { error?: string; paths?: string[]; missing?: string[]; text?: string; messages?: unknown[] };
}

/** The vectors of the dialects, which server and web UI meet as well: all give the same result. */
const { render: vectors } = createRequire(import.meta.url)('@incipit/template/test-vectors.json') as {
  render: Vector[];
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ status: 500 });
});
afterAll(() => server.close());

describe.each(['simple', 'mustache'])('renderPrompt, %s', (dialect) => {
  const rows = vectors.filter((vector) => vector.dialect === dialect);
  it.each(rows)('$name', async ({ name, values, mode, expect: expected, variables = [], ...template }) => {
    const { text, messages } = template;
    const content = { type: messages ? 'chat' : 'text', text, messages, dialect, variables, config: {} };
    server.replies[0] = { status: 200, body: { name: 'x', version: { number: 1, content } } };
    const client = createClient({ baseUrl: server.baseUrl });
    const outcome = client.renderPrompt('x', values, { mode: mode ?? 'strict' });
    if (!expected.error) return expect(await outcome).toMatchObject(expected);
    const error = await outcome.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TemplateError);
    const { code, errors, missing } = error as TemplateError;
    expect([code, errors?.map(({ path }) => path), missing]).toEqual([
      expected.error,
      expected.paths,
      expected.missing,
    ]);
  });
});
