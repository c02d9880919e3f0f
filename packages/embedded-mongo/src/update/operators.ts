import { type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { addToSet, pop, pull, pullAll, push } from './array-operators.js';
import { type BuildModifier, creating, type Modifier, type UpdateEnv } from './modifier.js';
import { bit, currentDate, extreme, inc, mul } from './number-operators.js';
import { checkPath, parsePath } from './update-path.js';

/** One change that an update makes: a modifier at a path, or the move of a field from another path. */
export type Change =
  | { path: string; parts: string[]; modifier: Modifier }
  | { path: string; parts: string[]; from: string[] };

const operators: Record<string, BuildModifier> = {
  $set: (operand) => creating(() => operand),
  $setOnInsert: (operand) => ({ ...creating(() => operand), insertOnly: true }),
  $unset: () => ({ creates: false, strict: false, apply: () => undefined }),
  $inc: inc,
  $mul: mul,
  $min: extreme(-1),
  $max: extreme(1),
  $bit: bit,
  $currentDate: currentDate,
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};

/** The names of all supported update operators. */
export const updateOperators: readonly string[] = [...Object.keys(operators), '$rename'].sort();

/** Reads an update document of operators into its changes, in the order in which the server makes them. */
export function parseOperators(update: Doc, env: UpdateEnv): Change[] {
  const changes: Change[] = [];
  for (const [name, fields] of update) {
    if (!Object.hasOwn(operators, name) && name !== '$rename') {
      fail(
        9,
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDoc(fields))
      fail(
        9,
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ...}`,
      );
    for (const [path, operand] of fields as Doc) changes.push(changeOf(name, path, operand, env));
  }
  checkConflicts(changes.flatMap((change) => ('from' in change ? [change.parts, change.from] : [change.parts])));
  return changes;
}

function changeOf(name: string, path: string, operand: Value, env: UpdateEnv): Change {
  const parts = parsePath(path);
  if (name === '$rename') return renameOf(path, parts, operand);
  checkPath(path, parts);
  return { path, parts, modifier: operators[name]!(operand, env, path) };
}

function renameOf(from: string, parts: string[], to: Value): Change {
  if (typeof to !== 'string') return fail(2, `The 'to' field for $rename must be a string: ${from}`);
  if (to.includes('\0')) fail(2, "The 'to' field for $rename cannot contain an embedded null byte");
  const target = parsePath(to);
  if (from === to) fail(2, `The source and target field for $rename must differ: ${from}`);
  if (from.startsWith(`${to}.`) || to.startsWith(`${from}.`)) {
    fail(2, `The source and target field for $rename must not be on the same path: ${from}`);
  }
  for (const part of [...parts, ...target]) {
    if (isDynamic(part)) fail(2, `The source and target field for $rename may not be dynamic: ${from}`);
  }
  checkPath(to, target);
  return { path: to, parts: target, from: parts };
}

/** Whether a path part stands for elements that only the document tells. */
export function isDynamic(part: string): boolean {
  return part === '$' || part.startsWith('$[');
}

/** Error 40 when one path is another or lies within it. */
export function checkConflicts(paths: string[][]): void {
  const seen = new Set<string>();
  const inner = new Set<string>();
  for (const parts of paths) {
    const path = parts.join('.');
    if (seen.has(path) || inner.has(path)) conflict(path, path);
    for (let length = 1; length < parts.length; length++) {
      const prefix = parts.slice(0, length).join('.');
      if (seen.has(prefix)) conflict(path, prefix);
      inner.add(prefix);
    }
    seen.add(path);
  }
}

function conflict(path: string, at: string): never {
  return fail(40, `Updating the path '${path}' would create a conflict at '${at}'`);
}
