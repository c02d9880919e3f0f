import { equals, identical } from '../bson/compare.js';
import { BSONRegExp, type Doc, isArray, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { type ArrayFilters, compileArrayFilters, expandPath } from './array-filters.js';
import type { Match, Update } from './compiled-update.js';
import type { Modifier, UpdateEnv } from './modifier.js';
import { type Change, checkConflicts, parseOperators } from './operators.js';
import { transformOf } from './pipeline-update.js';
import { renameField } from './rename.js';
import { replacementOf } from './replacement.js';
import {
  checkStorable,
  cloneValue,
  comparePaths,
  findContainer,
  makeContainer,
  putChild,
  readChild,
  removeChild,
} from './update-path.js';

export type { Update } from './compiled-update.js';
export type { UpdateEnv } from './modifier.js';
export { upsertDoc } from './upsert.js';

/**
 * Compiles an update: operators, a replacement (no field begins with `$`) or a pipeline.
 * Errors: MongoDB's; here 9 for what is no update, later 66 for a change of `_id`, 28, 2, 14, 40 of paths and operators.
 */
export function compileUpdate(update: Doc | Value[], env: UpdateEnv): Update {
  if (isArray(update)) return build('pipeline', noFilters(env, transformOf(update, env)));
  const first = update.keys().next().value;
  if (first === undefined || !first.startsWith('$')) return build('replacement', noFilters(env, replacementOf(update)));
  const changes = parseOperators(update, env);
  const filters = compileArrayFilters(env.arrayFilters ?? [], env, changes);
  return build('operators', (doc, match) => applyChanges(doc, changes, filters, match));
}

type Transform = (doc: Doc, match: Match) => Doc;

function noFilters(env: UpdateEnv, transform: (doc: Doc) => Doc): Transform {
  if (env.arrayFilters?.length) fail(9, 'arrayFilters may not be specified for pipeline-style or replacement updates');
  return transform;
}

function build(kind: Update['kind'], transform: Transform): Update {
  return {
    kind,
    apply: (doc, match = {}) => {
      const result = keepId(doc, transform(doc, match), kind);
      return { doc: result, changed: !identical(doc, result) };
    },
  };
}

/** `_id` never changes and stands first. Operators must leave it as it is to the byte, others may write an equal value. */
function keepId(before: Doc, after: Doc, kind: Update['kind']): Doc {
  const id = before.get('_id');
  const changed = after.get('_id');
  const same = kind === 'operators' ? identical : equals;
  if (id !== undefined && !same(id, changed)) {
    fail(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  if (isArray(changed) || changed instanceof BSONRegExp)
    fail(53, `The '_id' value cannot be of type ${typeName(changed)}`);
  if (changed === undefined || after.keys().next().value === '_id') return after;
  return new Map([['_id', changed], ...after]);
}

function applyChanges(doc: Doc, changes: Change[], filters: ArrayFilters, match: Match): Doc {
  const concrete = changes
    .filter((change) => match.isInsert || !('modifier' in change && change.modifier.insertOnly))
    .flatMap((change) =>
      expandPath(doc, change.parts, { index: match.position, filters }).map((parts) => ({ change, parts })),
    )
    .sort((a, b) => comparePaths(a.parts, b.parts));
  if (concrete.length > 1) checkConflicts(concrete.map(({ parts }) => parts));
  if (!match.isInsert) for (const { parts } of concrete) checkStorable(parts);
  const result = cloneValue(doc);
  for (const { change, parts } of concrete) {
    if ('from' in change) renameField(result, change.from, parts);
    else applyModifier(result, parts, change.modifier);
  }
  return result;
}

function applyModifier(doc: Doc, parts: string[], modifier: Modifier): void {
  const container = modifier.creates ? makeContainer(doc, parts) : findContainer(doc, parts, modifier.strict);
  if (!container) return;
  const last = parts[parts.length - 1]!;
  const current = readChild(container, last);
  const value = modifier.apply(current, parts.join('.'));
  if (value !== undefined) putChild(container, last, cloneValue(value), parts[parts.length - 2] ?? '');
  else if (current !== undefined) removeChild(container, last);
}
