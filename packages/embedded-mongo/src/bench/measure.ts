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

/** What doing the work once takes: the least of all rounds, since whatever else runs on the machine only adds to it. */
export interface Cost {
  /** Microseconds by the clock. */
  readonly time: number;
  /** Microseconds of processor time, of all threads. */
  readonly cpu: number;
}

/** Both sides of one comparison. */
export interface Measured {
  readonly what: string;
  readonly ours: Cost;
  readonly other: Cost;
}

/**
 * Runs all comparisons in turn, `rounds` times, so that a slow moment of the machine meets both sides alike.
 * Parts are short, a few milliseconds: of many short ones some run undisturbed even on a busy machine.
 */
export async function compare(comparisons: readonly Comparison[], rounds: number): Promise<Measured[]> {
  const samples = comparisons.map(() => ({ ours: [] as Cost[], other: [] as Cost[] }));
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
    return { what, ours: costOf(ours), other: costOf(other) };
  });
}

/** The least of each figure. */
export function costOf(rounds: readonly Cost[]): Cost {
  return { time: Math.min(...rounds.map(({ time }) => time)), cpu: Math.min(...rounds.map(({ cpu }) => cpu)) };
}

/** What one of `times` pieces of work costs. */
export async function timed(times: number, work: (times: number) => Promise<void> | void): Promise<Cost> {
  const began = performance.now();
  const before = process.cpuUsage();
  await work(times);
  const { user, system } = process.cpuUsage(before);
  return { time: ((performance.now() - began) * 1000) / times, cpu: (user + system) / times };
}

/** The longest time, in milliseconds, for which this thread could do nothing else while the work ran. */
export async function longestStall(work: () => Promise<void>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work();
  delays.disable();
  return delays.max / 1e6;
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
