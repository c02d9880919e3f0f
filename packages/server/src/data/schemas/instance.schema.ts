import { field, recordSchema, type Stored } from '../record-schema.js';

/** This installation: one document, made at the first start. Rules over all accounts write it, so that they collide. */
export interface Instance extends Stored {
  readonly name: string;
  /** As an admin set it; `null`: as the environment says. */
  readonly registration: 'open' | 'invite' | 'closed' | null;
  readonly publicPages: boolean;
  /** An account was made: the set-up is over. */
  readonly isSetUp: boolean;
  /** Active admins: never back to 0 after the set-up. */
  readonly adminCount: number;
  /** The form of the stored data. */
  readonly dataVersion: number;
  /** The rules that the words of all prompts are found by, or are being found by; `null`: by none yet. */
  readonly searchRules: number | null;
}

/** The id of the one document. */
export const instanceId = '000000000000000000000001';

export const instanceSchema = recordSchema<Instance>('instance', {
  name: field.text,
  registration: field.textOrNull,
  publicPages: field.flag,
  isSetUp: field.flag,
  adminCount: field.integer,
  dataVersion: field.integer,
  searchRules: field.integerOrNull,
});
