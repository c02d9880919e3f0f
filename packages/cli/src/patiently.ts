import { setTimeout as pause } from 'node:timers/promises';
import { IncipitError } from '@incipit/sdk';

export interface Patience {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Told before each wait. */
  onWait(seconds: number): void;
}

/**
 * Makes a call again when the server refused it only for now (too many requests, busy), after the seconds that it says.
 * Both refusals come before the server does anything, so nothing is done twice.
 */
export async function patiently<T>(call: () => Promise<T>, { signal, onWait }: Patience): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isPassing = error instanceof IncipitError && (error.code === 'rate_limited' || error.code === 'busy');
      if (!isPassing) throw error;
      const seconds = error.retryAfter ?? 1;
      onWait(seconds);
      await pause(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
