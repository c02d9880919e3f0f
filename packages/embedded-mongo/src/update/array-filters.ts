import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { compileFilter } from '../query/filter.js';
import type { UpdateEnv } from './modifier.js';
import type { Change } from './operators.js';
import { readChild } from './update-path.js';

/** Tests an array element for each identifier of `arrayFilters`. */
export type ArrayFilters = Map<string, (element: Value) => boolean>;

/** Compiles `arrayFilters`. Errors: 9 for no single top-level name, a name twice or unused; 2 for a bad name. */
export function compileArrayFilters(filters: Doc[], env: UpdateEnv, changes: Change[]): ArrayFilters {
  const compiled: ArrayFilters = new Map();
  const used = new Set(changes.flatMap((change) => change.parts.map(identifierOf)));
  for (const filter of filters) {
    const name = rootName(filter);
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      fail(
        2,
        `Error parsing array filter: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    }
    if (compiled.has(name)) fail(9, `Found multiple array filters with the same top-level field name ${name}`);
    if (!used.has(name)) fail(9, `The array filter for identifier '${name}' was not used in the update`);
    const { matches } = compileFilter(filter, { ...env, plainOnly: true });
    compiled.set(name, (element) => matches(new Map([[name, element]])));
  }
  checkIdentifiers(changes, compiled);
  return compiled;
}

function checkIdentifiers(changes: Change[], compiled: ArrayFilters): void {
  for (const { path, parts } of changes) {
    for (const part of parts) {
      const name = identifierOf(part);
      if (name && !compiled.has(name)) fail(2, `No array filter found for identifier '${name}' in path '${path}'`);
    }
  }
}

function identifierOf(part: string): string | undefined {
  return part.startsWith('$[') && part.endsWith(']') ? part.slice(2, -1) : undefined;
}

function rootName(filter: Doc): string {
  const names = new Set(rootNames(filter));
  const [first, second] = names;
  if (first === undefined) return fail(9, 'Cannot use an expression without a top-level field name in arrayFilters');
  if (second !== undefined)
    fail(9, `Error parsing array filter: Expected a single top-level field name, found '${first}' and '${second}'`);
  return first;
}

function rootNames(filter: Doc): string[] {
  return [...filter].flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.')[0]!];
    return isArray(value) ? value.filter(isDoc).flatMap(rootNames) : [];
  });
}

/** What the positional parts of a path stand for in one document. */
export type Positions = { index: number | undefined; filters: ArrayFilters };

/** Writes `$`, `$[]` and `$[id]` out as indexes. Errors 2: no match for `$`, no array for the others. */
export function expandPath(doc: Doc, parts: string[], positions: Positions): string[][] {
  let paths: { done: string[]; value: Value | undefined }[] = [{ done: [], value: doc }];
  for (const part of parts) {
    paths = paths.flatMap(({ done, value }) =>
      partNames(part, value, done, positions).map((name) => ({ done: [...done, name], value: below(value, name) })),
    );
  }
  return paths.map((path) => path.done);
}

function below(value: Value | undefined, name: string): Value | undefined {
  return isDoc(value) || isArray(value) ? readChild(value, name) : undefined;
}

function partNames(part: string, value: Value | undefined, done: string[], positions: Positions): string[] {
  if (part === '$') {
    return [
      String(positions.index ?? fail(2, 'The positional operator did not find the match needed from the query.')),
    ];
  }
  const name = identifierOf(part);
  if (name === undefined) return [part];
  const path = done.join('.');
  if (value === undefined) fail(2, `The path '${path}' must exist in the document in order to apply array updates.`);
  if (!isArray(value)) return fail(2, `Cannot apply array updates to non-array element ${path}`);
  const test = name === '' ? () => true : positions.filters.get(name)!;
  return value.flatMap((element, index) => (test(element) ? [String(index)] : []));
}
