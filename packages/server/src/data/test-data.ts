import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@incipit/embedded-mongo';
import { connect } from './connection.js';
import { DataService } from './data.service.js';
import { EventLog } from './event-log.js';
import { EventStream } from './event-stream.js';
import { prepare } from './migrations.js';
import { newId } from './row.js';

/** What one server process has of the database. */
export interface TestData {
  readonly data: DataService;
  readonly events: EventLog;
  readonly stream: EventStream;
  close(): Promise<void>;
}

/** A database of its own, embedded or behind `MONGODB_URI`, for the tests of the data layer. */
export async function openTestStore(): Promise<{ open(): Promise<TestData>; uri: string; close(): Promise<void> }> {
  const given = process.env.MONGODB_URI;
  const dir = await mkdtemp(join(tmpdir(), 'incipit-data-'));
  const store = given ? undefined : await start({ dir });
  const uri = inDatabase(store?.uri ?? given ?? '', `incipit_test_${newId()}`);
  return {
    uri,
    open: () => openTestData(uri),
    close: async () => {
      if (!store) await drop(uri);
      await store?.close();
      await rm(dir, { recursive: true });
    },
  };
}

/**
 * Opens what a server left in its data folder, as it lies there: nothing is prepared or mended.
 * @throws Error when the store finds its own file damaged
 */
export async function openFolder<R>(dir: string, at: (data: DataService) => Promise<R>): Promise<R> {
  const store = await start({ dir });
  try {
    const { problems } = await store.check();
    if (problems.length > 0) throw new Error(problems.join('; '));
    const connection = await connect(store.uri);
    try {
      return await at(new DataService(connection));
    } finally {
      await connection.close();
    }
  } finally {
    await store.close();
  }
}

/** As one process of the server opens it. */
async function openTestData(uri: string): Promise<TestData> {
  const connection = await connect(uri);
  const data = new DataService(connection);
  await prepare(data);
  const stream = new EventStream(data.events);
  const events = new EventLog(data, stream);
  await stream.open();
  return {
    data,
    events,
    stream,
    close: async () => {
      await stream.close();
      await connection.close();
    },
  };
}

const inDatabase = (uri: string, name: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/]+)\/?[^?]*/, `$1/${name}`);

async function drop(uri: string): Promise<void> {
  const connection = await connect(uri);
  await connection.dropDatabase();
  await connection.close();
}
