import { chmodSync } from 'node:fs';
import type { LogLevel, Server } from './commands/command.js';
import { inBatch } from './commands/create.js';
import { prepareFolder, socketPlace } from './storage/folder.js';
import { lockFolder } from './storage/lock.js';
import { closeEngine, openEngine } from './storage/open-engine.js';
import { openStore } from './storage/schema.js';
import { StoreError } from './storage/store-error.js';
import { expireDocuments } from './storage/ttl.js';
import { createCursors } from './wire/cursors.js';
import { drive } from './wire/drive.js';
import { createFailPoints } from './wire/fail-points.js';
import { createListener } from './wire/server.js';
import { createSessions, type Sessions } from './wire/sessions.js';
import { slowLine } from './wire/slow-log.js';

/** How a store is opened. */
export interface StoreOptions {
  dir: string;
  /** Listen on this port of 127.0.0.1 instead of a socket; 0 takes a free one. */
  port?: number;
  testCommands?: boolean;
  /** A request that takes longer is logged, in milliseconds. */
  slowMs?: number;
  log(level: LogLevel, text: string): void;
}

/** A store that is open and answers. */
export interface OpenStore {
  uri: string;
  server: Server;
  close(): Promise<void>;
}

const SWEEP = 60_000;

/** Opens the store of a folder and answers drivers. @throws StoreError */
export async function openForClients(options: StoreOptions): Promise<OpenStore> {
  const dir = prepareFolder(options.dir);
  const lock = lockFolder(dir);
  try {
    const database = openStore(dir, lock.used);
    lock.markUsed();
    let sessions: Sessions | undefined;
    const engine = openEngine(database, {
      beforeCommit: () => sessions?.flush(),
      rolledBack: () => sessions?.rolledBack(),
    });
    sessions = createSessions(engine);
    const listener = createListener(() => server);
    const place = await listen(listener.net, dir, options.port);
    const server: Server = {
      engine,
      sessions,
      cursors: createCursors(),
      failPoints: createFailPoints(),
      identity: { address: place.host, startedAt: Date.now(), testCommands: options.testCommands ?? false },
      counters: new Map(),
      connections: listener.open,
      log: options.log,
      slow: slowLine(options.slowMs ?? 250, options.log),
    };
    const timer = setInterval(() => sweep(server), SWEEP);
    return {
      uri: place.uri,
      server,
      async close() {
        clearInterval(timer);
        await listener.close();
        closeEngine(engine);
        place.remove();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What has to be done once a minute. */
function sweep(server: Server): void {
  const { engine, sessions, cursors, log } = server;
  const now = Date.now();
  const failed = (error: unknown): void =>
    log('error', `sweep: ${error instanceof Error ? error.message : String(error)}`);
  try {
    const ended = sessions.sweep(now);
    cursors.closeWhere(({ lsid }) => lsid !== undefined && ended.has(lsid));
    cursors.sweep(now);
    inBatch(engine, () => engine.log.trim());
  } catch (error) {
    failed(error);
  }
  drive(expireDocuments(engine, new Date(now)), undefined, (outcome) => {
    if ('error' in outcome) failed(outcome.error);
  });
}

interface Place {
  uri: string;
  host: string;
  remove(): void;
}

/** The driver lower-cases host names, so only a direct connection finds a path with capitals. */
async function listen(
  net: ReturnType<typeof createListener>['net'],
  dir: string,
  port: number | undefined,
): Promise<Place> {
  const place = port === undefined ? socketPlace(dir) : undefined;
  await new Promise<void>((resolve, reject) => {
    net.once('error', (error) => {
      const where = place?.path ?? `127.0.0.1:${port}`;
      reject(new StoreError('address', `The store cannot listen on ${where} (${error.message}).`));
    });
    const done = (): void => resolve();
    if (place) net.listen(place.path, done);
    else net.listen(port, '127.0.0.1', done);
  });
  if (place && process.platform !== 'win32') chmodSync(place.path, 0o600);
  if (place)
    return {
      uri: `mongodb://${encodeURIComponent(place.path)}/?directConnection=true`,
      host: place.path,
      remove: place.remove,
    };
  const address = net.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  return { uri: `mongodb://${host}/?directConnection=true`, host, remove: () => undefined };
}
