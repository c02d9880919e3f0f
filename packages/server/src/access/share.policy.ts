import { isMember, isOwner, isPerson } from './actor.js';
import { allowed, every, only, type Rule } from './rule.js';

/** A share with what it shows, as far as rights are concerned. */
export interface ShareTarget {
  readonly workspaceId: string;
  readonly expiresAt: Date | null;
  /** `null`: it is gone. Of a collection only its being there counts. */
  readonly shown: { readonly visibility?: string; readonly deletedAt?: Date | null } | null;
}

interface InWorkspace {
  readonly workspaceId: string;
}

const rule = (event?: string): Rule<InWorkspace> => ({
  model: 'share',
  see: isMember,
  may: every(only(isPerson, 'key_not_allowed'), only(isOwner)),
  event,
});

/** Until it expires, while what it shows is there: not in the trash, and not private. */
const isOpen = ({ expiresAt, shown }: ShareTarget): boolean =>
  (expiresAt === null || expiresAt.getTime() > Date.now()) &&
  shown !== null &&
  !shown.deletedAt &&
  shown.visibility !== 'private';

/** Links are made and taken back by owners; whoever has the token, which was asked for before, may open them. */
export const sharePolicy = {
  read: rule(),
  remove: rule('share.removed'),
  open: { model: 'share', see: (_actor, target) => isOpen(target), may: allowed } satisfies Rule<ShareTarget>,
} as const;
