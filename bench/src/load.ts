import autocannon from 'autocannon';
import type { Target } from './target.js';

/** What one stretch of load gave. */
export interface Sample {
  /** Requests answered in a second. */
  readonly rate: number;
  /** Microseconds of CPU of the server for one request. */
  readonly cpu: number;
  /** Bytes on the wire of one answer, head included. */
  readonly bytes: number;
}

export interface Load {
  readonly path: string | readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Every answer must have it; anything else stops the benchmark. */
  readonly status: 200 | 304;
  /** Seconds; or, with `amount`, as long as that takes. */
  readonly seconds?: number;
  readonly amount?: number;
}

const connections = 32;

/** Loads one target. @throws Error when an answer has another status: a fast error is no figure */
export async function load(target: Target, given: Load): Promise<Sample> {
  const paths = typeof given.path === 'string' ? [given.path] : given.path;
  const before = await target.usage();
  const result = await autocannon({
    url: target.url,
    connections,
    headers: { ...given.headers },
    requests: paths.map((path) => ({ path })),
    ...(given.amount ? { amount: given.amount } : { duration: given.seconds ?? 4 }),
  });
  const after = await target.usage();
  const statuses = Object.keys(result.statusCodeStats ?? {});
  if (result.errors > 0 || statuses.length !== 1 || statuses[0] !== String(given.status)) {
    throw new Error(`Expected only ${given.status}, got ${statuses.join(', ')} and ${result.errors} errors`);
  }
  const requests = result.requests.total;
  return {
    rate: requests / result.duration,
    cpu: (after.cpu - before.cpu) / requests,
    bytes: result.throughput.total / requests,
  };
}

/** One line of a comparison: who, and what is asked of it. */
export interface Contender {
  readonly name: string;
  readonly target: Target;
  readonly load: Load;
}

/** Each contender in turn, `rounds` times, so that a slow minute of the machine meets all alike. Medians by name. */
export async function interleave(contenders: readonly Contender[], rounds = 5): Promise<Map<string, Sample>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) await load(contender.target, { ...contender.load, seconds: 2 });
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    for (const { name, target, load: asked } of contenders) samples.get(name)!.push(await load(target, asked));
  }
  return new Map([...samples].map(([name, all]) => [name, medianSample(all)]));
}

function medianSample(samples: readonly Sample[]): Sample {
  const of = (key: keyof Sample) => median(samples.map((sample) => sample[key]));
  return { rate: of('rate'), cpu: of('cpu'), bytes: of('bytes') };
}

/** The middle of an odd number of values, else the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
