import { compare } from '../bson/compare.js';
import { type Doc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { countOf } from '../expression/n-elements.js';
import { isNullish, type Node, operandsByName, type Scope } from '../expression/operator.js';
import { compileSort } from '../query/sort-key.js';
import type { Accumulator, Accumulators, Gathering } from './accumulator.js';
import { sizeOf } from './size.js';

/** What is kept of a value, and by what it is ordered. */
interface Kept {
  readonly value: Value;
  readonly keys: (Value | undefined)[];
  readonly at: number;
}

type Order = (a: Kept, b: Kept) => number;

/** Keeps the first `most` in an order; cuts back when it has twice as many. */
function best(
  most: number,
  order: Order,
): { push(value: Value, keys: (Value | undefined)[]): void; values(): Value[]; bytes(): number } {
  let kept: Kept[] = [];
  let bytes = 0;
  let at = 0;
  const cut = () => {
    kept = kept.sort(order).slice(0, most);
    bytes = kept.reduce((sum, { value }) => sum + sizeOf(value), 0);
  };
  return {
    push: (value, keys) => {
      kept.push({ value, keys, at: at++ });
      bytes += sizeOf(value);
      if (kept.length >= 2 * most + 100) cut();
    },
    values: () => {
      cut();
      return kept.map(({ value }) => value);
    },
    bytes: () => bytes,
  };
}

function gathering(
  state: ReturnType<typeof best>,
  add: (doc: Doc) => void,
  result = () => state.values() as Value,
): Gathering {
  return {
    add,
    result,
    get bytes() {
      return state.bytes();
    },
  };
}

/** The number of values, which may depend on the group's `_id`. */
function countFor(node: Node, group: Value): number {
  return countOf(node.run(group instanceof Map ? group : new Map()));
}

const ARRIVAL: Order = (a, b) => a.at - b.at;

/** `$firstN` and `$lastN`: a missing value counts as null. */
function byArrival(order: Order, reverse: boolean): Accumulator {
  return (argument, scope, name) => {
    const { n, input } = nAndInput(argument, scope, name, 5787801);
    return (group) => {
      const state = best(countFor(n, group), order);
      const result = () => (reverse ? state.values().reverse() : state.values());
      return gathering(state, (doc) => state.push(input.run(doc) ?? null, []), result);
    };
  };
}

/** `$minN` and `$maxN`: null and missing values are left out. */
function byValue(sign: 1 | -1): Accumulator {
  return (argument, scope, name) => {
    const { n, input } = nAndInput(argument, scope, name, 5787900);
    const order: Order = (a, b) => sign * compare(a.value, b.value, scope.env.collation) || a.at - b.at;
    return (group) => {
      const state = best(countFor(n, group), order);
      return gathering(state, (doc) => {
        const value = input.run(doc);
        if (!isNullish(value)) state.push(value, []);
      });
    };
  };
}

function nAndInput(argument: Value, scope: Scope, name: string, object: number): { n: Node; input: Node } {
  const given = operandsByName(argument, name, { object, unknown: 5787901, fields: { n: 5787906, input: 5787907 } });
  return { n: scope.compile(given.get('n')!), input: scope.compile(given.get('input')!) };
}

const TOP_FIELDS = { output: 5788004, sortBy: 5788005 };

/** `$top`, `$bottom` and their N forms: by a sort of the documents; the bottom ones come in sort order too. */
function bySort(sign: 1 | -1, many: boolean): Accumulator {
  return (argument, scope, name) => {
    const fields: Record<string, number> = many ? { n: 5788003, ...TOP_FIELDS } : TOP_FIELDS;
    const given = operandsByName<string>(argument, name, { object: 5788001, unknown: 5788002, fields });
    const sortBy = given.get('sortBy')!;
    if (!(sortBy instanceof Map)) fail(10065, 'invalid parameter: expected an object (sortBy)');
    const sort = compileSort(sortBy, scope.env.collation);
    // The sort reads these fields, too: as expressions they are noted.
    for (const path of sortBy.keys()) scope.compile(`$${path.split('.')[0]}`);
    const output = scope.compile(given.get('output')!);
    const n = many ? scope.compile(given.get('n')!) : undefined;
    const order: Order = (a, b) => sign * (sort.compare(a.keys, b.keys) || a.at - b.at);
    return (group) => {
      const state = best(n ? countFor(n, group) : 1, order);
      const inOrder = () => (sign < 0 ? state.values().reverse() : state.values());
      const result = () => (many ? inOrder() : (state.values()[0] ?? null));
      return gathering(state, (doc) => state.push(output.run(doc) ?? null, sort.keys(doc)), result);
    };
  };
}

/** Accumulators of a few values of a group. */
export const nAccumulators: Accumulators = {
  $bottom: bySort(-1, false),
  $bottomN: bySort(-1, true),
  $firstN: byArrival(ARRIVAL, false),
  $lastN: byArrival((a, b) => b.at - a.at, true),
  $maxN: byValue(-1),
  $minN: byValue(1),
  $top: bySort(1, false),
  $topN: bySort(1, true),
};
