import type { User as UserResource } from '@incipit/contract';
import type { Profile } from '../data/schemas/profile.schema.js';
import type { User } from '../data/schemas/user.schema.js';
import type { Workspace } from '../data/schemas/workspace.schema.js';
import { profileView } from '../profiles/profile.view.js';
import { workspaceView } from '../workspaces/workspace.view.js';

/** A user as they and admins see them. */
export const userView = ({ id, email, role, status, createdAt }: User): UserResource => ({
  id,
  email,
  role,
  status,
  createdAt: createdAt.toISOString(),
});

/** An account as its own user gets it at sign-in. */
export const signedInView = (account: { user: User; profile: Profile; workspace: Workspace }) => ({
  user: userView(account.user),
  profile: profileView(account.profile),
  workspace: workspaceView(account.workspace, 'owner'),
});
