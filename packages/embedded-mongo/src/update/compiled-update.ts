import type { Doc } from '../bson/value.js';

/** How an update meets a document: the index for the positional `$`, and whether an upsert inserts it. */
export type Match = { position?: number; isInsert?: boolean };

/** A compiled update. */
export type Update = {
  kind: 'operators' | 'replacement' | 'pipeline';
  /** The document afterwards, and whether it is another one. The given document is not changed. */
  apply(doc: Doc, match?: Match): { doc: Doc; changed: boolean };
};
