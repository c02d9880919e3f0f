import { field, recordSchema, type Stored } from '../record-schema.js';

/** One change, as it is remembered: the audit trail, and what live pages and caches follow. Never changed. */
export interface Event extends Stored {
  /** `null`: it concerns no workspace. */
  readonly workspaceId: string | null;
  /** `null`: nobody signed in, or the account is gone. */
  readonly actorId: string | null;
  /** `prompt.updated`, say. */
  readonly action: string;
  readonly target: { readonly model: string; readonly id: string; readonly name: string };
  readonly details: Readonly<Record<string, unknown>>;
  readonly ip: string;
  readonly requestId: string;
  readonly at: Date;
}

export const eventSchema = recordSchema<Event>('events', {
  workspaceId: field.referenceOrNull,
  actorId: field.referenceOrNull,
  action: field.text,
  // The id is text: not every target has a record of its own.
  target: { type: field.part({ model: field.text, id: field.text, name: field.text }), required: true },
  details: field.json,
  ip: field.text,
  requestId: field.text,
  at: field.time,
});

// The audit of a workspace, newest first.
eventSchema.index({ workspaceId: 1, at: 1, _id: 1 });
// The same of one person, and of one kind.
eventSchema.index({ workspaceId: 1, actorId: 1, at: 1, _id: 1 });
eventSchema.index({ workspaceId: 1, action: 1, at: 1, _id: 1 });
// The audit of the instance.
eventSchema.index({ at: 1, _id: 1 });
// The activity of one thing, newest first.
eventSchema.index({ 'target.id': 1, at: 1, _id: 1 });
