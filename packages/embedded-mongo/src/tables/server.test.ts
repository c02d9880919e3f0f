import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type OpenStore, openForClients } from '../store.js';
import { socketBackend } from '../wire/socket.backend.js';
import { allTables } from './all-tables.js';
import { checkRow } from './check-row.js';
import type { Backend } from './row.js';

/**
 * All tables through the driver: on the server of MONGODB_URI where there is one (where it disagrees, the row is wrong),
 * else on this store. What only this store refuses is left out on a server.
 */
const uri = process.env.MONGODB_URI;
const tables = allTables.filter(({ name }) => !uri || !name.startsWith('query-refused'));
const dir = mkdtempSync(join(tmpdir(), 'em-tables-'));
let store: OpenStore | undefined;
let client: MongoClient;
/** One collection for each test that runs at the same time: commits of several clients share the wait for the disk. */
let free: Backend[];

beforeAll(async () => {
  if (!uri) store = await openForClients({ dir, log: () => undefined });
  client = new MongoClient(uri ?? store!.uri);
  const db = client.db('embedded_mongo_rows');
  free = Array.from({ length: 32 }, (_, at) => socketBackend(db.collection(`tables${at}`)));
});

afterAll(async () => {
  await client.close();
  await store?.close();
  rmSync(dir, { recursive: true });
});

describe.concurrent.each(tables)('$name', ({ rows }) => {
  test.each(rows)('$name', async (row) => {
    const backend = free.pop()!;
    try {
      await checkRow(row, backend);
    } finally {
      free.push(backend);
    }
  });
});
