import { field, recordSchema, type Stored } from '../record-schema.js';

/** How often something was tried lately, shared by all servers: sign-in per account, registration per address. */
export interface Counter extends Stored {
  /** What is counted. */
  readonly key: string;
  readonly count: number;
  /** Nothing more before this time. */
  readonly blockedUntil: Date | null;
  /** Then it is forgotten. Readers compare it themselves: the store sweeps once a minute. */
  readonly expiresAt: Date;
}

export const counterSchema = recordSchema<Counter>('counters', {
  key: field.text,
  count: field.integer,
  blockedUntil: field.timeOrNull,
  expiresAt: field.time,
});

// One counter.
counterSchema.index({ key: 1 }, { unique: true });
// The store itself forgets old ones.
counterSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
