import { type Actor, isEditor, isMember } from './actor.js';
import { allowed, only, type Rule } from './rule.js';

export interface TagTarget {
  readonly id: string;
  readonly workspaceId: string;
  readonly revision: number;
}

/** A tag is on prompts everywhere in the workspace: a key limited to a part of it leaves tags as they are. */
const mayChange = (actor: Actor): boolean =>
  isEditor(actor) && actor.key?.collectionIds === undefined && actor.key?.labels === undefined;

const rule = (may: Rule<TagTarget>['may'], event?: string): Rule<TagTarget> => ({
  model: 'tag',
  see: isMember,
  may,
  event,
});

export const tagPolicy = {
  read: rule(allowed),
  update: rule(only(mayChange), 'tag.updated'),
  remove: rule(only(mayChange), 'tag.removed'),
  merge: rule(only(mayChange), 'tag.merged'),
} as const;
