import { field, recordSchema, type Stored } from '../record-schema.js';

/** A link to a prompt or a collection. Its token follows from the id, so that nothing secret is here but a hash. */
export interface Share extends Stored {
  readonly workspaceId: string;
  /** Either this or a collection. */
  readonly promptId: string | null;
  readonly collectionId: string | null;
  /** Always this version; `null`: the published one. */
  readonly version: number | null;
  /** `null`: no password is asked for. */
  readonly passwordHash: string | null;
  /** `null`: never. Readers compare it themselves: the store sweeps once a minute. */
  readonly expiresAt: Date | null;
}

export const shareSchema = recordSchema<Share>('shares', {
  workspaceId: field.reference,
  promptId: field.referenceOrNull,
  collectionId: field.referenceOrNull,
  version: field.integerOrNull,
  passwordHash: field.textOrNull,
  expiresAt: field.timeOrNull,
});

// The links out of a workspace, newest first.
shareSchema.index({ workspaceId: 1, _id: 1 });
// Those to a prompt, to a collection: the list, and when it is set private or goes for good.
shareSchema.index({ promptId: 1, _id: 1 });
shareSchema.index({ collectionId: 1, _id: 1 });
// The store itself forgets what has expired.
shareSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
