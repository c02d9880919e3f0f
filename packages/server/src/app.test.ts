import 'reflect-metadata';
import { basePath, errorStatus, type Endpoint as Row, rows } from '@incipit/contract';
import { PATH_METADATA } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowOf } from './http/endpoint.decorator.js';
import { createTestServer, type TestServer, type TestUser } from './testing/create-test-server.js';
import { type Ask, askServer } from './testing/probe-server.js';

let server: TestServer;
let admin: TestUser;
beforeAll(async () => {
  server = await createTestServer();
  admin = await server.register('admin-one');
});
afterAll(() => server.close());

const ask = (path: string, given: Ask & { token?: string } = {}) => {
  const { token = admin.token, headers, ...rest } = given;
  const authorization: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return askServer(Number(new URL(server.url).port), path, {
    ...rest,
    as: null,
    headers: { ...authorization, ...headers },
  });
};
const anId = 'a'.repeat(24);
/** The address of a row, with ids of nothing. */
const addressOf = (row: Row) =>
  basePath +
  row.path.replace(/:(\w+)/g, (_, name: string) => (/^[nab]$/.test(name) ? '1' : name === 'label' ? 'x' : anId));
const json = (body: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Beside the rows of the contract. */
const others = ['/api/docs', '/api/docs.css', '/api/openapi.json', '/health/live', '/health/ready'];

describe('architecture', () => {
  test('every row is bound to exactly one handler, and every handler to a row', () => {
    const bound = new Map<Row, string[]>();
    for (const module of server.app.get(ModulesContainer).values()) {
      for (const { metatype, name } of module.controllers.values()) {
        const prototype = (metatype as { prototype: Record<string, unknown> }).prototype;
        for (const key of Object.getOwnPropertyNames(prototype)) {
          const handler = key === 'constructor' ? undefined : prototype[key];
          if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
          const row = rowOf(handler);
          expect(row, `${name}.${key} is no @Endpoint`).toBeDefined();
          if (row) bound.set(row, [...(bound.get(row) ?? []), `${name}.${key}`]);
        }
      }
    }
    expect(rows.filter(([, row]) => bound.get(row)?.length !== 1).map(([name, row]) => [name, bound.get(row)])).toEqual(
      [],
    );
    expect(bound.size).toBe(rows.length);
  });

  test('nothing else is routed', () => {
    const routed = server.app
      .getHttpAdapter()
      .getInstance()
      .routeTable.list()
      .filter((route: string) => !route.startsWith('HEAD '));
    const expected = [
      ...rows.map(([, row]) => `${row.method} ${basePath}${row.path}`),
      ...others.map((path) => `GET ${path}`),
    ];
    expect(routed.sort()).toEqual(expected.sort());
  });

  test('every code of a row is in the table of codes', () => {
    for (const [, row] of rows) for (const code of row.errors) expect(errorStatus).toHaveProperty(code);
  });
});

test('after a full disk it is ready when a write succeeds again', async () => {
  const { storage } = server.app.getHttpAdapter().getInstance();
  storage.isFull = true;
  const answer = await ask('/health/ready', { token: '' });
  expect([answer.status, storage.isFull]).toEqual([200, false]);
});

describe.each(rows.map(([name, row]) => ({ name, row })))('$name', ({ row }) => {
  const given = { method: row.method };

  test('401 without a credential, unless it is for anyone; 401 with a bad one always', async () => {
    const bare = await ask(addressOf(row), { ...given, token: '' });
    const isOpen = row.access === 'anyone' && !row.errors.includes('unauthorized');
    if (isOpen) expect(bare.text).not.toContain('"code":"unauthorized"');
    else expect([bare.status, JSON.parse(bare.text).code]).toEqual([401, 'unauthorized']);
    for (const token of ['x', 'incipit_aaaaaaaaaaaa_x_y', 'eyJhbGciOiJub25lIn0.e30.']) {
      const bad = await ask(addressOf(row), { ...given, token });
      expect([bad.status, JSON.parse(bad.text || '{}').code]).toEqual([401, 'unauthorized']);
    }
  });

  test('400 for a query parameter that is not known', async () => {
    const answer = await ask(`${addressOf(row)}?surprise=1`, { ...given, ...(row.method === 'GET' ? {} : json({})) });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'invalid_request' });
    expect(answer.text).toContain('"path":"surprise"');
  });

  // A GET has no body to check.
  if (row.method === 'GET') return;
  test('400 for a property that is not known, 415 for what is no JSON', async () => {
    const unknown = await ask(addressOf(row), { ...given, ...json({ surprise: 1 }) });
    expect([unknown.status, unknown.text.includes('"path":"surprise"')]).toEqual([400, true]);
    const text = await ask(addressOf(row), { ...given, headers: { 'content-type': 'text/plain' }, body: 'x' });
    expect([text.status, JSON.parse(text.text).code]).toEqual([415, 'unsupported_media_type']);
  });
});
