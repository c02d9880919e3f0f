import type { ErrorCode } from '@incipit/contract';
import {
  type Actor,
  hasScope,
  isEditor,
  isMember,
  isOwner,
  isPerson,
  isWithinCollection,
  isWithinLabels,
} from './actor.js';
import { allowed, every, only, type Rule } from './rule.js';

/** What the rules read of a prompt; the stored record fits. */
export interface PromptTarget {
  readonly id: string;
  readonly workspaceId: string;
  readonly collectionId: string | null;
  readonly visibility: 'private' | 'link' | 'public';
  readonly deletedAt: Date | null;
  readonly labelVersions: readonly { readonly name: string; readonly version: number }[];
  readonly revision: number;
}

/** A prompt together with the label that is spoken of. */
export type LabelTarget<P extends PromptTarget = PromptTarget> = P & { readonly label: string };

/** A prompt together with the version that is spoken of; `null`: it has none of that number. */
export type VersionTarget<P extends PromptTarget = PromptTarget> = P & {
  readonly latestVersion: number;
  readonly version: { readonly number: number } | null;
};

/** What a save would do to a prompt, as far as rights are concerned. */
export interface Saving {
  readonly visibility?: 'private' | 'link' | 'public';
  readonly labels?: readonly string[];
  readonly removesAlias?: boolean;
  /** Where it is put; `null`: into no collection. */
  readonly collectionId?: string | null;
}

/** Members see live prompts, within the limits of a key; the trash is for editors. */
const isVisible = (actor: Actor, prompt: PromptTarget): boolean =>
  isMember(actor) &&
  isWithinCollection(actor, prompt.collectionId) &&
  hasServedLabel(actor, prompt) &&
  (prompt.deletedAt === null || isEditor(actor));

/** A key limited to labels sees only prompts that carry one of them; `latest` is on every prompt. */
const hasServedLabel = (actor: Actor, prompt: PromptTarget): boolean => {
  const served = actor.key?.labels;
  return (
    served === undefined || served.includes('latest') || prompt.labelVersions.some(({ name }) => served.includes(name))
  );
};

/** The versions that a key limited to labels gets: those that its labels select. Undefined: all. */
export const servedNumbers = (
  { key }: Actor,
  { labelVersions, latestVersion }: Pick<VersionTarget, 'labelVersions' | 'latestVersion'>,
): number[] | undefined =>
  key?.labels && [
    ...labelVersions.filter(({ name }) => key.labels?.includes(name)).map(({ version }) => version),
    ...(key.labels.includes('latest') ? [latestVersion] : []),
  ];

/** A version that a key does not get is missing, to change it too. */
const isServed = only<VersionTarget>((actor, target) => {
  const numbers = servedNumbers(actor, target);
  return target.version !== null && (numbers === undefined || numbers.includes(target.version.number));
}, 'version_not_found');

const isShownToAll = ({ visibility, deletedAt }: PromptTarget): boolean =>
  visibility === 'public' && deletedAt === null;

/** Public prompts of others may be forked and starred, while they are not in the trash; never by a key. */
const isVisibleOrPublic = (actor: Actor, prompt: PromptTarget): boolean =>
  isVisible(actor, prompt) || (isPerson(actor) && isShownToAll(prompt));

const carriesProtected = (actor: Actor, prompt: PromptTarget): boolean =>
  prompt.labelVersions.some(({ name }) => actor.protectedLabels.includes(name));

/** Editors, but what carries a protected label is for owners. */
const editorUnlessProtected = every<PromptTarget>(
  only(isEditor),
  only((actor, prompt) => isOwner(actor) || !carriesProtected(actor, prompt), 'label_protected'),
);

/** May this actor make, move or take away the label? Protected ones are for owners. */
export function mayMoveLabel(actor: Actor, label: string): true | ErrorCode {
  if (!hasScope(actor, 'labels:write')) return 'scope_missing';
  if (!isEditor(actor) || !isWithinLabels(actor, label)) return 'forbidden';
  return isOwner(actor) || !actor.protectedLabels.includes(label) || 'label_protected';
}

/** May this actor show it to others than the members? `from` is the present visibility, `private` at a create. */
export function mayChangeVisibility(actor: Actor, from: string, to: string | undefined): true | ErrorCode {
  if (to === undefined || to === from) return true;
  if (actor.key !== null) return 'key_not_allowed';
  return isOwner(actor) || 'forbidden';
}

/** May an alias be lost, as the oldest is to one too many? Not from what carries a protected label, but by owners. */
export const mayLoseAlias = (actor: Actor, prompt: PromptTarget): true | ErrorCode =>
  isOwner(actor) || !carriesProtected(actor, prompt) || 'label_protected';

/** May something be put there? A key limited to a collection puts nothing outside of it; `null`, the top, is outside. */
export function mayFillCollection(actor: Actor, collectionId: string | null): true | ErrorCode {
  if (isWithinCollection(actor, collectionId)) return true;
  return collectionId === null ? 'forbidden' : 'collection_not_found';
}

/** May an editor's save also do this? For creates too, where `from` is `private`. */
export function maySave(actor: Actor, from: string, saving: Saving): true | ErrorCode {
  if (!isEditor(actor)) return 'forbidden';
  if (saving.removesAlias && !isOwner(actor)) return 'forbidden';
  if (saving.collectionId !== undefined) {
    const answer = mayFillCollection(actor, saving.collectionId);
    if (answer !== true) return answer;
  }
  for (const label of saving.labels ?? []) {
    const answer = mayMoveLabel(actor, label);
    if (answer !== true) return answer;
  }
  return mayChangeVisibility(actor, from, saving.visibility);
}

const rule = <T extends PromptTarget>(see: Rule<T>['see'], may: Rule<T>['may'], event?: string): Rule<T> => ({
  model: 'prompt',
  see,
  may,
  event,
});

export const promptPolicy = {
  /** Get, versions, diff, labels and history, used-by, activity, render. */
  read: rule<PromptTarget>(isVisible, allowed),
  /** What everybody may see, on the public pages. */
  readPublished: rule<PromptTarget>((_actor, prompt) => isShownToAll(prompt), allowed),
  /** Make a link to it. */
  share: rule<PromptTarget>(isVisible, every(notForKeys, only(isOwner)), 'share.created'),
  /** PATCH, and with it saving, labels and visibility. */
  update: (saving: Saving) =>
    rule<PromptTarget>(isVisible, (actor, prompt) => maySave(actor, prompt.visibility, saving), 'prompt.updated'),
  /** Save or restore a version, change its message. */
  saveVersion: (saving: Saving) =>
    rule<PromptTarget>(isVisible, (actor, prompt) => maySave(actor, prompt.visibility, saving), 'version.created'),
  updateVersion: rule<VersionTarget>(isVisible, every(isServed, only(isEditor)), 'version.updated'),
  removeVersion: rule<VersionTarget>(isVisible, every(isServed, only(isOwner)), 'version.removed'),
  /** Put tags on, take them off. */
  tag: rule<PromptTarget>(isVisible, only(isEditor), 'prompt.updated'),
  /** Put into a collection, take out. */
  move: rule<PromptTarget>(isVisible, only(isEditor), 'prompt.updated'),
  trash: rule<PromptTarget>(isVisible, editorUnlessProtected, 'prompt.trashed'),
  restore: rule<PromptTarget>(isVisible, editorUnlessProtected, 'prompt.restored'),
  removeForGood: rule<PromptTarget>(isVisible, only(isOwner), 'prompt.removed'),
  /** One's own unsaved edits of it. */
  draft: rule<PromptTarget>(isVisible, every(notForKeys, only(isEditor))),
  duplicate: rule<PromptTarget>(isVisible, every(notForKeys, only(isEditor)), 'prompt.created'),
  /** Copying away; the workspace copied into asks {@link workspacePolicy.createPrompt} as well. */
  fork: rule<PromptTarget>(isVisibleOrPublic, notForKeys),
  star: rule<PromptTarget>(isVisibleOrPublic, notForKeys),
  moveLabel: rule<LabelTarget>(isVisible, (actor, { label }) => mayMoveLabel(actor, label), 'label.moved'),
} as const;

function notForKeys(actor: Actor): true | ErrorCode {
  return actor.key === null || 'key_not_allowed';
}
