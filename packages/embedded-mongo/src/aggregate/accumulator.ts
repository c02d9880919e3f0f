import { compare } from '../bson/compare.js';
import { identities } from '../bson/identity.js';
import { type Doc, Int32, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { intOrLong } from '../expression/number.js';
import { type Expression, isNullish, type Scope } from '../expression/operator.js';
import { newDeviation, newSum } from '../expression/sum.js';
import { refuseName } from '../refused.js';
import { nAccumulators } from './accumulator-n.js';
import { percentileAccumulators } from './percentile.js';
import { sizeOf } from './size.js';

/** Gathers the values of one group. */
export interface Gathering {
  add(doc: Doc): void;
  result(): Value | undefined;
  /** About the bytes it holds, when that grows with the documents. */
  readonly bytes?: number;
}

/** Starts a gathering; `group` is the group's `_id`. */
export type Gather = (group: Value) => Gathering;

/** Compiles the argument of an accumulator. */
export type Accumulator = (argument: Value, scope: Scope, name: string) => Gather;

export type Accumulators = Record<string, Accumulator>;

/** An accumulator of one expression. Error 40237 for a list of them. */
function unary(start: (run: Expression, scope: Scope, name: string) => Gathering): Accumulator {
  return (argument, scope, name) => {
    const list = Array.isArray(argument) ? argument : [argument];
    if (list.length !== 1) fail(40237, `The ${name} accumulator is a unary operator`);
    const { run } = scope.compile(list[0]!);
    return () => start(run, scope, name);
  };
}

/** Holds one value of the group, which may be a whole document. */
function holding(
  start: (scope: Scope) => (held: Value | undefined, next: Value | undefined, first: boolean) => Value | undefined,
): Accumulator {
  return unary((run, scope) => {
    const choose = start(scope);
    let held: Value | undefined;
    let first = true;
    let bytes = 0;
    return {
      add: (doc) => {
        const chosen = choose(held, run(doc), first);
        first = false;
        if (chosen === held) return;
        held = chosen;
        bytes = sizeOf(held);
      },
      result: () => held,
      get bytes() {
        return bytes;
      },
    };
  });
}

function extreme(sign: 1 | -1): Accumulator {
  return holding(({ env }) => (held, next) => {
    if (isNullish(next)) return held;
    return held === undefined || sign * compare(next, held, env.collation) > 0 ? next : held;
  });
}

function deviation(sample: boolean): Accumulator {
  return unary((run) => {
    const state = newDeviation(sample);
    return { add: (doc) => state.push(run(doc)), result: () => state.value() };
  });
}

const push: Accumulator = (argument, scope) => {
  const { run } = scope.compile(argument);
  return () => {
    const values: Value[] = [];
    let bytes = 0;
    return {
      add: (doc) => {
        const value = run(doc);
        if (value === undefined) return;
        values.push(value);
        bytes += sizeOf(value) + 8;
      },
      result: () => values,
      get bytes() {
        return bytes;
      },
    };
  };
};

const addToSet: Accumulator = unary((run, { env }) => {
  const identity = identities(env.collation);
  const values = new Map<string, Value>();
  let bytes = 0;
  return {
    add: (doc) => {
      const value = run(doc);
      if (value === undefined) return;
      const key = identity(value);
      if (values.has(key)) return;
      values.set(key, value);
      bytes += sizeOf(value) + 2 * key.length;
    },
    result: () => [...values.values()],
    get bytes() {
      return bytes;
    },
  };
});

const mergeObjects: Accumulator = unary((run, _scope, name) => {
  const merged: Doc = new Map();
  let bytes = 0;
  return {
    add: (doc) => {
      const value = run(doc);
      if (isNullish(value)) return;
      if (!(value instanceof Map))
        fail(40400, `${name} requires object inputs, but input is of type ${typeName(value)}`);
      for (const [key, item] of value) {
        bytes += sizeOf(item) - sizeOf(merged.get(key));
        merged.set(key, item);
      }
    },
    result: () => merged,
    get bytes() {
      return bytes;
    },
  };
});

const count: Accumulator = (argument, _scope, name) => {
  if (!(argument instanceof Map) || argument.size > 0) fail(14, `${name} takes no arguments, i.e. ${name}:{}`);
  return () => {
    let total = 0n;
    return { add: () => void total++, result: () => intOrLong(total) };
  };
};

const ACCUMULATORS: Accumulators = {
  ...nAccumulators,
  ...percentileAccumulators,
  $addToSet: addToSet,
  $avg: unary((run) => {
    const sum = newSum();
    return { add: (doc) => sum.push(run(doc)), result: () => sum.average() };
  }),
  $count: count,
  $first: holding(() => (held, next, first) => (first ? next : held)),
  $last: holding(() => (_held, next) => next),
  $max: extreme(1),
  $mergeObjects: mergeObjects,
  $min: extreme(-1),
  $push: push,
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $sum: unary((run) => {
    const sum = newSum();
    return { add: (doc) => sum.push(run(doc)), result: () => sum.total() };
  }),
};

/** The names of all supported accumulators. */
export const supportedAccumulators: readonly string[] = Object.keys(ACCUMULATORS).sort();

/** A field of a group: `{ name: { $accumulator: argument } }`. */
export interface GroupField {
  readonly name: string;
  readonly gather: Gather;
}

/**
 * Compiles one field of `$group` or of the `output` of a bucket.
 * Errors: 40234 no accumulator, 40235 dotted, 40236 starts with `$`, 40238 not exactly one, 15952 an unknown one.
 */
export function compileField(name: string, spec: Value, scope: Scope): GroupField {
  if (name.includes('.')) fail(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) fail(40236, `The field name '${name}' cannot be an operator name`);
  if (!(spec instanceof Map)) return fail(40234, `The field '${name}' must be an accumulator object`);
  const entry = spec.entries().next().value;
  if (spec.size > 1) fail(40238, `The field '${name}' must specify one accumulator`);
  if (!entry?.[0].startsWith('$')) return fail(40234, `The field '${name}' must be an accumulator object`);
  const [operator, argument] = entry;
  if (Object.hasOwn(ACCUMULATORS, operator))
    return { name, gather: ACCUMULATORS[operator]!(argument, scope, operator) };
  refuseName('accumulator', operator);
  return fail(15952, `unknown group operator '${operator}'`);
}

/** Counts documents: the field that buckets have when none is named. */
export function countField(scope: Scope): GroupField {
  return compileField('count', new Map([['$sum', new Int32(1)]]), scope);
}
