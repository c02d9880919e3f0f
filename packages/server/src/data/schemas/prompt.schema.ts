import { field, recordSchema, type Stored } from '../record-schema.js';

/** The thing with an identity. Its content is in its versions. */
export interface Prompt extends Stored {
  readonly workspaceId: string;
  /** The fetch key. */
  readonly name: string;
  /** Its old names and foreign spellings, newest last. */
  readonly aliases: readonly string[];
  /** `name` and `aliases`: one unique set over the live prompts of a workspace. */
  readonly names: readonly string[];
  readonly title: string;
  /** `title` case-folded, for sorting. */
  readonly titleKey: string;
  readonly description: string;
  readonly collectionId: string | null;
  readonly visibility: 'private' | 'link' | 'public';
  /** The same as its rows of `prompt_tags`, in the order they were put on. */
  readonly tagIds: readonly string[];
  /** Where its labels point, without `latest`: the same as its rows of `labels`. */
  readonly labelVersions: readonly { readonly name: string; readonly version: number }[];
  /** The newest version that exists. */
  readonly latestVersion: number;
  /** The last number given to a version: never given again, also when that version is deleted. */
  readonly lastNumber: number;
  /** Of the latest version. */
  readonly type: 'text' | 'chat';
  /** The first 160 code points of the latest content. */
  readonly preview: string;
  /** `null`: the account is gone. */
  readonly authorId: string | null;
  readonly forkedFrom: { readonly promptId: string; readonly version: number } | null;
  readonly starCount: number;
  /** How often it was fetched and rendered, as far as that is written: see `Usage`. */
  readonly usedCount: number;
  /** When it went into the trash; `null`: it is live. */
  readonly deletedAt: Date | null;
}

export const promptSchema = recordSchema<Prompt>('prompts', {
  workspaceId: field.reference,
  name: field.text,
  aliases: field.texts,
  names: field.texts,
  title: field.text,
  titleKey: field.text,
  description: field.text,
  collectionId: field.referenceOrNull,
  visibility: field.text,
  tagIds: field.references,
  labelVersions: { type: [field.part({ name: field.text, version: field.integer })], required: true },
  latestVersion: field.integer,
  lastNumber: field.integer,
  type: field.text,
  preview: field.text,
  authorId: field.referenceOrNull,
  forkedFrom: { type: field.part({ promptId: field.reference, version: field.integer }), default: null },
  starCount: field.integer,
  usedCount: { ...field.integer, default: 0 },
  deletedAt: field.timeOrNull,
});

const live = { partialFilterExpression: { deletedAt: null } };
/** Put into a filter as it is: an index is used for what is seen to be within its own condition. */
export const inTrash = { deletedAt: { $gt: new Date(0) } };

// A live prompt by name or alias; each name at most once. In the trash names are free.
promptSchema.index({ workspaceId: 1, names: 1 }, { unique: true, ...live });
// The list of live prompts in each order; `_id` makes pages exact.
promptSchema.index({ workspaceId: 1, updatedAt: 1, _id: 1 }, live);
promptSchema.index({ workspaceId: 1, createdAt: 1, _id: 1 }, live);
promptSchema.index({ workspaceId: 1, titleKey: 1, _id: 1 }, live);
promptSchema.index({ workspaceId: 1, starCount: 1, _id: 1 }, live);
promptSchema.index({ workspaceId: 1, usedCount: 1, _id: 1 }, live);
// The live prompts of a collection, with a tag, with a label.
promptSchema.index({ workspaceId: 1, collectionId: 1, updatedAt: 1, _id: 1 });
promptSchema.index({ workspaceId: 1, tagIds: 1, updatedAt: 1, _id: 1 });
promptSchema.index({ workspaceId: 1, 'labelVersions.name': 1, updatedAt: 1, _id: 1 }, live);
// The trash, and what in it is old enough to be purged.
promptSchema.index({ workspaceId: 1, deletedAt: 1, _id: 1 });
promptSchema.index({ deletedAt: 1, _id: 1 }, { partialFilterExpression: inTrash });
// What an account wrote, in the list and when it is deleted.
promptSchema.index({ authorId: 1, updatedAt: 1, _id: 1 });
/** What a share of its collection shows. */
export const inShare = { visibility: { $in: ['link', 'public'] as const }, deletedAt: null };
// The prompts of shared collections.
promptSchema.index({ collectionId: 1, updatedAt: 1, _id: 1 }, { partialFilterExpression: inShare });

/** What everybody may see, if its workspace is still there. */
export const inPublic = { visibility: 'public', deletedAt: null } as const;
const publicOnes = { partialFilterExpression: inPublic };
const shown = { visibility: 1, deletedAt: 1 } as const;
// The public pages, in each order, and those of an author.
promptSchema.index({ ...shown, updatedAt: 1, _id: 1 }, publicOnes);
promptSchema.index({ ...shown, createdAt: 1, _id: 1 }, publicOnes);
promptSchema.index({ ...shown, titleKey: 1, _id: 1 }, publicOnes);
promptSchema.index({ ...shown, starCount: 1, _id: 1 }, publicOnes);
promptSchema.index({ ...shown, authorId: 1, updatedAt: 1, _id: 1 }, publicOnes);
