import { BSONRegExp } from 'bson';
import { encode } from '../bson/codec.js';
import type { Collation } from '../bson/collation.js';
import { indexOf } from '../bson/path.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Collection } from './catalog.js';
import { isVisible, type View } from './engine.js';
import { numberOf } from './environment.js';
import { coversAll, wantsValue } from './implication.js';
import type { Index } from './index-spec.js';
import { leafRanges } from './leaf-ranges.js';
import { alternatives, type Conjunction } from './leaves.js';
import { EVERYTHING, intersection, joined, type KeyRange, product, startingWith, union } from './ranges.js';
import type { Access } from './scan.js';
import type { Selection } from './select.js';

/** How a selection is carried out. */
export interface Plan extends Access {
  /** The documents come in the order that the selection wants. */
  sorted: boolean;
}

/** A plan with what is needed to weigh it. */
interface Candidate extends Plan {
  index: Index;
  /** Leading fields that the filter fixes to single values. */
  fixed: number;
  /** Whether the filter also bounds the field after those. */
  ranged: boolean;
  bounded: boolean;
}

/** The most prefixes of one index that fixed values are multiplied to. */
const MOST_PREFIXES = 4000;

/** For so few single documents no shorter way is looked for. */
const FEW = 100;

/** Documents that fit are no farther apart than this, on average, where an index is walked until there are enough. */
const FAR = 20;

/** Keys counted at most when plans are weighed against each other. */
const PROBE = 1000;

/** Chooses the cheapest way to the documents of a selection. @throws MongoError 2 for a hint to no index */
export function choosePlan(view: View, collection: Collection, selection: Selection): Plan {
  const branches = alternatives(selection.filter.tree);
  const hinted = selection.through ?? hintedIndex(collection, selection.hint);
  if (hinted === 'natural') return { index: undefined, ranges: [], reverse: isBackward(selection.hint), sorted: false };
  // What a transaction has added comes at the end of a scan, whatever the order of the index.
  const isMixed = view.transaction?.overlays.has(collection.id) ?? false;
  const weighable = (index: Index): Candidate => {
    const found = candidate(index, branches, selection);
    return { ...found, sorted: found.sorted && !isMixed };
  };
  if (hinted) return weighable(hinted);
  const usable = collection.indexes.filter(
    (index) =>
      !index.hidden &&
      isVisible(view, index) &&
      coversAll(index, branches, isSameCollation(index.collation, selection.collation)),
  );
  const candidates = usable.map(weighable).filter((one) => one.bounded || one.sorted);
  const best = cheapest(view, collection, candidates, selection);
  return best ?? { index: undefined, ranges: [], reverse: false, sorted: false };
}

function hintedIndex(collection: Collection, hint: Value | undefined): Index | 'natural' | undefined {
  if (hint === undefined || hint === null || (hint instanceof Map && hint.size === 0)) return undefined;
  if (hint instanceof Map && hint.has('$natural')) return 'natural';
  const bytes = (key: Doc): string => JSON.stringify([...key].map(([path, direction]) => [path, numberOf(direction)]));
  const shown = collection.indexes.filter((index) => !index.hidden);
  const found = shown.find((index) =>
    hint instanceof Map ? bytes(index.spec.get('key') as Doc) === bytes(hint) : index.name === hint,
  );
  if (found) return found;
  throw new MongoError(
    2,
    'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}

const isBackward = (hint: Value | undefined): boolean => hint instanceof Map && numberOf(hint.get('$natural')) < 0;

function candidate(index: Index, branches: Conjunction[], selection: Selection): Candidate {
  const sameCollation = isSameCollation(index.collation, selection.collation);
  let fixed = index.key.length;
  let ranged = true;
  const ranges: KeyRange[] = [];
  for (const leaves of branches) {
    const found = branchRanges(index, leaves, sameCollation);
    fixed = Math.min(fixed, found.fixed);
    ranged &&= found.ranged;
    ranges.push(...found.ranges);
  }
  const merged = union(ranges);
  const bounded = merged.every((range) => range.from !== undefined || range.to !== undefined);
  const order = sortOrder(index, branches, selection, { sameCollation, fixed });
  return { index, ranges: merged, reverse: order === -1, sorted: order !== undefined, fixed, ranged, bounded };
}

function isSameCollation(a: Collation | undefined, b: Collation | undefined): boolean {
  if (!a || !b) return a === b;
  return a === b || Buffer.compare(encode(a.spec), encode(b.spec)) === 0;
}

/** The ranges of an index for conditions of which all hold. */
function branchRanges(
  index: Index,
  leaves: Conjunction,
  sameCollation: boolean,
): { ranges: KeyRange[]; fixed: number; ranged: boolean } {
  let prefixes: Uint8Array[] = [new Uint8Array(0)];
  let usedArray = false;
  for (const [at, field] of index.key.entries()) {
    const isArray = (index.multikey & (1 << at)) !== 0;
    const order = { direction: field.direction, collation: index.collation, sameCollation };
    // Two fields over one array may be fulfilled by different elements, so only one of them can bound the keys.
    const ranges = isArray && usedArray ? undefined : fieldRanges(leaves, field.path, order, isArray);
    if (!ranges) return { ranges: prefixes.map((prefix) => startingWith(prefix)), fixed: at, ranged: false };
    usedArray ||= isArray;
    const isFixed = ranges.every((range) => range.point) && prefixes.length * ranges.length <= MOST_PREFIXES;
    if (!isFixed) return { ranges: product(prefixes, ranges), fixed: at, ranged: true };
    prefixes = prefixes.flatMap((prefix) => ranges.map((range) => joined(prefix, range.from!)));
  }
  return { ranges: prefixes.map((prefix) => startingWith(prefix, true)), fixed: index.key.length, ranged: false };
}

/** What the conditions on one path say together; on an array each may mean another element, so only the best one counts. */
function fieldRanges(
  leaves: Conjunction,
  path: string,
  order: Parameters<typeof leafRanges>[1],
  isArray: boolean,
): KeyRange[] | undefined {
  // A number in a path is also looked for as a name in each element, which may be missing; the keys do not have that.
  const here = leaves.filter((leaf) => leaf.path === path && (wantsValue(leaf) || !hasNumber(path)));
  // An equality comes first, as `isFixedTo` takes it.
  const all = here
    .toSorted((a, b) => Number(b.op === 'eq') - Number(a.op === 'eq'))
    .map((leaf) => leafRanges(leaf, order));
  const known = all.filter((ranges) => ranges !== undefined);
  if (known.length === 0) return undefined;
  if (isArray) return known.find((ranges) => ranges.every((range) => range.point)) ?? known[0];
  return known.reduce(intersection, EVERYTHING);
}

const hasNumber = (path: string): boolean => path.split('.').some((part) => indexOf(part) !== undefined);

/** In which direction a scan of the index gives the wanted order; undefined when it does not. */
function sortOrder(
  index: Index,
  branches: Conjunction[],
  selection: Selection,
  { sameCollation, fixed }: { sameCollation: boolean; fixed: number },
): 1 | -1 | undefined {
  const wanted = [...(selection.sort ?? [])];
  if (wanted.length === 0 || index.collation || !sameCollation) return undefined;
  const isFixed = (path: string): boolean => branches.length > 0 && isFixedTo(branches, path);
  // Where a document has several keys, the scan itself must keep to the one that the filter fixes.
  const isSkipped = (field: number): boolean =>
    isFixed(index.key[field]!.path) && (field < fixed || (index.multikey & (1 << field)) === 0);
  let at = 0;
  let direction: 1 | -1 | undefined;
  for (const [path, value] of wanted) {
    while (at < index.key.length && index.key[at]!.path !== path && isSkipped(at)) at += 1;
    const field = index.key[at];
    if (field?.path !== path || index.multikey & (1 << at)) return undefined;
    const sign = numberOf(value) < 0 ? -1 : 1;
    const way = sign === field.direction ? 1 : -1;
    if (!isFixed(path) && direction !== undefined && direction !== way) return undefined;
    if (!isFixed(path)) direction = way;
    at += 1;
  }
  return direction ?? 1;
}

/** Whether every alternative fixes a path to the same single value. */
function isFixedTo(branches: Conjunction[], path: string): boolean {
  const values = branches.map((leaves) => leaves.find((leaf) => leaf.path === path && leaf.op === 'eq')?.value);
  const [first] = values;
  if (first === undefined || Array.isArray(first) || first instanceof BSONRegExp) return false;
  const bytes = encode(new Map([['', first]]));
  return values.every((value) => value !== undefined && Buffer.compare(encode(new Map([['', value]])), bytes) === 0);
}

function cheapest(
  view: View,
  collection: Collection,
  candidates: Candidate[],
  selection: Selection,
): Candidate | undefined {
  const single = candidates.find(
    (one) => one.index.unique && one.fixed === one.index.key.length && one.ranges.length <= FEW,
  );
  if (single) return single;
  if (candidates.length < 2) return candidates[0];
  const counted = candidates.map((one) => ({ one, keys: one.bounded ? countKeys(view, collection, one) : undefined }));
  const known = counted.map(({ keys }) => keys).filter((keys) => keys !== undefined);
  const fewest = known.length > 0 ? Math.min(...known) : undefined;
  const weighed = counted.map(({ one, keys }) => ({ one, cost: costOf(collection, selection, one, keys, fewest) }));
  // Of those with more keys than are counted, the one that the filter says more of.
  const saying = ({ fixed, ranged, bounded }: Candidate): number[] => [fixed, Number(ranged), Number(bounded)];
  weighed.sort((a, b) => a.cost - b.cost || moreFirst(saying(a.one), saying(b.one)));
  return weighed[0]?.one;
}

function moreFirst(a: number[], b: number[]): number {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at < 0 ? 0 : b[at]! - a[at]!;
}

/**
 * About how many keys are met.
 * @param keys those of the ranges; none when they are too many to be counted
 * @param fewest of all indexes whose keys were counted: no more documents fit
 */
function costOf(
  { nextRow }: Collection,
  { sort, limit, skip = 0 }: Selection,
  { sorted }: Candidate,
  keys: number | undefined,
  fewest: number | undefined,
): number {
  const every = keys ?? (fewest === undefined ? PROBE + 1 : nextRow);
  // Sorting afterwards means that all of them have to be read.
  if (sort !== undefined && sort.size > 0 && !sorted) return every * 2;
  if (!limit || fewest === undefined) return every;
  // Those that fit may all be at the far end: a walk must not be able to cost much more than it is likely to save.
  if (keys === undefined && nextRow > fewest * FAR) return nextRow;
  return Math.min(every, ((limit + skip) * every) / Math.max(fewest, 1));
}

/** `undefined`: more than are counted. */
function countKeys(view: View, collection: Collection, { index, ranges }: Candidate): number | undefined {
  const table = index.id === 0 ? `d${collection.id}` : `x${index.id}`;
  let keys = 0;
  for (const { from, to } of ranges.slice(0, 16)) {
    const terms = [from && 'k >= ?', to && 'k < ?'].filter((term) => term !== undefined);
    const bounds = [from, to].filter((bound) => bound !== undefined);
    const where = terms.length > 0 ? `where ${terms.join(' and ')}` : '';
    const sql = `select count(*) n from (select 1 from ${table} ${where} limit ${PROBE + 1})`;
    keys += Number(view.database.get(sql, ...bounds)?.n);
    if (keys > PROBE) return undefined;
  }
  return ranges.length > 16 ? (keys * ranges.length) / 16 : keys;
}
