import { field, recordSchema, type Stored } from '../record-schema.js';

/** Work that follows a change: made in its transaction, done afterwards in steps, gone when it is done. */
export interface Job extends Stored {
  /** `workspace.removal`, say: who does it. */
  readonly kind: string;
  /** What it is about: the id of a record. */
  readonly subjectId: string;
  /** Nobody takes it before this time. While a server holds it, the end of the lease. */
  readonly dueAt: Date;
  /** Which process has it, or had it last; `null`: nobody yet. */
  readonly holder: string | null;
  /** Steps in a row that failed. */
  readonly failures: number;
}

export const jobSchema = recordSchema<Job>('jobs', {
  kind: field.text,
  subjectId: field.reference,
  dueAt: field.time,
  holder: field.textOrNull,
  failures: field.integer,
});

// What is to be done next.
jobSchema.index({ dueAt: 1, _id: 1 });
