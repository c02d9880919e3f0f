import { Int32 } from 'bson';
import { type Collation, collationOf } from '../bson/collation.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Filter } from '../query/filter.js';
import type { FilterNode } from '../query/node.js';
import { type RefusedFeature, refuse } from '../refused.js';
import { filterOf, numberOf } from './environment.js';

/** One field of an index key. */
export interface KeyField {
  path: string;
  parts: string[];
  direction: 1 | -1;
}

/** An index as the engine holds it; its keys are the rows of table `x<id>`, or the column `k` of the documents. */
export interface Index {
  /** 0 for the index on `_id`, which has no table of its own. */
  readonly id: number;
  readonly name: string;
  readonly key: KeyField[];
  readonly directions: (1 | -1)[];
  /** The specification as `listIndexes` reports it. */
  readonly spec: Doc;
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly hidden: boolean;
  readonly partial: { spec: Doc; filter: Filter } | undefined;
  /** The fields of the top level that say which keys a document has; none where the filter does not tell them. */
  readonly fields: readonly Uint8Array[] | undefined;
  readonly collation: Collation | undefined;
  readonly collationSpec: Doc | undefined;
  readonly expireAfterSeconds: number | undefined;
  /** One bit per field that has ever held an array. */
  multikey: number;
  /** The number of the write that created it: older snapshots do not hold its table. */
  readonly since: number;
}

/** The index that every collection has. */
export function primaryIndex(collation: Doc | undefined): Index {
  const spec: Doc = new Map<string, Value>([
    ['v', new Int32(2)],
    ['key', new Map([['_id', new Int32(1)]])],
    ['name', '_id_'],
  ]);
  if (collation) spec.set('collation', collation);
  return { ...indexFromSpec(0, spec, 0, 0), unique: true };
}

/** Builds the index of a stored specification, which `checkIndexSpec` has seen before. */
export function indexFromSpec(id: number, spec: Doc, multikey: number, since: number): Index {
  const key = [...(spec.get('key') as Doc)].map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    direction: (numberOf(direction) < 0 ? -1 : 1) as 1 | -1,
  }));
  const partial = spec.get('partialFilterExpression');
  const collationSpec = spec.get('collation');
  const collation = collationSpec instanceof Map ? collationOf(collationSpec) : undefined;
  const seconds = spec.get('expireAfterSeconds');
  const filter = partial instanceof Map ? filterOf(partial, { collation }) : undefined;
  return {
    id,
    name: String(spec.get('name')),
    key,
    directions: key.map((field) => field.direction),
    spec,
    unique: spec.get('unique') === true,
    sparse: spec.get('sparse') === true,
    hidden: spec.get('hidden') === true,
    partial: partial instanceof Map && filter ? { spec: partial, filter } : undefined,
    fields: topFields([...key.map(({ path }) => path), ...(filter ? pathsOf(filter.tree) : [])]),
    collation,
    collationSpec: collationSpec instanceof Map ? collationSpec : undefined,
    expireAfterSeconds: seconds === undefined ? undefined : numberOf(seconds),
    multikey,
    since,
  };
}

/** `undefined` among the paths stands for one that is not known. */
function topFields(paths: readonly (string | undefined)[]): Uint8Array[] | undefined {
  const names = new Set(paths.map((path) => path?.split('.', 1)[0]));
  return names.has(undefined) ? undefined : Array.from(names, (name) => Buffer.from(name!));
}

function pathsOf(node: FilterNode): (string | undefined)[] {
  if (node.kind === 'other') return [undefined];
  if (node.kind === 'not') return pathsOf(node.node);
  return 'path' in node ? [node.path] : node.nodes.flatMap(pathsOf);
}

const REFUSED_KINDS: Record<string, RefusedFeature> = {
  text: 'a text index',
  hashed: 'a hashed index',
  '2d': 'a geo index',
  '2dsphere': 'a geo index',
  geoHaystack: 'a geo index',
};

/** Options of indexes that are refused, by what has them. */
const REFUSED_OPTIONS: Record<string, RefusedFeature> = {
  weights: 'a text index',
  default_language: 'a text index',
  language_override: 'a text index',
  textIndexVersion: 'a text index',
  '2dsphereIndexVersion': 'a geo index',
  bits: 'a geo index',
  min: 'a geo index',
  max: 'a geo index',
  bucketSize: 'a geo index',
  wildcardProjection: 'a wildcard index',
  storageEngine: 'an option of a storage engine',
  clustered: 'a clustered collection',
  prepareUnique: 'prepareUnique',
};

const OPTIONS = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'hidden',
  'background',
  'partialFilterExpression',
  'collation',
  'expireAfterSeconds',
  'ns',
]);

/**
 * Checks the specification of a new index and gives it the form in which it is stored:
 * `v`, `key`, `name`, then the options that are set.
 * @throws MongoError 67 (CannotCreateIndex), 197 (InvalidIndexSpecificationOption) or a refusal
 */
export function checkIndexSpec(given: Doc, defaultCollation: Doc | undefined): Doc {
  for (const option of given.keys()) if (!OPTIONS.has(option)) unknownOption(option);
  const key = given.get('key');
  if (!(key instanceof Map) || key.size === 0) throw cannotCreate('Index keys cannot be empty.');
  checkKey(key);
  if (key.size === 1 && numberOf(key.get('_id')) === 1) checkIdOptions(given);
  const name = given.get('name');
  if (typeof name !== 'string' || name === '') {
    throw new MongoError(9, `The 'name' field is a required property of an index specification`);
  }
  const spec: Doc = new Map<string, Value>([
    ['v', new Int32(2)],
    ['key', key],
    ['name', name],
  ]);
  for (const flag of ['unique', 'sparse', 'hidden']) if (isTrue(given.get(flag))) spec.set(flag, true);
  addOptions(given, spec, key, defaultCollation);
  return spec;
}

function addOptions(given: Doc, spec: Doc, key: Doc, defaultCollation: Doc | undefined): void {
  const partial = given.get('partialFilterExpression');
  if (partial !== undefined) {
    if (!(partial instanceof Map)) {
      throw new MongoError(14, `The field 'partialFilterExpression' must be an object`);
    }
    if (spec.get('sparse')) throw cannotCreate('cannot mix "partialFilterExpression" and "sparse" options');
    checkPartial(partial);
    spec.set('partialFilterExpression', partial);
  }
  const seconds = given.get('expireAfterSeconds');
  if (seconds !== undefined) {
    checkTtl(seconds, key);
    spec.set('expireAfterSeconds', new Int32(Math.trunc(numberOf(seconds))));
  }
  const collation = given.get('collation') ?? defaultCollation;
  if (collation instanceof Map && collation.get('locale') !== 'simple') {
    collationOf(collation);
    spec.set('collation', collation);
  }
}

function checkKey(key: Doc): void {
  for (const [path, kind] of key) {
    if (typeof kind === 'string') {
      if (Object.hasOwn(REFUSED_KINDS, kind)) refuse(REFUSED_KINDS[kind]!, kind);
      throw cannotCreate(`Unknown index plugin '${kind}'`);
    }
    const number = numberOf(kind);
    if (Number.isNaN(number) || number === 0) {
      throw cannotCreate(
        `Values in v:2 index key pattern cannot be of type ${typeof kind}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      );
    }
    if (path === '' || path.split('.').includes('')) throw cannotCreate('Index keys cannot be an empty field.');
    if (path === '$**' || path.endsWith('.$**')) refuse('a wildcard index');
    if (path.split('.').some((part) => part.startsWith('$') && !['$id', '$ref', '$db'].includes(part))) {
      throw cannotCreate(`Index key contains an illegal field name: field name starts with '$'.`);
    }
  }
}

/** What the index that every collection has may be given; the others are for indexes that are made. */
const ID_OPTIONS = new Set(['v', 'key', 'name', 'ns', 'collation', 'background']);

function checkIdOptions(given: Doc): void {
  for (const option of given.keys()) {
    if (!ID_OPTIONS.has(option))
      throw new MongoError(197, `The field '${option}' is not valid for an _id index specification.`);
  }
}

function checkTtl(seconds: Value, key: Doc): void {
  const number = numberOf(seconds);
  if (Number.isNaN(number)) {
    throw new MongoError(14, `The field 'expireAfterSeconds' must be a number`);
  }
  if (number < 0 || number > 2147483647) {
    throw cannotCreate(
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than ${number}`,
    );
  }
  if (key.size !== 1) throw cannotCreate('TTL indexes are single-field indexes, compound indexes do not support TTL.');
  if (key.has('_id')) {
    throw new MongoError(197, "The field 'expireAfterSeconds' is not valid for an _id index specification.");
  }
}

const PARTIAL_OPERATORS = new Set(['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type', '$and', '$or', '$in']);

function checkPartial(filter: Doc): void {
  checkPartialOperators(filter);
  filterOf(filter);
}

function checkPartialOperators(filter: Doc): void {
  for (const [name, value] of filter) {
    if (name.startsWith('$') && !PARTIAL_OPERATORS.has(name)) {
      throw cannotCreate(`unsupported expression in partial index: ${name}`);
    }
    if (name === '$exists' && !isTrue(value))
      throw cannotCreate('unsupported expression in partial index: $exists: false');
    const inner = name === '$and' || name === '$or' ? (value as Value[]) : [value];
    if (Array.isArray(inner)) {
      for (const part of inner) if (part instanceof Map && firstKey(part)?.startsWith('$')) checkPartialOperators(part);
      if (name === '$and' || name === '$or')
        for (const part of inner) if (part instanceof Map) checkPartialOperators(part);
    }
  }
}

const firstKey = (doc: Doc): string | undefined => doc.keys().next().value;

function isTrue(value: Value | undefined): boolean {
  return (
    value === true ||
    (value !== undefined && typeof value === 'object' && numberOf(value) !== 0 && !Number.isNaN(numberOf(value)))
  );
}

function unknownOption(option: string): never {
  if (Object.hasOwn(REFUSED_OPTIONS, option)) refuse(REFUSED_OPTIONS[option]!, option);
  const text = `The field '${option}' is not valid for an index specification.`;
  throw new MongoError(197, text);
}

function cannotCreate(text: string): MongoError {
  return new MongoError(67, text);
}
