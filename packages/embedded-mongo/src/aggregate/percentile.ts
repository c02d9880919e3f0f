import { toDouble } from '../bson/numbers.js';
import { isNum } from '../bson/value.js';
import { percentileSpec, percentiles } from '../expression/percentile.js';
import type { Accumulator, Accumulators } from './accumulator.js';

function percentile(withRanks: boolean): Accumulator {
  return (argument, scope, name) => {
    const { input, ranks } = percentileSpec(argument, scope, name, withRanks);
    return () => {
      const numbers: number[] = [];
      return {
        add: (doc) => {
          const value = input.run(doc);
          if (isNum(value)) numbers.push(toDouble(value));
        },
        result: () => {
          const values = percentiles(numbers, ranks);
          return withRanks ? values : values[0];
        },
        get bytes() {
          return 8 * numbers.length;
        },
      };
    };
  };
}

/** `$median` and `$percentile` of a group. */
export const percentileAccumulators: Accumulators = {
  $median: percentile(false),
  $percentile: percentile(true),
};
