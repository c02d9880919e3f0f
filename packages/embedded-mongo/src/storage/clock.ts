import { Timestamp } from 'bson';

/**
 * Numbers changes in time: seconds since 1970 times 2^20, plus a counter within the second.
 * They stay below 2^53 until the year 2242, sort as SQLite integers, and are BSON timestamps in another form.
 */
const PER_SECOND = 2 ** 20;

/** The timestamp of a change number. */
export function timestampOf(seq: number): Timestamp {
  return new Timestamp({ t: Math.floor(seq / PER_SECOND), i: seq % PER_SECOND });
}

/** The change number of a timestamp; counters beyond ours are cut. */
export function seqOf(timestamp: Timestamp): number {
  return timestamp.getHighBitsUnsigned() * PER_SECOND + Math.min(timestamp.getLowBitsUnsigned(), PER_SECOND - 1);
}

/** A source of change numbers that never goes back, whatever the system clock does. */
export interface Clock {
  next(): number;
  last(): number;
}

/** Starts a clock after the last number that is known. */
export function clockAfter(known: number): Clock {
  let last = Math.max(known, Math.floor(Date.now() / 1000) * PER_SECOND);
  return {
    last: () => last,
    next() {
      last = Math.max(last + 1, Math.floor(Date.now() / 1000) * PER_SECOND + 1);
      return last;
    },
  };
}
