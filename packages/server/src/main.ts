import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Store } from '@incipit/embedded-mongo';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { appModule } from './app.module.js';
import { SetupService } from './auth/setup.service.js';
import { BackUps } from './back-ups.js';
import { type Config, loadConfig, type RunningConfig, StartError } from './config.js';
import { DataService } from './data/data.service.js';
import { EventLog } from './data/event-log.js';
import { prepareFolder, secretOf } from './data-folder.js';
import { healthRoutes } from './health/health.routes.js';
import { metricsRoute } from './health/metrics.js';
import { isReady } from './health/readiness.js';
import { Authenticator } from './http/authenticator.js';
import { errorFields, nestLog } from './http/log.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RateLimits } from './http/rate-limits.js';
import { createHttpServer } from './http/server.js';
import { openApiRoutes } from './openapi/openapi.routes.js';
import { version } from './version.js';

const graceMs = 10_000;
const sweepMs = 50;
const defaultWebFolder = fileURLToPath(new URL('../../web/dist', import.meta.url));

export interface StartOptions {
  /** Gets the ready line; standard output unless given. */
  readonly print?: (line: string) => void;
  /** The built web app. */
  readonly webFolder?: string;
  /** How far the event loop may be behind; tests share their machine with others, and do not mind. */
  readonly maxLagMs?: number;
}

export interface RunningServer {
  /** PUBLIC_URL when set, else where it listens. */
  readonly url: string;
  /** For tests and commands in the same process. */
  readonly app: NestFastifyApplication;
  /** Settles when the store has stopped by itself: nothing works any more. */
  readonly failed: Promise<Error>;
  /** Finishes the requests under way, for at most 10 seconds. */
  close(): Promise<void>;
}

/**
 * Settings → store → Nest → listen → one line `Incipit is ready at <url>`.
 * @throws StartError one sentence that says why it cannot start; nothing is left open
 */
export async function start(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const closers: (() => unknown)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const { running, store, failed } = await complete(config, closers);
    const app = await listen(running, options, closers);
    if (store) startBackUps(store, running, app, closers);
    const url = config.publicUrl ?? addressOf(app);
    const print = options.print ?? printLine;
    print(`Incipit is ready at ${url}`);
    const setupLink = await app.get(SetupService).link();
    if (setupLink) print(`Make the first account at ${setupLink}`);
    return { url, app, failed, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Fills in what the settings left out, and opens the store. */
async function complete(config: Config, closers: (() => unknown)[]) {
  const port = await freePort(config);
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  const { data, mongodbUri, secret } = config;
  if (mongodbUri && secret) {
    const running: RunningConfig = { ...config, port, publicUrl, secret, mongodbUri, isEmbedded: false };
    return { running, store: undefined, failed: new Promise<Error>(() => undefined) };
  }
  await prepareFolder(data);
  const ownSecret = secret ?? (await secretOf(data));
  const store = await openStore(data, closers);
  const own = { secret: ownSecret, mongodbUri: store.uri, isEmbedded: true };
  const running: RunningConfig = { ...config, port, publicUrl, ...own };
  return { running, store, failed: store.failed };
}

function startBackUps(
  store: Store,
  { data, backupEvery, backupKeep }: RunningConfig,
  app: NestFastifyApplication,
  closers: (() => unknown)[],
): void {
  if (backupEvery === undefined) return;
  const { log } = app.getHttpAdapter().getInstance();
  const backUps = new BackUps(store, {
    dataFolder: data,
    every: backupEvery,
    keep: backupKeep,
    onFailure: (error) => log.error({ task: 'back-up', ...errorFields(error) }),
  });
  backUps.start();
  closers.push(() => backUps.stop());
}

/** The port to listen on; with 0 one that is free now, because tokens name it before the server listens. */
async function freePort({ host, port }: Config): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(port, host, resolve));
    const address = probe.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  } catch (error) {
    throw portError(error, host, port);
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}

function portError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new StartError(`Port ${port} on ${host} is already in use by another program.`);
  if (code === 'EACCES') return new StartError(`Port ${port} on ${host} needs more rights than this account has.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartError(`INCIPIT_HOST ${host} is not an address of this machine.`);
  }
  return error;
}

/** Loaded only when it is needed. */
async function openStore(folder: string, closers: (() => unknown)[]): Promise<Store> {
  const { start: startStore } = await import('@incipit/embedded-mongo');
  try {
    const store = await startStore({ dir: folder });
    closers.push(() => store.close());
    return store;
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error));
  }
}

async function listen(
  config: RunningConfig,
  { webFolder = defaultWebFolder, maxLagMs }: StartOptions,
  closers: (() => unknown)[],
) {
  const limits = new RateLimits(config.rateLimit, config.fetchRateLimit);
  const http = createHttpServer(config, limits, maxLagMs);
  closers.push(() => http.close());
  const app = await NestFactory.create<NestFastifyApplication>(appModule(config, limits), http.adapter, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  let isOpen = true;
  closers.push(async () => {
    isOpen = false;
    await closeGently(app);
  });
  app.useGlobalFilters(new ProblemFilter());
  const server = app.getHttpAdapter().getInstance();
  healthRoutes(server, version, async () => isOpen && (await isReady(app.get(DataService), server.storage)));
  metricsRoute(server, config.metrics);
  openApiRoutes(server, version);
  await http.answerUnrouted(app, webFolder);
  server.recent.open(app.get(EventLog), app.get(Authenticator));
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    throw portError(error, config.host, config.port);
  }
  app.useLogger(nestLog(server.log));
  return app;
}

/** Stops listening and waits for what is under way; after 10 seconds connections are cut. */
async function closeGently(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  // A connection that was busy when the server stopped listening is idle after its answer, and nobody else ends it.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await app.close();
  clearInterval(sweep);
  clearTimeout(cut);
}

function addressOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  if (typeof address !== 'object' || address === null) return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

const printLine = (line: string) => process.stdout.write(`${line}\n`);

/**
 * The server as a program: settings from the environment, SIGTERM and SIGINT end it with 0. What keeps it from starting
 * is one sentence on standard error, and the exit code is 1.
 */
export async function serve(): Promise<void> {
  // Whatever file is made from here on belongs to this account alone.
  process.umask(0o077);
  try {
    const starting = start(loadConfig());
    // Before the ready line: whoever waits for it may end the server at once.
    const stop = () => starting.then((server) => server.close()).then(() => process.exit(0), fail);
    process.once('SIGTERM', stop).once('SIGINT', stop);
    const { failed } = await starting;
    failed.then(fail);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof StartError ? text : `Incipit stopped: ${text}`}\n`);
  process.exit(1);
}
