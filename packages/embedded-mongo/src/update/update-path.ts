import { indexOf } from '../bson/path.js';
import { toEjson } from '../bson/plain.js';
import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';

/** As many nulls the server puts in front of a far array index at the most. */
const maxPadding = 1_500_000;

/** Splits an update path. Error 56 for an empty path or part. */
export function parsePath(path: string): string[] {
  if (path === '') fail(56, 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes('')) fail(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  return parts;
}

/** Errors of a path that no document can mend: 2 for a misplaced positional part. */
export function checkPath(path: string, parts: string[]): void {
  const first = parts[0]!;
  if (first === '$') fail(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  if (first.startsWith('$['))
    fail(2, `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`);
  if (parts.filter((part) => part === '$').length > 1)
    fail(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
}

/** Error 52 for a top-level name that begins with `$`, which only an insert may store. */
export function checkStorable(parts: string[]): void {
  const first = parts[0]!;
  if (first.startsWith('$')) {
    fail(52, `The dollar ($) prefixed field '${first}' in '${parts.join('.')}' is not valid for storage.`);
  }
}

/** The order in which changes are made: part by part, numbers by size, else by text. */
export function comparePaths(a: string[], b: string[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareParts(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareParts(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [indexOf(a), indexOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  return a < b ? -1 : 1;
}

/** A copy whose documents and arrays are its own. */
export function cloneValue<T extends Value>(value: T): T;
export function cloneValue(value: Value): Value {
  if (isDoc(value)) return new Map([...value].map(([name, field]) => [name, cloneValue(field)]));
  return isArray(value) ? value.map((element) => cloneValue(element)) : value;
}

type Container = Doc | Value[];

function isContainer(value: Value | undefined): value is Container {
  return isDoc(value) || isArray(value);
}

function child(container: Container, part: string): Value | undefined {
  if (isDoc(container)) return container.get(part);
  const index = indexOf(part);
  return index === undefined ? undefined : container[index];
}

function notViable(container: Value, part: string, name: string): never {
  return fail(28, `Cannot create field '${part}' in element {${name}: ${toEjson(container)}}`);
}

/** Puts a value into a document or array; arrays grow with nulls. Error 28 for a name in an array. */
export function putChild(container: Container, part: string, value: Value, name: string): void {
  if (isDoc(container)) {
    container.set(part, value);
    return;
  }
  const index = indexOf(part) ?? notViable(container, part, name);
  if (index - container.length > maxPadding) fail(34, `can't backfill more than ${maxPadding} elements`);
  while (container.length < index) container.push(null);
  container[index] = value;
}

/**
 * The container of the last part of a path, made where it is missing.
 * Error 28 when something that is neither document nor fitting array is in the way.
 */
export function makeContainer(doc: Doc, parts: string[]): Container {
  let container: Container = doc;
  for (let i = 0; i < parts.length - 1; i++) {
    const part = parts[i]!;
    let next = child(container, part);
    if (next === undefined) {
      next = new Map();
      putChild(container, part, next, parts[i - 1] ?? '');
    }
    if (!isContainer(next)) return notViable(next, parts[i + 1]!, part);
    container = next;
  }
  return container;
}

/**
 * The container of the last part of a path, if there is one. With `strict` a path that could not even be made (through
 * a scalar, or by a name in an array) is error 28.
 */
export function findContainer(doc: Doc, parts: string[], strict: boolean): Container | undefined {
  let container: Container = doc;
  for (const [at, part] of parts.entries()) {
    if (strict && isArray(container) && indexOf(part) === undefined) blocked(parts, at);
    if (at === parts.length - 1) return container;
    const next = child(container, part);
    if (next === undefined) return undefined;
    if (!isContainer(next)) return strict ? blocked(parts, at + 1) : undefined;
    container = next;
  }
  return undefined;
}

function blocked(parts: string[], at: number): never {
  return fail(28, `Cannot use the part (${parts[at]}) of (${parts.join('.')}) to traverse the element`);
}

/** The value of the last part of a path in its container. */
export function readChild(container: Container, part: string): Value | undefined {
  return child(container, part);
}

/** Takes the last part of a path away: a field goes, an array element becomes null. */
export function removeChild(container: Container, part: string): void {
  if (isDoc(container)) {
    container.delete(part);
    return;
  }
  const index = indexOf(part);
  if (index !== undefined && index < container.length) container[index] = null;
}
