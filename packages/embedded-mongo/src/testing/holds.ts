import fc from 'fast-check';

const seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** How many times more cases than usual: set `PROPERTY_TIMES` for a longer search. */
export const times = Number(process.env.PROPERTY_TIMES ?? 1);

function announce(name: string, cases: number): void {
  process.stdout.write(`property: ${name}: ${cases} cases, seed ${seed}\n`);
}

/**
 * Checks a property of random cases, and prints how many there are and from which seed; `PROPERTY_SEED` repeats those
 * of an earlier run.
 * @param each how many cases one run of the property looks at
 */
export function holds<T>(name: string, runs: number, property: fc.IProperty<T>, each = 1): void {
  const numRuns = runs * times;
  announce(name, numRuns * each);
  fc.assert(property, { numRuns, seed });
}

/** Random whole numbers below a bound, for cases that a test makes itself; announces them as `holds` does. */
export function randomFor(name: string, cases: number): (below: number) => number {
  announce(name, cases);
  let state = seed;
  return (below) => {
    // The additive step and the two rounds of mixing are those of splitmix32.
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}
