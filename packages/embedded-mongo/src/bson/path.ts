import { type Doc, isArray, isDoc, type Value } from './value.js';

/** The array index that a path part names, or `undefined`: "0", "12", not "01", "-1" or "+1". */
export function indexOf(part: string): number | undefined {
  return /^(0|[1-9]\d{0,9})$/.test(part) ? Number(part) : undefined;
}

/** The value at a path without any meaning of arrays: field names in documents, indexes in arrays. */
export function valueAt(doc: Doc, path: string): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of path.split('.')) {
    if (isDoc(value)) value = value.get(part);
    else if (isArray(value)) {
      const index = indexOf(part);
      value = index === undefined ? undefined : value[index];
    } else return undefined;
  }
  return value;
}
