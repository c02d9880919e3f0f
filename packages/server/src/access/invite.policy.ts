import { isAdmin, isMember, isOwner, isPerson } from './actor.js';
import { allowed, every, only, type Rule } from './rule.js';

export interface InviteTarget {
  /** `null`: an invite to the instance. */
  readonly workspaceId: string | null;
}

const rule = (event?: string): Rule<InviteTarget> => ({
  model: 'invite',
  see: (actor, { workspaceId }) => (workspaceId === null ? isAdmin(actor) : isMember(actor)),
  may: every(
    only(isPerson, 'key_not_allowed'),
    only((actor, { workspaceId }) => workspaceId === null || isOwner(actor)),
  ),
  event,
});

/** Invites into a workspace are its owners' business, those to the instance the admins'. */
export const invitePolicy = {
  read: rule(),
  remove: rule('invite.removed'),
  /** Whoever has the token, which was asked for before. The use of an invite records its own events. */
  accept: { model: 'invite', see: isPerson, may: allowed } satisfies Rule<InviteTarget>,
  /** Make and list those to the instance. */
  listForInstance: { model: 'invite', see: allowed, may: only(isAdmin) } satisfies Rule<object>,
  createForInstance: {
    model: 'invite',
    see: allowed,
    may: only(isAdmin),
    event: 'invite.created',
  } satisfies Rule<object>,
} as const;
