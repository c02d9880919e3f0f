import type { User as UserAnswer } from '@incipit/contract';
import type { Profile } from '../data/schemas/profile.schema.js';
import type { User } from '../data/schemas/user.schema.js';
import type { Workspace } from '../data/schemas/workspace.schema.js';
import { profileAnswer } from '../profiles/profile.answer.js';
import { workspaceAnswer } from '../workspaces/workspace.answer.js';

export const userAnswer = ({ id, email, role, status, createdAt }: User): UserAnswer => ({
  id,
  email,
  role,
  status,
  createdAt: createdAt.toISOString(),
});

/** An account as its own user gets it at sign-in. */
export const accountAnswer = (account: { user: User; profile: Profile; workspace: Workspace }) => ({
  user: userAnswer(account.user),
  profile: profileAnswer(account.profile),
  workspace: workspaceAnswer(account.workspace, 'owner'),
});
