import { type Doc, Long, typeName, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import { parsePath } from '../expression/path.js';
import { valueBelow, withValueAt } from './set-path.js';
import type { StageCompiler } from './stage.js';

interface Unwinding {
  readonly path: string[];
  /** Where the position goes. */
  readonly index: string[] | undefined;
  /** Whether documents without elements stay. */
  readonly preserve: boolean;
}

function read(spec: Value): Unwinding {
  if (typeof spec === 'string') return { path: unprefixed(spec), index: undefined, preserve: false };
  if (!(spec instanceof Map))
    return fail(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeName(spec)}`,
    );
  let path: string | undefined;
  let index: string | undefined;
  let preserve = false;
  for (const [key, value] of spec) {
    if (key === 'path') {
      path =
        typeof value === 'string'
          ? value
          : fail(28808, `expected a string as the path for $unwind stage, got ${typeName(value)}`);
    } else if (key === 'preserveNullAndEmptyArrays') {
      preserve =
        typeof value === 'boolean'
          ? value
          : fail(
              28809,
              `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${typeName(value)}`,
            );
    } else if (key === 'includeArrayIndex') {
      if (typeof value !== 'string' || value === '')
        fail(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage');
      if (value.startsWith('$'))
        fail(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${value}`);
      index = value;
    } else fail(28811, `unrecognized option to $unwind stage: ${key}`);
  }
  if (!path) return fail(28812, 'no path specified to $unwind stage');
  return { path: unprefixed(path), index: index === undefined ? undefined : parsePath(index), preserve };
}

function unprefixed(path: string): string[] {
  if (path === '') fail(28812, 'no path specified to $unwind stage');
  if (!path.startsWith('$')) fail(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  return parsePath(path.slice(1));
}

/** `$unwind`: one document for each element of an array; what is no array counts as its only element. */
export const unwind: StageCompiler = (spec) => {
  const unwinding = read(spec);
  return {
    fields: 'pass',
    reads: unwinding.path.slice(0, 1),
    *run(input) {
      for (const doc of input) {
        if (doc) yield* unwound(doc, unwinding);
        else yield undefined;
      }
    },
  };
};

function* unwound(doc: Doc, { path, index, preserve }: Unwinding): Generator<Doc> {
  const value = valueBelow(doc, path);
  const place = (changed: Doc, at: Value) => (index ? withValueAt(changed, index, at) : changed);
  if (Array.isArray(value) && value.length > 0) {
    for (const [at, item] of value.entries()) yield place(withValueAt(doc, path, item), Long.fromNumber(at));
  } else if (Array.isArray(value)) {
    if (preserve) yield place(withValueAt(doc, path, undefined), null);
  } else if (value !== undefined && value !== null) yield place(doc, null);
  else if (preserve) yield place(doc, null);
}
