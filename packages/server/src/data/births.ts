import type { Model } from 'mongoose';
import type { Row } from './row.js';
import { StreamEndedError } from './store-error.js';

/** New records, one after the other. */
export interface Births<T> {
  /** Settles when the store has begun to listen, which it does with the first {@link next}. */
  readonly begun: Promise<unknown>;
  /** The next one; `null` when there is none for as long as the store waits. */
  next(): Promise<T | null>;
  /** The place in the stream after the last answer. */
  readonly token: unknown;
  close(): Promise<void>;
}

/** How long one {@link Births.next} waits, in milliseconds, and the place in the stream to go on behind. */
export interface WatchOptions {
  readonly maxAwaitTimeMS: number;
  readonly resumeAfter?: unknown;
}

/** What is created from now on, or after a place that was remembered, by whatever process. @throws StreamEndedError */
export function watchBirths<T>(model: Model<Row>, options: WatchOptions, toRecord: (row: Row) => T): Births<T> {
  const stream = model.collection.watch<Row>([], { ...options });
  return {
    begun: new Promise((resolve) => stream.once('resumeTokenChanged', resolve)),
    next: async () => {
      const change = await stream.tryNext();
      // A stream that has ended answers at once and for ever that there is nothing new.
      if (change?.operationType === 'invalidate' || stream.closed) throw new StreamEndedError('the collection is gone');
      return change?.operationType === 'insert' ? toRecord(change.fullDocument) : null;
    },
    get token() {
      return stream.resumeToken;
    },
    close: () => stream.close(),
  };
}
