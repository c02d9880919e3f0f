import { isAdmin } from './actor.js';
import { allowed, only, type Rule } from './rule.js';

/** To others this is no secret, but closed. */
const rule = (model: string, event?: string): Rule<object> => ({ model, see: allowed, may: only(isAdmin), event });

/** What admins do with the server. It gives them no rights in workspaces. */
export const adminPolicy = {
  /** Accounts, settings, figures. */
  read: rule('instance'),
  updateUser: rule('user', 'user.updated'),
  removeUser: rule('user', 'user.removed'),
  createResetLink: rule('user', 'user.reset_link_created'),
  updateSettings: rule('instance', 'instance.updated'),
  /** Of a team that nobody can manage any more. */
  appointOwner: rule('workspace', 'member.updated'),
} as const;
