import type { Collection } from './catalog.js';
import { keyText } from './index-keys.js';
import type { Index } from './index-spec.js';

/** Whoever can hold claims: a transaction. `ended` settles when its claims are free again. */
export interface Holder {
  readonly snapshot: number;
  readonly held: Set<string>;
  readonly ended: Promise<void>;
}

/**
 * Who may write what. A transaction claims the documents and the unique keys that it changes;
 * a claim held by another, or a commit newer than its snapshot, is a write conflict.
 */
export interface Claims {
  /** The number of the last committed write: what a snapshot taken now holds. */
  committed(): number;
  /** The next write number. */
  next(): number;
  /** Notes a write outside transactions, or of a transaction that commits. */
  note(key: string): void;
  /** The holder of a key other than `self`. */
  holder(key: string, self?: Holder): Holder | undefined;
  /** Takes a key; false on a conflict. */
  take(key: string, holder: Holder): boolean;
  release(holder: Holder): void;
  /** All writes so far are committed; `quiet` when no snapshot is open, so history can be dropped. */
  commit(quiet: boolean): void;
  any(): boolean;
}

export function createClaims(): Claims {
  const held = new Map<string, Holder>();
  const recent = new Map<string, number>();
  let last = 0;
  let committed = 0;
  return {
    committed: () => committed,
    next: () => ++last,
    note: (key) => recent.set(key, ++last),
    any: () => held.size > 0,
    holder(key, self) {
      const holder = held.get(key);
      return holder === self ? undefined : holder;
    },
    take(key, holder) {
      const other = held.get(key);
      if (other) return other === holder;
      if ((recent.get(key) ?? 0) > holder.snapshot) return false;
      held.set(key, holder);
      holder.held.add(key);
      return true;
    },
    release(holder) {
      for (const key of holder.held) held.delete(key);
      holder.held.clear();
    },
    commit(quiet) {
      committed = last;
      if (quiet) recent.clear();
    },
  };
}

/** The claim on one document. */
export function documentClaim(collection: Collection, idKey: Uint8Array): string {
  return `${collection.id}:${keyText(idKey)}`;
}

/** The claim on one key of a unique index. */
export function uniqueClaim(index: Index, key: Uint8Array): string {
  return `u${index.id}:${keyText(key)}`;
}
