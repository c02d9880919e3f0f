import { limits } from '@incipit/contract';
import { field, recordSchema, type Stored } from '../record-schema.js';

/** What a create with `Idempotency-Key` answered, kept for a while. */
export interface IdempotencyKey extends Stored {
  /** SHA-256, hex, over principal, route and key. */
  readonly digest: string;
  /** HMAC, hex, of the SHA-256 of the body sent. */
  readonly bodyHash: string;
  readonly answerJson: string;
}

export const idempotencyKeySchema = recordSchema<IdempotencyKey>('idempotency_keys', {
  digest: field.text,
  bodyHash: field.text,
  answerJson: field.text,
});

// The answer of an earlier call.
idempotencyKeySchema.index({ digest: 1 }, { unique: true });
// The store itself forgets them.
idempotencyKeySchema.index({ createdAt: 1 }, { expireAfterSeconds: limits.idempotencyHours * 3_600 });
