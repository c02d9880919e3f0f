import { type Actor, isEditor, isMember, isOwner, isPerson, isWithinCollection } from './actor.js';
import { allowed, every, only, type Rule } from './rule.js';

export interface CollectionTarget {
  readonly id: string;
  readonly workspaceId: string;
  readonly revision: number;
}

/** Members; a key limited to one collection sees that and what is below. */
const isVisible = (actor: Actor, collection: CollectionTarget): boolean =>
  isMember(actor) && isWithinCollection(actor, collection.id);

/** The top of a key's own tree stays where it is and as it is: what is around it is out of the key's sight. */
const isInsideLimits = (actor: Actor, collection: CollectionTarget): boolean =>
  isEditor(actor) && actor.key?.rootCollectionId !== collection.id;

const rule = (may: Rule<CollectionTarget>['may'], event?: string): Rule<CollectionTarget> => ({
  model: 'collection',
  see: isVisible,
  may,
  event,
});

export const collectionPolicy = {
  read: rule(allowed),
  /** Make a link to it. */
  share: rule(every(only(isPerson, 'key_not_allowed'), only(isOwner)), 'share.created'),
  update: rule(only(isInsideLimits), 'collection.updated'),
  remove: rule(only(isInsideLimits), 'collection.removed'),
} as const;
