import { chmodSync } from 'node:fs';
import type { LogLevel, Server } from './commands/command.js';
import { keepHouse } from './housekeeping.js';
import { prepareFolder, socketPlace } from './storage/folder.js';
import { lockFolder } from './storage/lock.js';
import { closeEngine, openEngine } from './storage/open-engine.js';
import { openStore } from './storage/schema.js';
import { StoreError } from './storage/store-error.js';
import { createCursors } from './wire/cursors.js';
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
      parameters: { ttlMonitorSleepSecs: 60, transactionLifetimeLimitSeconds: 60 },
      counters: new Map(),
      connections: listener.open,
      log: options.log,
      slow: slowLine(options.slowMs ?? 250, options.log),
    };
    const stopHousekeeping = keepHouse(server);
    return {
      uri: place.uri,
      server,
      async close() {
        stopHousekeeping();
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
