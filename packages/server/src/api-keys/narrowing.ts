import type { Scope } from '@incipit/contract';

/** The part of a key that says how far it reaches. */
export interface Reach {
  readonly scopes: readonly Scope[];
  readonly limits: { readonly labels?: readonly string[]; readonly collectionId?: string };
  readonly expiresAt: Date | null;
}

/** Which property of a change would let a key reach further than it does; `null`: none. */
export function widens(
  key: Reach,
  change: { readonly scopes?: readonly Scope[]; readonly limits?: Reach['limits']; readonly expiresAt?: Date },
  isBelow: (collectionId: string) => boolean,
): 'scopes' | 'limits.labels' | 'limits.collectionId' | 'expiresInDays' | null {
  if (change.scopes?.some((scope) => !key.scopes.includes(scope))) return 'scopes';
  if (change.expiresAt && key.expiresAt && change.expiresAt > key.expiresAt) return 'expiresInDays';
  if (!change.limits) return null;
  const { labels, collectionId } = change.limits;
  const { labels: present } = key.limits;
  if (present && !labels?.every((label) => present.includes(label))) return 'limits.labels';
  if (key.limits.collectionId === undefined) return null;
  return collectionId !== undefined && isBelow(collectionId) ? null : 'limits.collectionId';
}
