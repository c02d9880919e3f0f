import type { Value } from '../bson/value.js';
import { fail } from '../error.js';

/**
 * The parts of a dotted path.
 * Errors: 40352 empty path, 40353 ends with a dot, 15998 empty part, 16410 a part starts with `$`, 16411 a part holds NUL.
 */
export function parsePath(path: string): string[] {
  if (path === '') fail(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) fail(40353, "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  for (const part of parts) checkPart(part);
  return parts;
}

/** A name in a path or an object literal. Errors as in `parsePath`. */
export function checkPart(part: string): void {
  if (part === '') fail(15998, 'FieldPath field names may not be empty strings.');
  if (part.startsWith('$') && !DB_REF.has(part)) {
    fail(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
  }
  if (part.includes('\0')) fail(16411, "FieldPath field names may not contain '\\0'.");
}

/** The names that a DBRef carries; they may be read in spite of their `$`. */
const DB_REF = new Set(['$id', '$ref', '$db']);

/** A name that must not be dotted either: error 16412. */
export function checkName(name: string): void {
  checkPart(name);
  if (name.includes('.'))
    fail(16412, "FieldPath field names may not contain '.'. Consider using $getField or $setField.");
}

/**
 * The value at a path, as expressions see it: through arrays of documents it is the array of what is found in each.
 * Positions in arrays are not part of such a path.
 */
export function valueAt(value: Value | undefined, parts: readonly string[], from = 0): Value | undefined {
  if (from === parts.length) return value;
  if (value instanceof Map) return valueAt(value.get(parts[from]!), parts, from + 1);
  return Array.isArray(value) ? valuesAt(value, parts, from) : undefined;
}

function valuesAt(items: readonly Value[], parts: readonly string[], from: number): Value[] {
  const found: Value[] = [];
  for (const item of items) {
    const value = item instanceof Map ? valueAt(item, parts, from) : undefined;
    if (value !== undefined) found.push(value);
  }
  return found;
}
