import type { Scope } from '@incipit/contract';
import { field, recordSchema, type Stored } from '../record-schema.js';

/** A secret for machines, bound to a user and a workspace. Only its hash is stored. */
export interface ApiKey extends Stored {
  /** The public part, in the key itself. */
  readonly keyId: string;
  /** SHA-256, hex, of the whole key. */
  readonly secretHash: string;
  readonly last4: string;
  readonly name: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly scopes: readonly Scope[];
  readonly limits: { readonly labels?: readonly string[]; readonly collectionId?: string };
  /** `null`: never. */
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export const apiKeySchema = recordSchema<ApiKey>('api_keys', {
  keyId: field.text,
  secretHash: field.text,
  last4: field.text,
  name: field.text,
  userId: field.reference,
  workspaceId: field.reference,
  scopes: field.texts,
  limits: {
    type: field.part({ labels: { type: [String], default: undefined }, collectionId: { type: String } }),
    required: true,
  },
  expiresAt: field.timeOrNull,
  lastUsedAt: field.timeOrNull,
});

// The key that a request brings.
apiKeySchema.index({ keyId: 1 }, { unique: true });
// The keys of a user.
apiKeySchema.index({ userId: 1, _id: 1 });
// The keys of a workspace, for its owners.
apiKeySchema.index({ workspaceId: 1, _id: 1 });
