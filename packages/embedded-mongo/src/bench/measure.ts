import { monitorEventLoopDelay } from 'node:perf_hooks';

/** One line of a comparison: the same work done by two, in parts that are repeated. */
export interface Comparison {
  readonly what: string;
  /** How often a part does the work. */
  readonly times: number;
  /** Does it `times` times. */
  ours(times: number): Promise<void>;
  other(times: number): Promise<void> | void;
  /** Tidies up after a part, uncounted. */
  undo?(): Promise<void>;
}

/** Medians of all rounds. `ratio` is the median of each round's own ratio. */
export interface Measured {
  readonly what: string;
  /** Microseconds for doing it once. */
  readonly ours: number;
  readonly other: number;
  readonly ratio: number;
}

/** Runs all comparisons in turn, `rounds` times, so that a slow moment of the machine meets both sides alike. */
export async function compare(comparisons: readonly Comparison[], rounds: number): Promise<Measured[]> {
  const samples = comparisons.map(() => ({ ours: [] as number[], other: [] as number[] }));
  for (let round = 0; round <= rounds; round += 1) {
    // The first round warms up code and caches and does not count.
    say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    for (const [at, { times, ours, other, undo }] of comparisons.entries()) {
      const sides = [
        { work: ours, into: samples[at]!.ours },
        { work: other, into: samples[at]!.other },
      ];
      for (const { work, into } of round % 2 === 0 ? sides : sides.reverse()) {
        const took = await timed(times, work);
        if (round > 0) into.push(took);
        await undo?.();
      }
    }
  }
  return comparisons.map(({ what }, at) => {
    const { ours, other } = samples[at]!;
    const ratios = ours.map((value, round) => value / other[round]!);
    return { what, ours: median(ours), other: median(other), ratio: median(ratios) };
  });
}

async function timed(times: number, work: (times: number) => Promise<void> | void): Promise<number> {
  const began = performance.now();
  await work(times);
  return ((performance.now() - began) * 1000) / times;
}

/** The longest time, in milliseconds, for which this thread could do nothing else while the work ran. */
export async function longestStall(work: () => Promise<void>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work();
  delays.disable();
  return delays.max / 1e6;
}

/** The middle of an odd number of values, else the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Does `times` pieces of work, so many at once. */
export async function inFlight(lanes: number, times: number, work: () => Promise<unknown>): Promise<void> {
  let started = 0;
  const lane = async () => {
    while (started++ < times) await work();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** A line of progress. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
