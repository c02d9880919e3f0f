import { parentPort, workerData } from 'node:worker_threads';
import { openForClients } from './store.js';
import { failure } from './worker-failure.js';
import type { FromWorker, ToWorker, WorkerOptions } from './worker-messages.js';

const port = parentPort;
if (!port) throw new Error('worker.js runs only as a worker thread');
const post = (message: FromWorker): void => port.postMessage(message);

try {
  const store = await openForClients({
    ...(workerData as WorkerOptions),
    log: (level, text) => post({ kind: 'log', level, text }),
  });
  port.on('message', async (_message: ToWorker) => {
    try {
      await store.close();
      post({ kind: 'done', value: undefined });
    } catch (error) {
      post(failure(error));
    }
    port.close();
  });
  post({ kind: 'ready', uri: store.uri });
} catch (error) {
  post(failure(error));
  port.close();
}
