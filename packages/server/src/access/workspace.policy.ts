import { isEditor, isMember, isOwner, isPerson } from './actor.js';
import { mayFillCollection, maySave, type Saving } from './prompt.policy.js';
import { allowed, every, only, type Rule } from './rule.js';

export interface InWorkspace {
  readonly workspaceId: string;
}

const person = only<InWorkspace>(isPerson, 'key_not_allowed');

/** Members see it; instance admins who are none do not. */
const rule = <T extends InWorkspace = InWorkspace>(may: Rule<T>['may'], event?: string): Rule<T> => ({
  model: 'workspace',
  see: isMember,
  may,
  event,
});

/** What is read, made and changed in a workspace as such. */
export const workspacePolicy = {
  /** The workspace, and lists of what is in it. */
  read: rule(allowed),
  listMembers: rule(person),
  update: rule(every(person, only(isOwner)), 'workspace.updated'),
  remove: rule(every(person, only(isOwner)), 'workspace.removed'),
  listInvites: rule(every(person, only(isOwner))),
  createInvite: rule(every(person, only(isOwner)), 'invite.created'),
  /** The links out of it. */
  listShares: rule(every(person, only(isOwner))),
  protectLabel: rule(every(person, only(isOwner)), 'workspace.updated'),
  /** What everybody did in it. */
  audit: rule(every(person, only(isOwner))),
  /** Prompts in the trash. */
  listTrash: rule(only(isEditor)),
  createPrompt: (saving: Saving, collectionId: string | null) =>
    rule((actor) => maySave(actor, 'private', { ...saving, collectionId }), 'prompt.created'),
  /** One's own prompt that is not made yet. */
  draft: rule(every(person, only(isEditor))),
  createCollection: (parentId: string | null) =>
    rule(
      every(only(isEditor), (actor) => mayFillCollection(actor, parentId)),
      'collection.created',
    ),
  createTag: rule(only(isEditor), 'tag.created'),
  createKey: rule(person, 'api_key.created'),
  /** A key that never expires. */
  createEndlessKey: rule(every(person, only(isOwner)), 'api_key.created'),
  /** The keys of everybody in it. */
  listAllKeys: rule(every(person, only(isOwner))),
} as const;
