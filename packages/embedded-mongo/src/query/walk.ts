import { indexOf } from '../bson/path.js';
import { type Doc, isArray, isDoc, type Value } from '../bson/value.js';

/** Takes one value of a path and the index in the outermost array on the way; true stops the walk. */
export type Visit = (value: Value | undefined, index: number | undefined) => boolean;

type Walk = { parts: string[]; intoLeaf: boolean; visit: Visit };

/**
 * Visits every value that a query path means in a document, as the server's matcher walks it. An array on the way
 * stands for its documents, and for the element that a numeric part names; such an element is taken as it is, arrays
 * in it are not looked into. With `intoLeaf` an array at the end stands for its elements and itself. A missing field is
 * visited as `undefined`, once for each document that lacks it. True when a visit was true.
 */
export function walkPath(doc: Doc, parts: string[], intoLeaf: boolean, visit: Visit): boolean {
  return step({ parts, intoLeaf, visit }, doc, 0, undefined);
}

function step(walk: Walk, doc: Doc, start: number, outer: number | undefined): boolean {
  let at = start;
  let value = doc.get(walk.parts[at]!);
  const last = walk.parts.length - 1;
  while (at < last && isDoc(value)) value = value.get(walk.parts[++at]!);
  if (at === last) return leaf(walk, value, outer);
  if (!isArray(value)) return walk.visit(undefined, outer);
  return elements(walk, value, at + 1, outer);
}

function leaf(walk: Walk, value: Value | undefined, outer: number | undefined): boolean {
  if (walk.intoLeaf && isArray(value)) {
    for (let i = 0; i < value.length; i++) if (walk.visit(value[i], outer ?? i)) return true;
  }
  return walk.visit(value, outer);
}

function elements(walk: Walk, array: Value[], at: number, outer: number | undefined): boolean {
  const index = indexOf(walk.parts[at]!);
  for (let i = 0; i < array.length; i++) {
    const element = array[i]!;
    if (isDoc(element) && step(walk, element, at, outer ?? i)) return true;
    if (index === i && named(walk, element, at, outer)) return true;
  }
  return false;
}

/** The element that a numeric part names. It was not searched for, so it gives no position for `$`. */
function named(walk: Walk, element: Value, at: number, outer: number | undefined): boolean {
  if (at === walk.parts.length - 1) return walk.visit(element, outer);
  if (isDoc(element)) return step(walk, element, at + 1, outer);
  return isArray(element) && elements(walk, element, at + 1, outer);
}
