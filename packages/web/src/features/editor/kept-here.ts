import { withNewKeys } from './draft.js';
import type { Edits } from './draft-place.js';

/** Edits that the server does not have yet, in this browser until it does. */
export interface KeptHere {
  edits: Edits;
  /** The draft on the server that they continue; `undefined`: none. */
  etag: string | undefined;
  /** When they were kept. */
  at: string;
  /** Which page kept them: what the same page finds again it goes on with, without asking. */
  page: string;
}

/** This page, from its loading until it is left. */
export const thisPage = String(Math.random());

const keyOf = (place: string): string => `incipit-edits ${place}`;

export function readHere(place: string): KeptHere | undefined {
  const text = localStorage.getItem(keyOf(place));
  if (text === null) return undefined;
  const kept = JSON.parse(text) as KeptHere;
  return { ...kept, edits: { ...kept.edits, draft: withNewKeys(kept.edits.draft) } };
}

/** @throws DOMException when the browser has no room left, or allows nothing to be kept */
export function keepHere(place: string, edits: Edits, etag: string | undefined): void {
  const kept: KeptHere = { edits, etag, at: new Date().toISOString(), page: thisPage };
  localStorage.setItem(keyOf(place), JSON.stringify(kept));
}

export const dropHere = (place: string): void => localStorage.removeItem(keyOf(place));
