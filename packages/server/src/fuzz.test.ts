import { type Endpoint, errorsOf, Problem, rows } from '@incipit/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestServer, type TestServer, type TestUser } from './testing/create-test-server.js';
import { askServer, json } from './testing/probe-server.js';

/** Requests of one run; more with `FUZZ_REQUESTS`. */
const requests = Number(process.env.FUZZ_REQUESTS ?? 5_000);
/** The same requests each time; others with `FUZZ_SEED`. */
const seed = Number(process.env.FUZZ_SEED ?? 1);

type Schema = Record<string, unknown>;

let server: TestServer;
let user: TestUser;
/** Ids of things that are there, by the word that paths and fields have for them: so requests get past the first look. */
const ids: Record<string, string[]> = { prompt: [], tag: [], collection: [], workspace: [], user: [] };
const names = ['one', 'two', 'fuzzed', 'staging', '1', '2'];

beforeAll(async () => {
  server = await createTestServer();
  user = await server.register('fuzzed');
  const other = await server.register('other');
  const { client } = user;
  const folder = (await client.collections.create({ name: 'Folder' })).data;
  const team = (await client.workspaces.create({ name: 'Team' })).data;
  for (const name of ['one', 'two']) {
    const prompt = { name, title: name, content, collectionId: folder.id, tags: ['red'], labels: ['staging'] };
    const { data } = await client.prompts.create(prompt);
    ids.prompt?.push(data.id);
    ids.tag?.push(...data.tags.map(({ id }) => id));
  }
  ids.collection?.push(folder.id);
  ids.workspace?.push(user.workspace.id, team.id);
  ids.user?.push(user.user.id, other.user.id);
});
afterAll(() => server.close());

const content = { type: 'text' as const, text: 'Hi {{who}}' };

/** What no field asks for, and every field must survive. */
const hostile: unknown[] = [
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '💥'.repeat(300),
  'x'.repeat(20_000),
  '__proto__',
  '{{#a}}{{/b}}{{> one}}',
  '../../etc/passwd',
  '%00',
  -1,
  0,
  1e308,
  2 ** 53,
  0.1,
  true,
  [],
  {},
  { $gt: '' },
  { $where: 'sleep(1000)' },
  [{ $ne: null }],
  Array.from({ length: 300 }, () => 'x'),
  JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {}}}'),
  JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`),
];

/** Values of a shape, mostly right, now and then hostile. @param name of the field @param depth into the shape */
function given(schema: Schema, name = '', depth = 0): fc.Arbitrary<unknown> {
  const right = rightOf(schema, name, depth);
  return fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...hostile) });
}

function rightOf(schema: Schema, name: string, depth: number): fc.Arbitrary<unknown> {
  const choices = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as Schema[] | undefined;
  if (choices) return fc.oneof(...choices.map((choice) => given(choice, name, depth)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if (depth > 6) return fc.constant(null);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, depth);
    case 'array':
      return fc.array(given((schema.items ?? {}) as Schema, name, depth + 1), { maxLength: 4 });
    case 'string':
      return textFor(schema, name);
    case 'number':
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer(), fc.double({ noNaN: true }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textFor({ pattern, format }: Schema, name: string): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.constantFrom('2026-01-31T10:00:00.000Z', '2099-01-31T10:00:00Z', '2026-13-31');
  const fits =
    pattern === undefined ? names : idsFor(name).filter((text) => new RegExp(pattern as string, 'u').test(text));
  const free = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
  return fits.length > 0 ? fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...fits) }, free) : free;
}

/** Ids of what a field speaks of, `collectionId` say; of anything when its name does not tell. */
function idsFor(name: string): string[] {
  const word = Object.keys(ids).find((key) => name.startsWith(key));
  return (word && ids[word]) || [...Object.values(ids).flat(), ...names];
}

function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = (schema.required ?? []) as string[];
  const parts = Object.fromEntries(properties.map(([name, part]) => [name, given(part, name, depth + 1)]));
  const whole = fc.record(parts, { requiredKeys: required });
  const loose = fc.record(parts, { requiredKeys: [] });
  const extra = fc.tuple(whole, fc.string({ maxLength: 10 }), fc.constantFrom(...hostile));
  return fc.oneof(
    { weight: 16, arbitrary: whole },
    { weight: 2, arbitrary: loose },
    { weight: 1, arbitrary: extra.map(([object, name, value]) => ({ ...object, [name]: value })) },
  );
}

const shapeOf = (shape: z.ZodType): Schema => z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Schema;

/** A request of a row: path, query and body made from its shapes. */
function requestOf(row: Endpoint): fc.Arbitrary<{ path: string; body: unknown; withMatch: boolean }> {
  const part = (name: string, before: string) =>
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc.constantFrom(...(/id$/i.test(name) ? idsFor(name === 'id' ? before : name) : names)),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }) },
    );
  const parts = [...row.path.matchAll(/(\w*)\/:(\w+)/g)].map(([, before = '', name = '']) => part(name, before));
  return fc
    .record({
      params: fc.tuple(...parts),
      query: objectOf(shapeOf(row.query), 0) as fc.Arbitrary<Record<string, unknown>>,
      body: given(shapeOf(row.body)),
      withMatch: fc.boolean(),
    })
    .map(({ params, query, body, withMatch }) => {
      let next = 0;
      const path = row.path.replace(/:\w+/g, () => encodeURIComponent(wellFormed(params[next++] ?? '')));
      const search = Object.entries(query).map(([name, value]) => `${inAddress(name)}=${inAddress(textOf(value))}`);
      return { path: `/api/v1${path}${search.length ? `?${search.join('&')}` : ''}`, body, withMatch };
    });
}

const wellFormed = (text: string): string => (text === '.' || text === '..' ? 'x' : text.toWellFormed());
const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
const inAddress = (text: string): string => encodeURIComponent(text.toWellFormed().slice(0, 2_000));

it(`${requests} requests made from the shapes of the rows, seed ${seed}: no 500, nothing that breaks its own shape`, {
  timeout: 600_000,
}, async () => {
  const port = Number(new URL(server.url).port);
  const each = Math.ceil(requests / rows.length);
  const statuses = new Map<number, number>();
  for (const [name, row] of rows) {
    // These end the session or the account that asks.
    const token = name === 'auth.logout' || name === 'profiles.remove' ? 'incipit_nobody' : user.token;
    const ask = async ({ path, body, withMatch }: { path: string; body: unknown; withMatch: boolean }) => {
      const headers = { authorization: `Bearer ${token}`, ...(row.ifMatch && withMatch ? { 'if-match': '*' } : {}) };
      const hasBody = row.method !== 'GET';
      const answer = await askServer(
        port,
        path,
        hasBody ? json(body, { method: row.method, headers, as: null }) : { method: row.method, headers, as: null },
      );
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const said = `${row.method} ${path.slice(0, 300)} ${JSON.stringify(body)?.slice(0, 300)}: ${answer.status} ${answer.text.slice(0, 300)}`;
      if (answer.status >= 400) {
        const problem = Problem.parse(JSON.parse(answer.text));
        expect(answer.status, said).not.toBe(500);
        expect([...errorsOf(row), 'route_not_found', 'method_not_allowed'], said).toContain(problem.code);
      } else if (row.output) {
        expect(row.output.safeParse(JSON.parse(answer.text)).error, said).toBeUndefined();
      } else expect(answer.text, said).toBe('');
    };
    await fc.assert(fc.asyncProperty(requestOf(row), ask), { numRuns: each, seed });
  }
  console.info(`answers: ${JSON.stringify(Object.fromEntries(statuses))}`);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(requests);
  const health = await askServer(port, '/health/ready', { as: null });
  expect(JSON.parse(health.text)).toMatchObject({ status: 'ok' });
});
