import type { Doc } from '../bson/value.js';
import type { FilterNode, QueryEnv } from './node.js';
import { parseFilter } from './parse.js';

export type { FilterNode, QueryEnv } from './node.js';

/** A compiled filter. */
export type Filter = {
  matches(doc: Doc): boolean;
  /** Decides on undecoded bytes where it can; `undefined`: decode and ask `matches`. */
  matchesRaw(bytes: Uint8Array): boolean | undefined;
  /** The filter as a planner reads it. */
  tree: FilterNode;
  /** Of a document that matches: the array index for the positional `$`, when an array matched. */
  positions(doc: Doc): number | undefined;
};

/** Compiles a query filter. Errors: MongoDB's, mostly 2 (BadValue); what the store lacks is refused with 238. */
export function compileFilter(filter: Doc, env: QueryEnv): Filter {
  const matcher = parseFilter(filter, env);
  return {
    matches: (doc) => matcher.test(doc),
    matchesRaw: (bytes) => matcher.raw?.(bytes),
    tree: matcher.node,
    positions: (doc) => {
      const position = { index: undefined };
      return matcher.test(doc, position) ? position.index : undefined;
    },
  };
}
