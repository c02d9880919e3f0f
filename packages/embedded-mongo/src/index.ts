import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LogLevel } from './commands/command.js';
import type { CheckReport } from './storage/check.js';
import { STORE_FILE } from './storage/schema.js';
import { StoreError, type StoreErrorCode } from './storage/store-error.js';
import type { FromWorker, Task, WorkerOptions } from './worker-messages.js';

export { type CopyOptions, type CopyReport, copy } from './copy.js';
export type { CheckReport } from './storage/check.js';
export { StoreError, type StoreErrorCode } from './storage/store-error.js';

/** How to start a store. */
export interface StartOptions {
  /** The folder that holds it; made when it is missing, and then readable by its owner only. */
  dir: string;
  /** Listen on this port of 127.0.0.1 instead of a socket in the folder; 0 takes a free one. */
  port?: number;
  /** Answer `configureFailPoint` and `setParameter`, for test suites. */
  testCommands?: boolean;
  /** Requests that take longer get a log line; 250 milliseconds when not given. */
  slowMs?: number;
  /** Where log lines go; warnings and errors go to standard error when not given. */
  log?(level: LogLevel, text: string): void;
}

/** A running store. */
export interface Store {
  /** What `MongoClient` or `mongoose.connect` takes. */
  readonly uri: string;
  /** Commits what is open, disconnects all clients and lets go of the folder. */
  close(): Promise<void>;
  /** Writes a compact copy of the store as it is now; restore it by putting it in an empty folder as `store.db`. */
  backup(toFile: string): Promise<void>;
  /** Checks the file and every index row; changes nothing. */
  check(): Promise<CheckReport>;
  /** Settles when the engine has stopped without `close`; the program should then stop too. */
  readonly failed: Promise<StoreError>;
}

/**
 * Starts a store in a thread of its own. One process owns a folder at a time.
 * @throws StoreError `in_use`, `damaged`, `unwritable`, `newer_version`, `disk_full` or `address`
 */
export async function start(options: StartOptions): Promise<Store> {
  const { dir, port, testCommands, slowMs, log = toStandardError } = options;
  const workerOptions: WorkerOptions = { dir, port, testCommands, slowMs };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: workerOptions });
  const uri = await ready(worker, log);
  const file = join(resolve(dir), STORE_FILE);
  let closing: Promise<void> | undefined;
  return {
    uri,
    failed: failureOf(worker, () => closing !== undefined),
    close: () => (closing ??= closeWorker(worker)),
    backup: async (toFile) => {
      await runTask({ kind: 'backup', from: file, to: resolve(toFile) });
    },
    check: async () => (await runTask({ kind: 'check', from: file })) as CheckReport,
  };
}

function ready(worker: Worker, log: (level: LogLevel, text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'log') log(message.level, message.text);
      if (message.kind === 'ready') resolve(message.uri);
      if (message.kind === 'failed') reject(new StoreError(message.code as StoreErrorCode, message.text));
    });
  });
}

function failureOf(worker: Worker, isClosing: () => boolean): Promise<StoreError> {
  return new Promise((resolve) => {
    const stopped = (reason: string): void => {
      if (!isClosing()) resolve(new StoreError('worker_failed', `The store has stopped (${reason}); start again.`));
    };
    worker.on('error', (error) => stopped(String(error)));
    worker.on('exit', (code) => stopped(`exit code ${code}`));
  });
}

function closeWorker(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'failed') reject(new StoreError('worker_failed', message.text));
    });
    worker.on('exit', () => resolve());
    worker.postMessage('close');
  });
}

function runTask(task: Task): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./task-worker.js', import.meta.url), { workerData: task });
    worker.on('error', reject);
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'done') resolve(message.value);
      if (message.kind === 'failed') reject(new StoreError(message.code as StoreErrorCode, message.text));
    });
  });
}

function toStandardError(level: LogLevel, text: string): void {
  if (level !== 'info') process.stderr.write(`embedded-mongo: ${text}\n`);
}
