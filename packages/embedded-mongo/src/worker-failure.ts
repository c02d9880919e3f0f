import { StoreError } from './storage/store-error.js';
import type { FromWorker } from './worker-messages.js';

/** What an error looks like to the main thread, which cannot be sent the object itself. */
export function failure(error: unknown): FromWorker {
  if (error instanceof StoreError) return { kind: 'failed', code: error.code, text: error.message };
  return {
    kind: 'failed',
    code: 'worker_failed',
    text: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
