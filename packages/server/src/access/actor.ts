import type { Role, Scope } from '@incipit/contract';

/** What an API key may do at most, as the policies ask for it. */
export interface ActorKey {
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** Only versions with these labels are served, and only these labels moved; left out: all. */
  readonly labels: readonly string[] | undefined;
  /** The one collection of the key with all below it; left out: the whole workspace. */
  readonly collectionIds: ReadonlySet<string> | undefined;
  /** The collection that the limit names, the top of those. */
  readonly rootCollectionId: string | undefined;
}

/** Who asks, in the workspace of the thing asked for. */
export interface Actor {
  /** `null`: signed out. */
  readonly userId: string | null;
  /** The workspace meant; `null` for things that belong to none (an account, the instance). */
  readonly workspaceId: string | null;
  /** The role in that workspace; `null`: not a member, or a key of another workspace. */
  readonly role: Role | null;
  readonly isAdmin: boolean;
  readonly key: ActorKey | null;
  /** The labels that this workspace protects. */
  readonly protectedLabels: readonly string[];
}

/** A member of the workspace, in whatever role. */
export const isMember = (actor: Actor): boolean => actor.role !== null;

/** May change the library: editor or owner. */
export const isEditor = (actor: Actor): boolean => actor.role === 'owner' || actor.role === 'editor';

export const isOwner = (actor: Actor): boolean => actor.role === 'owner';

/** A person who is signed in, not a key. */
export const isPerson = (actor: Actor): boolean => actor.userId !== null && actor.key === null;

/** An admin of the instance, who is signed in: keys never are. */
export const isAdmin = (actor: Actor): boolean => isPerson(actor) && actor.isAdmin;

/** Users may everything that their role allows; a key also needs the scope. */
export const hasScope = (actor: Actor, scope: Scope): boolean => actor.key === null || actor.key.scopes.includes(scope);

/** Is the collection (`null`: none) within what a key limited to one collection may see? */
export const isWithinCollection = (actor: Actor, collectionId: string | null): boolean =>
  actor.key?.collectionIds === undefined || (collectionId !== null && actor.key.collectionIds.has(collectionId));

/** May a key limited to labels speak of this one? */
export const isWithinLabels = (actor: Actor, label: string): boolean =>
  actor.key?.labels === undefined || actor.key.labels.includes(label);
