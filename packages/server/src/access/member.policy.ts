import { type Actor, isMember, isOwner, isPerson } from './actor.js';
import { every, only, type Rule } from './rule.js';

export interface MemberTarget {
  readonly workspaceId: string;
  readonly userId: string;
  readonly revision: number;
}

const person = only<MemberTarget>(isPerson, 'key_not_allowed');
const ownerOrSelf = (actor: Actor, member: MemberTarget): boolean => isOwner(actor) || actor.userId === member.userId;

const rule = (may: Rule<MemberTarget>['may'], event: string): Rule<MemberTarget> => ({
  model: 'member',
  see: isMember,
  may: every(person, may),
  event,
});

/** Members see each other; owners change and remove them, and everybody may leave. */
export const memberPolicy = {
  update: rule(only(isOwner), 'member.updated'),
  remove: rule(only(ownerOrSelf), 'member.removed'),
} as const;
