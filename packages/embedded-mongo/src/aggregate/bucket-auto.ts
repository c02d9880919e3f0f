import { compare } from '../bson/compare.js';
import { type Doc, isNum, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { whole32 } from '../expression/number.js';
import { refuse } from '../refused.js';
import type { GroupField } from './accumulator.js';
import { groupBy, outputFields } from './bucket.js';
import { addTo, groupDoc, newGroup } from './group.js';
import { checkBytes, sizeOf } from './size.js';
import type { StageCompiler } from './stage.js';

const OPTIONS = new Set(['groupBy', 'buckets', 'output', 'granularity']);

function bucketCount(spec: Value): number {
  if (!isNum(spec))
    fail(40241, `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(spec)}`);
  const count = whole32(spec);
  if (count === undefined) fail(40242, `The $bucketAuto 'buckets' field must be representable as a 32-bit integer`);
  return count > 0 ? count : fail(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${count}`);
}

interface Keyed {
  readonly key: Value;
  readonly doc: Doc;
}

/** `$bucketAuto`: so many buckets of about the same number of documents; equal keys stay together. */
export const bucketAuto: StageCompiler = (spec, { scope }) => {
  if (!(spec instanceof Map))
    fail(40240, `The argument to $bucketAuto must be an object, but found type: ${typeName(spec)}`);
  for (const key of spec.keys()) if (!OPTIONS.has(key)) fail(40245, `Unrecognized option to $bucketAuto: ${key}`);
  if (spec.has('granularity')) refuse('granularity in $bucketAuto');
  if (!spec.has('groupBy') || !spec.has('buckets'))
    fail(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified");
  const key = groupBy(spec.get('groupBy')!, scope, 40239, '$bucketAuto');
  const most = bucketCount(spec.get('buckets')!);
  const fields = outputFields(spec.get('output'), scope, 40244, '$bucketAuto');
  const order = (a: Keyed, b: Keyed) => compare(a.key, b.key, scope.env.collation);
  return {
    fields: 'end',
    *run(input) {
      const all: Keyed[] = [];
      let bytes = 0;
      for (const doc of input) {
        if (!doc) {
          yield undefined;
          continue;
        }
        bytes += sizeOf(doc);
        checkBytes(bytes, '$bucketAuto');
        all.push({ key: key(doc) ?? null, doc });
      }
      yield* buckets(all.sort(order), most, order, fields);
    },
  };
};

function* buckets(
  all: Keyed[],
  most: number,
  order: (a: Keyed, b: Keyed) => number,
  fields: GroupField[],
): Generator<Doc> {
  const size = Math.max(1, Math.round(all.length / most));
  let from = 0;
  for (let made = 1; from < all.length; made++) {
    let until = made === most ? all.length : Math.min(from + size, all.length);
    while (until < all.length && order(all[until]!, all[until - 1]!) === 0) until++;
    const last = all[until] ?? all[until - 1]!;
    const id: Doc = new Map<string, Value>([
      ['min', all[from]!.key],
      ['max', last.key],
    ]);
    const group = newGroup(id, fields);
    for (const { doc } of all.slice(from, until)) addTo(group, doc);
    yield groupDoc(group, fields);
    from = until;
  }
}
