import { identities } from '../bson/identity.js';
import type { Doc, Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { Expression, Scope } from '../expression/operator.js';
import { compileField, type Gathering, type GroupField } from './accumulator.js';
import { checkBytes, sizeOf } from './size.js';
import type { Documents, Flow, StageCompiler } from './stage.js';

/**
 * `$group`. Groups come in the order in which they first occur.
 * Errors: 15947 no object, 15955 no `_id`, those of the fields, 292 beyond 100 MB.
 */
export const group: StageCompiler = (spec, { scope }) => {
  if (!(spec instanceof Map)) fail(15947, "a group's fields must be specified in an object");
  const fields: GroupField[] = [];
  let id: Expression | undefined;
  for (const [name, value] of spec) {
    if (name === '_id') id = scope.compile(value).run;
    else if (name === '$doingMerge') fail(17030, '$doingMerge should be true if present');
    else fields.push(compileField(name, value, scope));
  }
  if (!id) fail(15955, 'a group specification must include an _id');
  const key = id;
  return { fields: 'end', run: (input) => grouped(input, key, fields, scope) };
};

interface Group {
  readonly id: Value;
  readonly gatherings: Gathering[];
}

/** Groups documents by a key; a missing key is null. */
export function* grouped(input: Flow, key: Expression, fields: readonly GroupField[], scope: Scope): Documents {
  const groups = new Map<string, Group>();
  const identity = identities(scope.env.collation);
  let bytes = 0;
  for (const doc of input) {
    if (!doc) {
      yield undefined;
      continue;
    }
    const id = key(doc) ?? null;
    const hash = identity(id);
    let group = groups.get(hash);
    if (!group) {
      group = newGroup(id, fields);
      groups.set(hash, group);
      bytes += 2 * hash.length + sizeOf(id) + 64 * (fields.length + 1);
    }
    bytes += addTo(group, doc);
    checkBytes(bytes, '$group');
  }
  for (const group of groups.values()) yield groupDoc(group, fields);
}

export function newGroup(id: Value, fields: readonly GroupField[]): Group {
  return { id, gatherings: fields.map(({ gather }) => gather(id)) };
}

/** Adds a document; the bytes by which the group grew. */
export function addTo({ gatherings }: Group, doc: Doc): number {
  let grown = 0;
  for (const gathering of gatherings) {
    const before = gathering.bytes ?? 0;
    gathering.add(doc);
    grown += (gathering.bytes ?? 0) - before;
  }
  return grown;
}

/** The document of a group; what has no value is null. */
export function groupDoc({ id, gatherings }: Group, fields: readonly GroupField[]): Doc {
  const doc: Doc = new Map([['_id', id]]);
  for (const [at, { name }] of fields.entries()) doc.set(name, gatherings[at]!.result() ?? null);
  return doc;
}
