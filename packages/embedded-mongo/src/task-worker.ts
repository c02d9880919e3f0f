import { parentPort, workerData } from 'node:worker_threads';
import { backupStore } from './storage/backup.js';
import { checkStore } from './storage/check.js';
import { failure } from './worker-failure.js';
import type { FromWorker, Task } from './worker-messages.js';

/** Runs one task and ends. */
function run(task: Task): FromWorker {
  try {
    const value = task.kind === 'backup' ? backupStore(task.from, task.to) : checkStore(task.from);
    return { kind: 'done', value };
  } catch (error) {
    return failure(error);
  }
}

parentPort?.postMessage(run(workerData as Task));
