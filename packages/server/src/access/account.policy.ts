import { type Actor, isOwner, isPerson } from './actor.js';
import { allowed, only, type Rule } from './rule.js';

/** A thing that is one user's own: the account, a profile, a session. */
export interface Owned {
  readonly userId: string;
  readonly revision?: number;
}

export interface KeyTarget extends Owned {
  readonly workspaceId: string;
}

export interface ProfileTarget {
  readonly userId: string;
  readonly hasPublicPrompts: boolean;
}

const isOwn = (actor: Actor, { userId }: Owned): boolean => actor.userId === userId;

const own = (model: string, event?: string): Rule<Owned> => ({
  model,
  see: isOwn,
  may: only(isPerson, 'key_not_allowed'),
  event,
});

export const sessionPolicy = {
  remove: own('session', 'session.removed'),
} as const;

export const userPolicy = {
  changePassword: own('user', 'user.password_changed'),
  askEmail: own('user', 'user.email_asked'),
  changeEmail: own('user', 'user.email_changed'),
  /** Whoever has the token, which was asked for before. */
  resetPassword: { model: 'user', see: allowed, may: allowed, event: 'user.password_reset' } satisfies Rule<object>,
  remove: own('user', 'user.removed'),
} as const;

/** What every signed-in person may do, in no workspace. */
export const accountPolicy = {
  createWorkspace: own('workspace', 'workspace.created'),
} as const;

export const profilePolicy = {
  update: own('profile', 'profile.updated'),
  /** Everybody signed in; the signed-out only those who show something to the public. */
  read: {
    model: 'profile',
    see: (actor: Actor, profile: ProfileTarget) => actor.userId !== null || profile.hasPublicPrompts,
    may: allowed,
  } satisfies Rule<ProfileTarget>,
} as const;

/** One's own key while one is a member, and every key of a workspace that one owns. */
const seesKey = (actor: Actor, key: KeyTarget): boolean =>
  isPerson(actor) && (isOwner(actor) || (actor.role !== null && isOwn(actor, key)));

const keyRule = (event?: string): Rule<KeyTarget> => ({ model: 'api_key', see: seesKey, may: allowed, event });

export const apiKeyPolicy = {
  read: keyRule(),
  update: { ...keyRule('api_key.updated'), may: only<KeyTarget>(isOwn) },
  remove: keyRule('api_key.removed'),
} as const;
