import type { Stored } from './record-schema.js';

type Element<V> = V extends readonly (infer E)[] ? E : V;

interface Comparison<V> {
  readonly $in?: readonly V[];
  readonly $nin?: readonly V[];
  readonly $all?: readonly V[];
  readonly $ne?: V;
  readonly $gt?: V;
  readonly $gte?: V;
  readonly $lt?: V;
  readonly $lte?: V;
  /** One element of a list that fits all of it. */
  readonly $elemMatch?: Comparison<V>;
}

/** Which records are meant. Built by our own code from checked scalars, never from an object that a client sent. */
export type Filter<T extends Stored> = {
  readonly [K in keyof T]?: T[K] | Element<T[K]> | Comparison<Element<T[K]>>;
} & {
  /** A field inside a part: `'labelVersions.name'`. */
  readonly [path: `${string}.${string}`]: unknown;
  readonly $or?: readonly Filter<T>[];
  readonly $and?: readonly Filter<T>[];
  readonly $nor?: readonly Filter<T>[];
};

/** Texts that begin so: nothing sorts after the last character there is. */
export const beginningWith = (text: string) => ({ $gte: text, $lt: `${text}\u{10ffff}` });

/** Changes of single fields; `undefined` values are left alone. */
export interface Change<T extends Stored> {
  readonly set?: Partial<Omit<T, keyof Stored>>;
  readonly inc?: { readonly [K in keyof T as T[K] extends number ? K : never]?: number };
  /** Puts into a list what is not in it yet. */
  readonly add?: { readonly [K in keyof T as T[K] extends readonly unknown[] ? K : never]?: Element<T[K]> };
  /** Takes out of a list. */
  readonly pull?: { readonly [K in keyof T as T[K] extends readonly unknown[] ? K : never]?: Element<T[K]> };
}

/** Sort keys with their directions; the id is the last key, in the direction of the one before it. */
export type Sort<T extends Stored> = readonly (readonly [field: keyof T & string, direction: 1 | -1])[];

export interface PageOf<T extends Stored> {
  readonly sort: Sort<T>;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: readonly unknown[];
}

/** The filter in the words of the database, where the id is `_id`. */
export function toQuery(filter: object): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    if (key === '$or' || key === '$and' || key === '$nor') query[key] = (value as object[]).map(toQuery);
    else query[key === 'id' ? '_id' : key] = value;
  }
  return query;
}

/** The change in the words of the database; undefined when it changes nothing. */
export function toUpdate<T extends Stored>(change: Change<T>): Record<string, Record<string, unknown>> {
  const update: Record<string, Record<string, unknown>> = {};
  const names = { set: '$set', inc: '$inc', add: '$addToSet', pull: '$pull' } as const;
  for (const [kind, name] of Object.entries(names) as [keyof Change<T>, string][]) {
    const fields = Object.entries(change[kind] ?? {}).filter(([, value]) => value !== undefined);
    if (fields.length > 0) update[name] = Object.fromEntries(fields);
  }
  return update;
}

/** The sort in the words of the database, with the id at its end unless it is total without. */
export function toSort(
  sort: readonly (readonly [string, 1 | -1])[],
  isTotal = false,
): [field: string, direction: 1 | -1][] {
  const keys = sort.filter(([name]) => name !== 'id').map(([name, direction]): [string, 1 | -1] => [name, direction]);
  return isTotal ? keys : [...keys, ['_id', sort.at(-1)?.[1] ?? 1]];
}

/** The place of a record in an order, for {@link afterQuery}. */
export const valuesOf = (record: object, sort: readonly (readonly [string, 1 | -1])[]): unknown[] =>
  sort.map(([name]) => (record as Record<string, unknown>)[name === '_id' ? 'id' : name]);

/**
 * What comes after the given sort values. The bound on the first key alone is what the index uses;
 * the rest decides among equals.
 */
export function afterQuery(
  sort: readonly (readonly [string, 1 | -1])[],
  after: readonly unknown[],
): Record<string, unknown> {
  const steps = sort.map(([name, direction], at) => ({
    ...Object.fromEntries(sort.slice(0, at).map(([equal], index) => [equal, after[index]])),
    [name]: { [direction === 1 ? '$gt' : '$lt']: after[at] },
  }));
  const [first] = sort;
  if (!first || sort.length === 1) return steps[0] ?? {};
  return { [first[0]]: { [first[1] === 1 ? '$gte' : '$lte']: after[0] }, $or: steps };
}
