import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type OpenStore, openForClients } from './store.js';
import { behaviourRow } from './tables/behaviour-row.js';
import { checkRow } from './tables/check-row.js';
import type { Backend } from './tables/row.js';
import { socketBackend } from './wire/socket.backend.js';

/**
 * The documented behaviours through the real driver: against the server of MONGODB_URI where there is one
 * (where it disagrees, the row is wrong), else against this store.
 */
const rows = readFileSync(new URL('../test-data/mongo-behaviours.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map(behaviourRow);

const dir = mkdtempSync(join(tmpdir(), 'em-rows-'));
let store: OpenStore | undefined;
let client: MongoClient;
let backend: Backend;

beforeAll(async () => {
  if (!process.env.MONGODB_URI) store = await openForClients({ dir, log: () => undefined });
  client = new MongoClient(process.env.MONGODB_URI ?? store?.uri ?? '');
  backend = socketBackend(client.db('embedded_mongo_rows').collection('rows'));
});

afterAll(async () => {
  await client.close();
  await store?.close();
  rmSync(dir, { recursive: true });
});

describe.each([...new Set(rows.map((row) => row.group))])('%s', (group) => {
  test.each(rows.filter((row) => row.group === group))('$name', (row) => checkRow(row, backend));
});
