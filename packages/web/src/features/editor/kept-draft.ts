import type { Content } from '@incipit/contract';

/** Unsaved text, kept in this browser until it is saved or discarded. */
export interface KeptDraft {
  content: Content;
  message: string;
  /** The version that it began from. */
  baseVersion: number;
  savedAt: string;
}

const keyOf = (userId: string, promptId: string): string => `incipit-draft ${userId} ${promptId}`;

export function readDraft(userId: string, promptId: string): KeptDraft | undefined {
  const text = localStorage.getItem(keyOf(userId, promptId));
  return text === null ? undefined : (JSON.parse(text) as KeptDraft);
}

export function keepDraft(userId: string, promptId: string, draft: KeptDraft): void {
  localStorage.setItem(keyOf(userId, promptId), JSON.stringify(draft));
}

export function dropDraft(userId: string, promptId: string): void {
  localStorage.removeItem(keyOf(userId, promptId));
}
