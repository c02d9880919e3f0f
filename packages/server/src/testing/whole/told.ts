import type { Client } from '@incipit/sdk';

/** What is asked for once. Unanswered: the server died before it could say what became of it. */
export interface Asked {
  isAnswered: boolean;
}

/** A prompt that is made, with new tags, labels and an include. `mark` is a word that no other text has. */
export interface Creation extends Asked {
  readonly mark: string;
  readonly idempotencyKey: string;
  readonly input: Parameters<Client['prompts']['create']>[0] & { readonly title: string; readonly tags: string[] };
}

/** A version with labels. */
export interface Save extends Asked {
  readonly promptId: string;
  readonly mark: string;
  readonly idempotencyKey: string;
  /** As it was answered. */
  number?: number;
}

/** One thing with all prompts of the pool. */
export interface Bulk extends Asked {
  readonly step: Step;
}

export type Step =
  | { readonly action: 'tag' | 'untag'; readonly tags: string[] }
  | { readonly action: 'move'; readonly collectionId: string }
  | { readonly action: 'trash' | 'restore' };

/** A fork, or a duplicate. */
export interface Copy extends Asked {
  readonly idempotencyKey: string;
}

/** Somebody who comes by an invite, writes a little, and deletes the account. What is named is under way, or was last. */
export interface Account {
  readonly name: string;
  stage: 'invited' | 'registering' | 'writing' | 'leaving' | 'gone';
  /** Prompts that were answered: in the team, and of one's own. */
  readonly marks: { readonly team: string; readonly own: string };
  written: ('team' | 'own')[];
}

/** What one round is about: a team of ada's, whose public prompt eve forks. */
export interface Place {
  readonly round: number;
  readonly ada: Client;
  readonly eve: Client;
  readonly team: string;
  readonly folders: readonly [string, string];
  /** Public; all that is created includes it. */
  readonly base: { readonly id: string; readonly name: string; readonly mark: string };
  /** Those that get versions. */
  readonly saved: readonly string[];
  /** Those of the bulk actions. */
  readonly pool: readonly string[];
}

export interface Told {
  readonly creations: Creation[];
  readonly saves: Save[];
  readonly bulks: Bulk[];
  readonly forks: Copy[];
  readonly duplicates: Copy[];
  readonly accounts: Account[];
}

export const nothingTold = (): Told => ({
  creations: [],
  saves: [],
  bulks: [],
  forks: [],
  duplicates: [],
  accounts: [],
});

/** How many were answered so far. */
export const answersIn = ({ creations, saves, bulks, forks, duplicates, accounts }: Told): number =>
  [...creations, ...saves, ...bulks, ...forks, ...duplicates].filter(({ isAnswered }) => isAnswered).length +
  accounts.filter(({ stage }) => stage === 'gone').length;
