import { type Collation, collationOf } from '../bson/collation.js';
import { wholeOf } from '../bson/numbers.js';
import { type Doc, isNum, Long, typeName, type Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { type RefusedFeature, refuse } from '../refused.js';
import { numberOf } from '../storage/environment.js';

/** Reads one option of a command; `where` is its name for error messages. */
export type OptionReader<T> = (value: Value, where: string) => T;

/** The options of a command: every name it takes, with its reader. Any other name is an error. */
export type OptionReaders = Record<string, OptionReader<unknown>>;

/** What `readOptions` answers: an option that was not given is undefined. */
export type Options<R extends OptionReaders> = { [K in keyof R]?: ReturnType<R[K]> };

/** What every command takes. The first three change nothing here: there is one node, and comments are for logs. */
const EVERYWHERE = new Set([
  'comment',
  '$readPreference',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  '$db',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  '$clusterTime',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
]);

/**
 * Reads a command's options against its closed list.
 * @throws MongoError 40415 for an option that the command does not take, 14 for a wrong type
 */
export function readOptions<R extends OptionReaders>(command: string, body: Doc, readers: R): Options<R> {
  const options: Record<string, unknown> = {};
  let first = true;
  for (const [name, value] of body) {
    const isCommandName = first;
    first = false;
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (reader) options[name] = reader(value, `${command}.${name}`);
    else if (!isCommandName && !EVERYWHERE.has(name)) {
      throw new MongoError(40415, `BSON field '${command}.${name}' is an unknown field.`);
    }
  }
  return options as Options<R>;
}

/** @throws MongoError 40414 when one of these fields is not there */
export function requireFields(command: string, body: Doc, names: string[]): void {
  for (const name of names) {
    if (!body.has(name)) throw new MongoError(40414, `BSON field '${command}.${name}' is missing but a required field`);
  }
}

/** Reads the statements of a write command, all of them before the first is carried out. */
export function readStatements<R extends OptionReaders>(
  command: string,
  statements: Doc[],
  readers: R,
  required: string[],
): Options<R>[] {
  return statements.map((statement) => {
    requireFields(command, statement, required);
    return readOptions(command, new Map([['', null], ...statement]), readers);
  });
}

function wrongType(where: string, value: Value, expected: string): MongoError {
  const text = `BSON field '${where}' is the wrong type '${typeName(value)}', expected type '${expected}'`;
  return new MongoError(14, text);
}

export const anything: OptionReader<Value> = (value) => value;

export const doc: OptionReader<Doc> = (value, where) => {
  if (value instanceof Map) return value;
  throw wrongType(where, value, 'object');
};

/** A document, where null means that none was given. */
export const docOrNull: OptionReader<Doc | undefined> = (value, where) =>
  value === null ? undefined : doc(value, where);

export const list: OptionReader<Value[]> = (value, where) => {
  if (Array.isArray(value)) return value;
  throw wrongType(where, value, 'array');
};

export const docs: OptionReader<Doc[]> = (value, where) =>
  list(value, where).map((item, at) => doc(item, `${where}.${at}`));

export const text: OptionReader<string> = (value, where) => {
  if (typeof value === 'string') return value;
  throw wrongType(where, value, 'string');
};

export const flag: OptionReader<boolean> = (value, where) => {
  if (typeof value === 'boolean') return value;
  if (isNum(value)) return numberOf(value) !== 0;
  throw wrongType(where, value, 'bool');
};

/** A whole number within the safe integers. */
export const integer: OptionReader<number> = (value, where) => {
  if (!isNum(value)) throw wrongType(where, value, 'long');
  const whole = wholeOf(value);
  const number = Math.trunc(numberOf(value));
  if (whole === undefined && !Number.isFinite(number)) throw new MongoError(2, `${where} must be a whole number`);
  return number;
};

/** A whole number that is not negative. */
export const count: OptionReader<number> = (value, where) => {
  const number = integer(value, where);
  if (number < 0)
    throw new MongoError(51024, `BSON field '${where.split('.').at(-1)}' value must be >= 0, actual value '${number}'`);
  return number;
};

export const collation: OptionReader<{ spec: Doc; order: Collation | undefined }> = (value, where) => {
  const spec = doc(value, where);
  return { spec, order: collationOf(spec) };
};

/** The identifier of a cursor. */
export const cursorId: OptionReader<bigint> = (value, where) => {
  if (value instanceof Long) return value.toBigInt();
  return BigInt(integer(value, where));
};

/** An option that is only allowed to say what is so anyway; anything else is refused. */
export function only(allowed: Value[], what: RefusedFeature): OptionReader<undefined> {
  return (value) => {
    const same = allowed.some((one) => one === value || (isNum(one) && numberOf(one) === numberOf(value)));
    if (same) return undefined;
    return refuse(what);
  };
}

/** The name of the collection a command is for. @throws MongoError 73 for a name that no collection can have */
export function collectionName(body: Doc, command: string): string {
  const name = body.get(command);
  if (typeof name !== 'string') {
    throw new MongoError(73, `collection name has invalid type ${typeName(name)}`);
  }
  checkCollectionName(name);
  return name;
}

/** @throws MongoError 73 for a name that no collection can have */
export function checkCollectionName(name: string): void {
  if (name === '' || name.includes('\0') || name.startsWith('.') || name.includes('$')) {
    throw new MongoError(73, `Invalid collection name: ${name}`);
  }
}
