import type { LogLevel } from './commands/command.js';

/** What the engine thread is started with. */
export interface WorkerOptions {
  dir: string;
  port?: number;
  testCommands?: boolean;
  slowMs?: number;
}

/** The only thing that the main thread asks of the engine thread. */
export type ToWorker = 'close';

/** What a worker thread tells. */
export type FromWorker =
  | { kind: 'ready'; uri: string }
  | { kind: 'done'; value: unknown }
  | { kind: 'failed'; code: string; text: string }
  | { kind: 'log'; level: LogLevel; text: string };

/** A long task over a store's file, which runs in a thread of its own on a snapshot. */
export type Task = { kind: 'backup'; from: string; to: string } | { kind: 'check'; from: string };
