import { basePath, errorStatus, rows } from '@incipit/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeServer } from '../testing/probe-server.js';
import { openApiDocument } from './document.js';

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { required: boolean };
  responses: Record<string, { description: string; content?: Record<string, unknown>; headers?: object }>;
  security: object[];
}
interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}
const document = openApiDocument('1.2.3') as unknown as Document;
const operationOf = (method: string, path: string) => document.paths[path]?.[method] as Operation;

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([]);
});
afterAll(() => server.close());

test('it is OpenAPI 3.1 with every row, and nothing else', () => {
  expect([document.openapi, document.servers]).toEqual(['3.1.0', [{ url: basePath }]]);
  const operations = Object.values(document.paths).flatMap(Object.values) as Operation[];
  expect(operations.map((operation) => operation.operationId).sort()).toEqual(rows.map(([name]) => name).sort());
});

test('every reference leads somewhere, and every path parameter is declared', () => {
  const text = JSON.stringify(document);
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(document.components.schemas).toHaveProperty(name);
  }
  expect(text).not.toContain('$defs');
  for (const [path, operations] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const operation of Object.values(operations)) {
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(declared.sort()).toEqual(names.sort());
    }
  }
});

test('an operation says what it needs, answers and refuses', () => {
  const update = operationOf('patch', '/prompts/{id}');
  expect(update.parameters.map(({ name, required }) => [name, required])).toEqual([
    ['id', true],
    ['If-Match', true],
  ]);
  expect(update.security).toEqual([{ bearer: [] }]);
  expect(update.responses[428]?.description).toContain('`precondition_required`');
  expect(update.responses[409]?.description).toContain('`version_conflict`');
  expect(update.responses[200]?.content).toEqual({
    'application/json': { schema: { $ref: '#/components/schemas/Prompt' } },
  });
  expect(operationOf('get', '/instance').security[0]).toEqual({});
  expect(operationOf('delete', '/tags/{id}').responses[204]?.content).toBeUndefined();
  expect(operationOf('post', '/prompts').responses[201]?.headers).toHaveProperty('Location');
});

test('it is served, with a page for people that loads nothing from elsewhere and names every code', async () => {
  const answer = await server.ask('/api/openapi.json', { as: null });
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.parse(answer.text)).toEqual(JSON.parse(JSON.stringify(openApiDocument('0.0.0'))));
  const page = await server.ask('/api/docs', { as: null });
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.text).not.toMatch(/https?:\/\/|<script|style=|<style| on\w+=/);
  for (const code of Object.keys(errorStatus)) expect(page.text).toContain(`<tr id="${code}">`);
  for (const [name, row] of rows) {
    expect(page.text).toContain(`<article id="${name}">`);
    expect(page.text).toContain(row.path);
  }
  const [, style = ''] = /rel="stylesheet" href="([^"]+)"/.exec(page.text) ?? [];
  expect((await server.ask(style, { as: null })).headers['content-type']).toBe('text/css; charset=utf-8');
  const ids = [...page.text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target = ''] of page.text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});
